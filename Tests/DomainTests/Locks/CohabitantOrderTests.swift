import TestSupport
import Testing

@testable import Domain

/// What is read from an order about two people (R3).
@Suite struct CohabitantOrderTests {
    private let routine: RoutineEdition
    private let today = Day.written("2026-11-20")

    init() throws { routine = try ShippedRoutines.file("lock-cohabitants.yaml").edition() }

    private func read(
        _ situation: Answers.Situation, _ change: (inout Answers) -> Void = { _ in }
    ) throws(AppError) -> OrderContent {
        try routine.read(
            .cohabitants(situation, .greta, with: .osten, change), today: today, override: .refused)
    }

    private func faults(_ situation: Answers.Situation, _ change: (inout Answers) -> Void) -> [String] {
        do throws(AppError) {
            _ = try read(situation, change)
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" }.sorted() }
    }

    @Test("R3.8 R3.9 both people are read, and where they live", arguments: Answers.Situation.allCases)
    func people(situation: Answers.Situation) throws {
        let content = try read(situation)
        #expect(content.recipient?.name == "Greta Åkerlund")
        #expect(content.cohabitant?.name == "Östen Ängström")
        #expect(content.cohabitant?.identifier.value == SamplePerson.osten.number)
        #expect(content.cohabitant?.phone == SamplePerson.osten.phone)
        #expect(content.cohabitant?.home == content.home)
        #expect(!content.hasTwoHomes)
        #expect(content.contacts.isEmpty == (situation == .later))
        #expect(
            Set(content.attested.keys)
                == (situation == .both ? ["effectuate", "effectuateCohabitant"] : ["effectuateCohabitant"]))
    }

    @Test("I11 another apartment is another home; the same written otherwise is not")
    func homes() throws {
        #expect(try read(.later) { $0["cohabitantHome.apartment"] = "1103" }.hasTwoHomes)
        #expect(try read(.later) { $0["cohabitantHome.street"] = "Ekholmsvägen 15" }.hasTwoHomes)
        let written = try read(.later) { answers in
            answers["cohabitantHome.street"] = "EKHOLMSVÄGEN 14"
            answers["cohabitantHome.postalCode"] = "58925"
        }
        #expect(!written.hasTwoHomes)
    }

    @Test("the same person as both is told at the cohabitant's number, however it is written")
    func same() {
        for number in ["196101182803", "19610118-2803", "610118-2803"] {
            #expect(
                faults(.later) { $0["cohabitantNumber"] = number } == ["cohabitantNumber: cohabitant.same"])
        }
    }

    @Test(
        "R3.6 what is not asked in the situation is not demanded, and what was typed there counts for nothing"
    )
    func situation() throws {
        #expect(
            faults(.both) { answers in
                answers["precondition.effectuated.met"] = ""
                answers["bookingContacts.unit.use"] = ""
            } == ["bookingContacts: form.contacts.none", "precondition.effectuated.met: form.choose"])
        let content = try read(.later) { answers in
            answers["precondition.effectuated.met"] = "yes"
            answers["precondition.effectuated.day"] = "2026-11-18"
            answers["entranceCode"] = "4711"
        }
        #expect(content.attested.keys.sorted() == ["effectuateCohabitant"])
        #expect(content.answers["precondition.effectuated.met"].isEmpty)
        #expect(content.secrets.isEmpty)
    }

    @Test("who and where of the cohabitant cannot be left out")
    func missing() {
        let told = faults(.later) { answers in
            for key in ["cohabitantNumber", "cohabitantName", "cohabitantPhone", "cohabitantHome.street"] {
                answers[key] = ""
            }
        }
        #expect(
            told == [
                "cohabitantHome.street: form.required", "cohabitantName: form.required",
                "cohabitantNumber: identity.empty",
            ])
    }
}
