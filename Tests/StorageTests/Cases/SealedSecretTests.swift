import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Secrets in a database: sealed, sealed anew, and what becomes of those that cannot be opened.
@Suite struct SealedSecretTests {
    private static let code = "HEMLIG77"

    /// A case and a draft, each with its code.
    private static func filled(_ engine: Engine) async throws -> (Municipality, CaseNumber, ID<Case>) {
        let here = try await Municipality.open(engine)
        let number = try await here.submit(
            try await here.draft(.order { $0["entranceCode"] = code }))
        let draft = try await here.draft(.order(for: .osten) { $0["entranceCode"] = code })
        return (here, number, draft)
    }

    @Test(
        "I13 a code stands in the database under its key's name, and nowhere in clear",
        arguments: Engine.allCases)
    func sealed(engine: Engine) async throws {
        let (here, number, draft) = try await Self.filled(engine)
        let rows = try await here.store.rows("SELECT key_id, value FROM secrets", columns: 2)
        #expect(rows.count == 2 && rows.allSatisfy { $0[0] == "prov" && !$0[1].contains(Self.code) })
        #expect(rows[0][1] != rows[1][1])
        let shown = try await here.store.reveal("entranceCode", in: number, as: here.technician)
        #expect(shown == .value(Self.code))
        let kept = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(kept.answers["entranceCode"] == Self.code)
        try await here.submit(draft)
    }

    @Test("I13 the database's files hold no code, neither in its pages nor in its log")
    func files() async throws {
        let (here, _, _) = try await Self.filled(.sqlite)
        #expect(Self.holders(of: Self.code, at: here.database.place) == [])
        #expect(
            Self.holders(of: "Greta", at: here.database.place) != [], "the test looks where it should")
    }

    @Test("I13 codes from before there were keys are sealed, and leave nothing in the files they stood in")
    func clearFiles() async throws {
        let (here, _, _) = try await Self.filled(.sqlite)
        // Enough to fill pages, to split them, and to leave some of them behind.
        try await Self.writeInClear(here.store, 600)
        #expect(Self.holders(of: Self.code, at: here.database.place) != [])
        #expect(try await here.store.sealClearSecrets() == 602)
        #expect(Self.holders(of: Self.code, at: here.database.place) == [])
    }

    @Test(
        "I13 codes from before there were keys are sealed once, and verify says so until then",
        arguments: Engine.allCases)
    func clear(engine: Engine) async throws {
        let (here, number, draft) = try await Self.filled(engine)
        try await Self.writeInClear(here.store, 0)
        let rule = "no secret stands in clear (I13)"
        let before = try await here.store.verify { _ in }
        #expect(before.map(\.rule) == [rule])
        #expect(Set(before.flatMap(\.examples)) == [number.text, draft.text])
        let recorded = try await here.store.rows("SELECT CAST(recorded_at AS TEXT) FROM secrets")
        #expect(try await here.store.sealClearSecrets() == 2)
        #expect(try await here.store.sealClearSecrets() == 0)
        #expect(try await here.store.verify { _ in } == [])
        #expect(try await here.store.rows("SELECT CAST(recorded_at AS TEXT) FROM secrets") == recorded)
        let shown = try await here.store.reveal("entranceCode", in: number, as: here.technician)
        #expect(shown == .value(Self.code))
    }

    @Test("I13 without a key no code is taken, and what stands in clear stays", arguments: Engine.allCases)
    func withoutKeys(engine: Engine) async throws {
        let (here, _, draft) = try await Self.filled(engine)
        let keyless = try here.reopened(with: .none)
        await #expect(throws: SecretFault.noKey) {
            try await keyless.write(as: here.orderer) {
                try $0.saveDraft(draft, answers: .order { $0["entranceCode"] = "1" })
            }
        }
        try await Self.writeInClear(here.store, 0)
        await #expect(throws: SecretFault.noKey) { try await keyless.sealClearSecrets() }
        #expect(try await here.store.count("secrets", where: "key_id IS NULL") == 2)
        try await keyless.close()
    }

    @Test(
        "I13 every code is sealed anew under the current key, in batches, and the old key is then done with",
        arguments: Engine.allCases)
    func rotated(engine: Engine) async throws {
        let (here, number, _) = try await Self.filled(engine)
        let keys = here.store.secretKeys
        try await here.store.writing { connection in
            for index in 0..<1100 {
                let owner = ID<Case>(stored: "owner-\(index)")
                let sealed = try keys.seal("code \(index)", field: "entranceCode", of: owner)
                try connection.send(
                    """
                    INSERT INTO secrets (\(StoredSecret.columns), recorded_at)
                    VALUES (\(owner), \(sealed.field), \(sealed.key), \(sealed.value), 0)
                    """)
            }
        }
        let both = try here.reopened(with: try .sample("prov", "ny"))
        #expect(try await both.resealSecrets { _ in } == 1102)
        #expect(try await both.resealSecrets { _ in } == 0)
        let inUse = try await both.secretKeysInUse()
        #expect(inUse.map(\.key) == ["ny"] && inUse.map(\.secrets) == [1102])
        try await both.close()
        let new = try here.reopened(with: try .sample("ny"))
        let shown = try await new.reveal("entranceCode", in: number, as: here.technician)
        #expect(shown == .value(Self.code))
        let last = try await new.read(as: .system) { try $0.secrets(where: "owner_id = 'owner-1099'") }
        #expect(try last.map { try new.secretKeys.open($0) } == ["code 1099"])
        try await new.close()
    }

    @Test("I13 what cannot be opened stays as it is when the rest is sealed anew", arguments: Engine.allCases)
    func left(engine: Engine) async throws {
        let (here, number, draft) = try await Self.filled(engine)
        try await here.store.writing {
            try $0.send("UPDATE secrets SET key_id = 'borta' WHERE owner_id = \(draft)")
        }
        let store = try here.reopened(with: try .sample("prov", "ny"))
        #expect(try await store.resealSecrets { _ in } == 1)
        #expect(try await store.secretKeysInUse().map(\.key) == ["borta", "ny"])
        let findings = try await store.verify { _ in }
        #expect(
            findings == [
                Finding(rule: "a secret opens with the key that sealed it (I13)", examples: [draft.text])
            ])
        #expect(try await store.reveal("entranceCode", in: number, as: here.technician) == .value(Self.code))
        try await store.close()
    }

    @Test(
        "I13 a code that cannot be opened is said to be so; it is logged, and nobody is told that it was shown",
        arguments: Engine.allCases)
    func unreadable(engine: Engine) async throws {
        let (here, number, _) = try await Self.filled(engine)
        try await here.store.writing { try $0.send("UPDATE secrets SET value = 'x'") }
        let shown = try await here.store.reveal("entranceCode", in: number, as: here.technician)
        #expect(shown == .unreadable(.altered(key: "prov")))
        let page = try await here.page(number)
        #expect(page.secrets == ["entranceCode"] && !page.timeline.contains { $0.kind == .secretShown })
        #expect(try await here.store.count("readings", where: "action = 'revealedSecret'") == 1)
    }

    @Test(
        "I13 an order whose code cannot be opened is not sent without it: it is written again",
        arguments: Engine.allCases)
    func draft(engine: Engine) async throws {
        let (here, _, draft) = try await Self.filled(engine)
        try await here.store.writing { try $0.send("UPDATE secrets SET key_id = 'borta'") }
        let kept = try await here.store.show(as: here.orderer) { try $0.draft(draft) }
        #expect(
            kept.answers["entranceCode"] == "" && kept.unreadable == ["entranceCode": .unknownKey("borta")])
        #expect(kept.faults.map(\.field) == ["entranceCode"])
        let refused = await refusal { try await here.submit(draft) }
        #expect(refused == .invalid("secret.writeAgain", field: "entranceCode"))
        try await here.store.write(as: here.orderer) {
            try $0.saveDraft(draft, answers: .order(for: .osten) { $0["entranceCode"] = "9" })
        }
        let number = try await here.submit(draft)
        #expect(try await here.store.reveal("entranceCode", in: number, as: here.technician) == .value("9"))
    }

    /// As a version before the keys kept them: those that are there, and `count` drafts more.
    private static func writeInClear(_ store: any Store, _ count: Int) async throws {
        try await store.writing { connection in
            try connection.send("UPDATE secrets SET key_id = NULL, value = \(code)")
            for index in 0..<count {
                try connection.send(
                    """
                    INSERT INTO secrets (owner_id, field, value, recorded_at)
                    VALUES (\("draft-\(index * 7919 % 601)"), 'entranceCode', \(code + " \(index)"), 0)
                    """)
            }
        }
    }

    /// Which of the files of an SQLite database hold a text.
    private static func holders(of text: String, at path: String) -> [String] {
        ["", "-wal", "-shm", "-journal"].filter { suffix in
            guard let bytes = FileManager.default.contents(atPath: path + suffix) else { return false }
            return bytes.range(of: Data(text.utf8)) != nil
        }
    }
}
