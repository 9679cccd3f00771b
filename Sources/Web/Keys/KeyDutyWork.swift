import Domain
import HTTPBase
import Storage

/// Does what the form of a duty about keys asks for.
struct KeyDutyWork {
    let call: Call
    let number: CaseNumber
    let key: String

    func done(_ movement: KeyMovement) async throws -> (route: Route, said: String) {
        switch movement {
        case .checkOut: (.keyReceipt(try await checkOut()), "keysCheckedOut")
        case .giveBack: try await giveBack()
        }
    }

    private func checkOut() async throws -> String {
        let receipt = try KeyReceipt.checkingOut(call.form.answers, today: call.today)
        let (number, key) = (number, key)
        return try await call.store.write(as: call.actor) {
            try $0.checkOutKeys(key, in: number, receipt: receipt)
        }
    }

    private func giveBack() async throws -> (route: Route, said: String) {
        let (number, key, typed) = (number, key, call.form.answers)
        // The form of a unit that holds nothing names nobody, and asks why.
        if call.form.all("handedOverBy").isEmpty {
            let reason = typed["reason"]
            try await call.store.write(as: call.actor) {
                try $0.attestNoKeys(key, in: number, reason: reason)
            }
            return (.order(number.text), "dutyDone")
        }
        let passed = try await call.store.write(as: call.actor) {
            try $0.giveBackKeys(key, in: number, typed: typed)
        }
        return (.keyReceipt(passed.receipt), passed.left == 0 ? "keysGivenBack" : "keysPartlyGivenBack")
    }
}
