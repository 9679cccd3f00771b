import TestSupport
import Testing

@testable import Domain

@Suite("The forms about keys")
struct KeyFormTests {
    private let today = Day.written("2026-11-20")
    private let held = [
        HeldKeys(
            id: .sample(1), item: .init(kind: .homeKey, label: "A 1042", count: 2), place: "17",
            since: .written("2026-11-18"), receipt: "N-2026-0001"),
        HeldKeys(
            id: .sample(2), item: .init(kind: .entranceTag, label: "T 7", count: 1), place: "17",
            since: .written("2026-11-18"), receipt: "N-2026-0001"),
    ]

    private let parties = [
        "handedOverBy": "Greta", "receivedBy": "Olga", "day": "2026-11-20", "cabinet": "17",
    ]

    private func typed(_ fields: [String: String]) -> Answers { Answers(parties.merging(fields) { $1 }) }

    private func told(_ attempt: () throws(AppError) -> Void) -> [String] {
        do throws(AppError) {
            try attempt()
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    @Test("R1.13 R5.13 several keys and tags on one receipt, empty rows passed over wherever they are")
    func rows() throws {
        let receipt = try KeyReceipt.checkingOut(
            typed([
                "item1.kind": "homeKey", "item1.label": "A 1", "item1.count": "1",
                "item3.kind": "homeKey", "item3.label": "A 2", "item3.count": "2",
                "item4.kind": "entranceKey", "item4.count": "0",
                "item6.kind": "entranceTag", "item6.count": "1",
            ]), today: today)
        #expect(
            receipt.items == [
                .init(kind: .homeKey, label: "A 1", count: 1), .init(kind: .homeKey, label: "A 2", count: 2),
                .init(kind: .entranceTag, label: "", count: 1),
            ])
        #expect(receipt.cabinet == "17")
    }

    @Test("each fault of the receipt is told at the row and the field where it was made, all at once")
    func rowFaults() {
        let faults = told { () throws(AppError) in
            _ = try KeyReceipt.checkingOut(
                Answers([
                    "item2.kind": "homeKey", "item2.count": "två", "item4.count": "1",
                    "item6.kind": "entranceTag", "item6.label": String(repeating: "x", count: 201),
                    "item6.count": "1", "day": "i går",
                ]), today: today)
        }
        #expect(
            faults == [
                "item4.kind: form.choose", "item2.count: keys.items.count", "item6.label: form.tooLong",
                "cabinet: keys.cabinet.missing", "handedOverBy: keys.handedOverBy.missing",
                "receivedBy: keys.receivedBy.missing", "day: form.day.wrong",
            ])
    }

    @Test("R1.4 R5.4 some of what is held is given back, and the receipt says which")
    func portions() throws {
        let (receipt, portions) = try KeyReceipt.passingOn(
            .giveBack, of: held, typed([held[0].field: "1", held[1].field: "0"]), today: today)
        #expect(receipt.items == [.init(kind: .homeKey, label: "A 1042", count: 1)])
        #expect(receipt.movement == .giveBack)
        #expect(receipt.cabinet.isEmpty)
        #expect(portions.map(\.held.id) == [held[0].id])
    }

    @Test("R1.4 none, more than is held, what is no number, and a day before they came are refused")
    func refusedPortions() {
        let cases: [([String: String], [String])] = [
            ([:], ["\(held[0].field): keys.given.none"]),
            ([held[0].field: "3"], ["\(held[0].field): keys.given.tooMany"]),
            (
                [held[0].field: "-1", held[1].field: "en"],
                ["\(held[0].field): keys.given.count", "\(held[1].field): keys.given.count"]
            ),
            ([held[1].field: "1", "day": "2026-11-17"], ["day: keys.day.early"]),
            ([held[1].field: "1", "day": "2026-11-21"], ["day: form.day.future"]),
            ([held[1].field: "1", "day": ""], ["day: form.required"]),
            (
                [held[0].field: "9", "receivedBy": ""],
                ["\(held[0].field): keys.given.tooMany", "receivedBy: keys.receivedBy.missing"]
            ),
        ]
        for (fields, expected) in cases {
            let faults = told { () throws(AppError) in
                _ = try KeyReceipt.passingOn(.giveBack, of: held, typed(fields), today: today)
            }
            #expect(faults == expected)
        }
    }

    @Test("what somebody else has passed on meanwhile is a conflict, not a fault of what was typed")
    func gone() {
        #expect(throws: AppError.conflict("keys.changedMeanwhile")) {
            _ = try KeyReceipt.passingOn(
                .giveBack, of: [held[1]], typed([held[0].field: "1", held[1].field: "1"]), today: today)
        }
    }

    @Test("I12 a loss says what, how many, when, what happened and who reports it")
    func loss() throws {
        let right = [
            held[0].field: "1", "noticedOn": "2026-11-19", "account": "Borta efter passet.",
            "reportedBy": "Olga",
        ]
        let loss = try KeyLoss(Answers(right), of: held, today: today)
        #expect(loss.portions == [KeyPortion(held: held[0], count: 1)])
        #expect(loss.noticedOn == .written("2026-11-19"))
        let faults = told { () throws(AppError) in
            _ = try KeyLoss(Answers(["noticedOn": "2026-11-21"]), of: held, today: today)
        }
        #expect(
            faults == [
                "\(held[0].field): keys.given.none", "noticedOn: form.day.future",
                "account: keys.loss.account.missing", "reportedBy: keys.loss.reportedBy.missing",
            ])
    }

    @Test("I12 the case about a loss is filled in from what was held, without a question left open")
    func order() throws {
        let routine = try ShippedRoutines.file("key-loss.yaml").edition()
        let loss = try KeyLoss(
            Answers([
                held[0].field: "1", "noticedOn": "2026-11-19", "account": "Borta.", "reportedBy": "Olga",
            ]), of: held, today: today)
        let identifier = try PersonIdentifier.parse(SamplePerson.greta.number, today: today)
        let content = loss.order(
            under: routine,
            about: CareRecipient(id: .sample(3), name: "Greta Åkerlund", identifier: identifier, phone: ""),
            at: PostalAddress(
                street: "Ekholmsvägen 14", apartment: "1102", postalCode: "58925", city: "Linköping"),
            what: "1 × Nyckel")
        let read = try routine.read(content.answers, today: today, override: .refused)
        #expect(read.answers == content.answers)
        #expect(read.recipient?.identifier == identifier)
        #expect(read.home == content.home)
    }
}
