import Domain
import HTTPBase
import Hummingbird
import Storage

/// Joining two halves of a move by hand, and ordering under another routine from a case.
enum PairingPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .post(Route.pairing(":number").path, .holding(.plan), pair)
    ]

    private static func pair(_ call: Call) async throws -> Response {
        let number = try CasePages.number(call)
        do {
            guard let other = CaseNumber(call.form["other"]) else {
                throw AppError.invalid("handover.notHalves")
            }
            try await call.store.write(as: call.actor) { try $0.pair(number, with: other) }
            return call.redirect(to: .order(number.text), saying: "paired")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await CasePages.show(
                call, number, message: FormState(faults: error.faults), status: error.code.status)
        }
    }
}
