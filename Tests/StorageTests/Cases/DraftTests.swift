import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct DraftTests {
    @Test("what is typed is kept right or wrong, the secret apart from the rest", arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let answers = Answers.order { $0["recipientNumber"] = "inte ett nummer" }
        let draft = try await here.draft(answers)
        #expect(try await here.store.show(as: here.orderer) { try $0.draft(draft) }.answers == answers)
        let open = try await here.store.rows("SELECT answers FROM drafts")
        #expect(!open.joined().joined().contains("4711"))
        let secrets = try await here.store.read(as: .system) { try $0.secrets(where: "1 = 1") }
        #expect(try secrets.map { try here.store.secretKeys.open($0) } == ["4711"])
    }

    @Test("an emptied secret is gone", arguments: Engine.allCases)
    func emptied(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft()
        try await here.store.write(as: here.orderer) {
            try $0.saveDraft(draft, answers: .order { $0["entranceCode"] = "" })
        }
        #expect(try await here.store.count("secrets") == 0)
    }

    @Test("more than a form can hold is refused, and what was kept stays", arguments: Engine.allCases)
    func tooLarge(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft()
        let refused = await refusal {
            try await here.store.write(as: here.orderer) {
                try $0.saveDraft(draft, answers: Answers(["note": String(repeating: "å", count: 100_001)]))
            }
        }
        #expect(refused == .invalid("draft.tooLarge"))
        let kept = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(kept.answers == .order())
    }

    @Test("the unit's drafts stand with the last saved first", arguments: Engine.allCases)
    func list(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let first = try await here.draft(.order(for: .greta))
        let second = try await here.draft(.order(for: .osten))
        here.time.advance(minutes: 1)
        try await here.store.write(as: here[.unitManager]) { try $0.saveDraft(first, answers: .order()) }
        let lines = try await here.store.show(as: here[.unitManager]) { try $0.drafts() }
        #expect(lines.map(\.id) == [first, second])
        #expect(lines.map(\.recipientName) == ["Greta Åkerlund", "Östen Ängström"])
        #expect(lines.map(\.who) == ["Olga Beställare", "Olga Beställare"])
    }

    @Test(
        "a discarded draft is gone with its secret; a sent one is no draft any more",
        arguments: Engine.allCases)
    func gone(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let thrown = try await here.draft()
        try await here.store.write(as: here.orderer) { try $0.discardDraft(thrown) }
        #expect(try await here.store.count("drafts") == 0)
        #expect(try await here.store.count("secrets") == 0)
        let sent = try await here.draft()
        try await here.submit(sent)
        #expect(
            await refusal { try await here.store.show(as: here.orderer) { try $0.draft(sent) } } == .notFound)
    }

    @Test("a draft says whether the unit knows the person already", arguments: Engine.allCases)
    func known(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let before = try await here.draft()
        #expect(try await here.store.show(as: here.orderer) { try $0.draft(before) }.mayBeKnown == false)
        _ = try await here.orderedCase()
        #expect(try await here.store.show(as: here.orderer) { try $0.draft(before) }.mayBeKnown)
    }

    @Test("a routine that is not published is not found", arguments: Engine.allCases)
    func unknown(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let refused = await refusal {
            try await here.store.write(as: here.orderer) { try $0.beginDraft(of: "no-such-routine") }
        }
        #expect(refused == .notFound)
    }
}

@Suite struct TwoWindowsTests {
    @Test("two windows write two orders, and both are sent", arguments: Engine.allCases)
    func two(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let begin: @Sendable (Tx) throws -> ID<Case> = { try $0.beginDraft(of: "alarm-order") }
        let one = try await here.store.write(as: here.orderer, begin)
        let other = try await here.store.write(as: here.orderer, begin)
        #expect(one != other)
        for (draft, person) in [(one, SamplePerson.greta), (other, .osten)] {
            try await here.store.write(as: here.orderer) {
                try $0.saveDraft(draft, answers: .order(for: person))
            }
        }
        let numbers = [try await here.submit(one), try await here.submit(other)]
        #expect(Set(numbers).count == 2)
    }

    @Test(
        "an order that was saved anew since it was checked is not sent, and nothing is lost",
        arguments: Engine.allCases)
    func changed(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft(.order(for: .greta))
        let checked = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        try await here.store.write(as: here.orderer) { try $0.saveDraft(draft, answers: .order(for: .osten)) }
        let error = await refusal {
            try await here.store.write(as: here.orderer) { try $0.submit(draft, savedAt: checked.savedAt) }
        }
        #expect(error == .conflict("order.changedSinceCheck"))
        let kept = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(kept.answers["recipientName"] == SamplePerson.osten.name)
        _ = try await here.store.write(as: here.orderer) { try $0.submit(draft, savedAt: kept.savedAt) }
        #expect(try await here.store.count("cases") == 1)
    }

    @Test(
        "an order in which only the entrance code is written is listed, and kept as long as any",
        arguments: Engine.allCases)
    func onlySecret(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let draft = try await here.draft(Answers(["entranceCode": "4711"]))
        let empty = try await here.draft(Answers())
        here.time.advance(days: 2)
        let job = try #require(Job.all.first { $0.name == "forgetDrafts" })
        #expect(try await here.store.doIfDue(job)?.count == 1)
        let drafts = try await here.store.show(as: here.orderer) { try $0.drafts() }
        #expect(drafts.map(\.id) == [draft])
        #expect(try await here.store.count("drafts", where: "id = \(empty)") == 0)
        let kept = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(kept.answers["entranceCode"] == "4711")
    }

    @Test("an order that nobody has written in is in no list", arguments: Engine.allCases)
    func empty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.store.write(as: here.orderer) { try $0.beginDraft(of: "alarm-order") }
        #expect(try await here.store.show(as: here.orderer) { try $0.drafts() }.isEmpty)
    }
}
