import Domain
import TestSupport
import Testing

@testable import Storage

/// An edition being written: kept as it is saved, and published whole or not at all.
@Suite struct EditionDraftTests {
    private func draft(_ here: Municipality, _ id: ID<EditionDraft>) async throws -> EditionDraft {
        try await here.store.read(as: here[.routineOwner]) { try $0.editionDraft(id) }
    }

    private func begin(_ here: Municipality) async throws -> ID<EditionDraft> {
        try await here.store.write(as: here[.routineOwner]) { try $0.beginEdition(of: "alarm-order") }
    }

    private func save(
        _ here: Municipality, _ id: ID<EditionDraft>, _ text: String, expecting revision: Int
    ) async -> AppError? {
        await refusal {
            try await here.store.write(as: here[.routineOwner]) {
                try $0.saveEditionDraft(id, text: text, expecting: revision)
            }
        }
    }

    private func publish(
        _ here: Municipality, _ id: ID<EditionDraft>, from day: String, news: Bool = true, revision: Int = 1
    ) async throws {
        let publication = try EditionPublication(
            from: day, sv: news ? "Kortare." : "", en: news ? "Shorter." : "")
        try await here.store.write(as: here[.routineOwner]) {
            try $0.publishDraft(id, publication, expecting: revision)
        }
    }

    @Test(
        "a draft begins as the edition in force, with a free name and today's revision",
        arguments: Engine.allCases)
    func begun(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let draft = try await draft(here, try await begin(here))
        let edition = try draft.file.edition()
        #expect([draft.slug, draft.edition, draft.basedOn] == ["alarm-order", "2026-11-20", "2024-04-01"])
        #expect(edition.edition == "2026-11-20" && edition.document.revisedOn == Day("2026-11-20"))
        #expect(draft.savedBy == "Rut Rutin" && draft.revision == 1)
        #expect(try await here.store.count("routine_editions") == 1)
    }

    @Test("a text with faults is kept as it is, and cannot be published", arguments: Engine.allCases)
    func faulty(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        let spoilt = "slug: alarm-order\nduties: [\n  ' ÅÄÖ\n\n"
        #expect(await save(here, id, spoilt, expecting: 1) == nil)
        let kept = try await draft(here, id)
        #expect(kept.source == spoilt && kept.revision == 2 && kept.slug == "alarm-order")
        let error = await refusal { try await publish(here, id, from: "2026-12-01", revision: 2) }
        #expect(error?.told == ["source: edition.faulty"])
        #expect(try await draft(here, id).source == spoilt)
        #expect(try await here.store.count("routine_editions") == 1)
    }

    @Test(
        "what somebody else has saved meanwhile is not written over; the same text again is no conflict",
        arguments: Engine.allCases)
    func conflict(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        #expect(await save(here, id, "a: 1\n", expecting: 1) == nil)
        #expect(await save(here, id, "b: 2\n", expecting: 1) == .conflict("edition.savedMeanwhile"))
        #expect(try await draft(here, id).source == "a: 1\n")
        #expect(await save(here, id, "a: 1\n", expecting: 1) == nil)
        #expect(try await draft(here, id).revision == 2)
        let copy = try await here.store.write(as: here[.routineOwner]) {
            try $0.copyEditionDraft(id, with: "b: 2\n")
        }
        #expect(try await draft(here, copy).source == "b: 2\n")
        #expect(try await draft(here, id).source == "a: 1\n")
        #expect(await save(here, id, "b: 2\n", expecting: 2) == nil)
    }

    @Test("of two who save at once one wins, and the other is told", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        async let first = save(here, id, "a: 1\n", expecting: 1)
        async let second = save(here, id, "b: 2\n", expecting: 1)
        let errors = await [first, second].compactMap { $0 }
        #expect(errors == [.conflict("edition.savedMeanwhile")])
        #expect(try await draft(here, id).revision == 2)
    }

    @Test(
        "publishing puts the news at the head of the change log and ends the draft",
        arguments: Engine.allCases)
    func published(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        let written = try await draft(here, id).source
        try await publish(here, id, from: "2026-12-01")
        let kept = try await here.store.read(as: here.orderer) {
            try $0.routineFile("alarm-order", edition: "2026-11-20")
        }
        let log = try kept.edition().changeLog
        #expect(log.first?.text == BilingualText(sv: "Kortare.", en: "Shorter."))
        #expect(log.first?.day == Day("2026-12-01") && log.count == 5)
        let lines = kept.text.split(separator: "\n", omittingEmptySubsequences: false)
        let before = written.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.difference(from: before).count == 1, "one line, and all the rest as it was written")
        #expect(await refusal { try await draft(here, id) } == .notFound)
        let term = try await here.store.read(as: here.orderer) {
            try $0.editionHistory("alarm-order").terms.first
        }
        #expect(term?.publishedBy == "Rut Rutin" && term?.from == Day("2026-12-01"))
    }

    @Test(
        "without news, with a draft that was saved since, or a name that is taken, nothing is published",
        arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        #expect(
            await refusal { try await publish(here, id, from: "2026-12-01", news: false) }?.told
                == ["newsSv: edition.news.missing"])
        #expect(
            await refusal { try await publish(here, id, from: "2026-12-01", revision: 7) }
                == .conflict("edition.savedMeanwhile"))
        #expect(
            await refusal { try await publish(here, id, from: "2026-11-20") }?.told
                == ["from: edition.from.early"])
        let named = try await draft(here, id).source.replacing("\"2026-11-20\"", with: "\"2024-04-01\"")
        #expect(await save(here, id, named, expecting: 1) == nil)
        #expect(
            await refusal { try await publish(here, id, from: "2026-12-01", revision: 2) }?.told
                == ["source: edition.faulty"])
        #expect(try await here.store.count("routine_editions") == 1)
        #expect(try await here.store.count("edition_drafts") == 1)
        #expect(try await here.store.count("events", where: "kind = 'routinePublished'") == 1)
    }

    @Test("news that stand in the text's own change log are enough", arguments: Engine.allCases)
    func ownNews(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        let told = try await draft(here, id).source.replacing(
            "changeLog:\n", with: "changeLog:\n  - {day: 2026-12-01, text: {sv: Ny rad., en: New line.}}\n")
        #expect(await save(here, id, told, expecting: 1) == nil)
        try await publish(here, id, from: "2026-12-01", news: false, revision: 2)
        let log = try await here.store.read(as: here.orderer) {
            try $0.routine("alarm-order", edition: "2026-11-20").changeLog
        }
        #expect(log.count == 5 && log.first?.text.en == "New line.")
    }

    @Test("a file of a routine that is not there yet becomes a new routine", arguments: Engine.allCases)
    func newRoutine(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let text = try ShippedRoutines.file("alarm-return.yaml").text
        let id = try await here.store.write(as: here[.routineOwner]) { try $0.beginEdition(with: text) }
        let draft = try await draft(here, id)
        #expect(draft.slug == "alarm-return" && draft.basedOn == nil && draft.source == text)
        try await publish(here, id, from: "2026-11-20", news: false)
        let slugs = try await here.store.read(as: here.orderer) { try $0.routinesInForce().map(\.slug) }
        #expect(slugs == ["alarm-order", "alarm-return"])
    }

    @Test(
        "a draft of one routine that says it is another's is told so; an unreadable text has no name",
        arguments: Engine.allCases)
    func names(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        let renamed = try await draft(here, id).source.replacing(
            "slug: alarm-order", with: "slug: alarm-other")
        #expect(await save(here, id, renamed, expecting: 1) == nil)
        let kept = try await draft(here, id)
        #expect(kept.slug == "alarm-order")
        #expect(kept.file.problems().map(\.key) == ["routine.problem.slugNotFileName"])
        let blank = try await here.store.write(as: here[.routineOwner]) { try $0.beginEdition(with: "- a\n") }
        #expect(try await draft(here, blank).slug == "")
        #expect(try await draft(here, blank).edition == "")
    }

    @Test("a text beyond what can be kept is refused, and what was kept stays", arguments: Engine.allCases)
    func tooLarge(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let id = try await begin(here)
        let long = String(repeating: "# lång rad\n", count: 100_000)
        #expect(await save(here, id, long, expecting: 1)?.told == ["source: edition.tooLarge"])
        #expect(try await draft(here, id).revision == 1)
    }

    @Test("removing a draft removes nothing else", arguments: Engine.allCases)
    func removed(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let (id, other) = (try await begin(here), try await begin(here))
        try await here.store.write(as: here[.routineOwner]) { try $0.discardEditionDraft(id) }
        let left = try await here.store.read(as: here[.routineOwner]) { try $0.editionDrafts().map(\.id) }
        #expect(left == [other])
        #expect(try await here.store.count("routine_editions") == 1)
    }
}
