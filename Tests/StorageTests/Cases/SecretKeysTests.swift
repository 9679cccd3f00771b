import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SecretKeysTests {
    private static let owner = ID<Case>(stored: "0196a000-0000-7000-8000-000000000001")
    private static let other = ID<Case>(stored: "0196a000-0000-7000-8000-000000000002")

    private static func moved(
        _ secret: StoredSecret, owner: ID<Case>? = nil, field: String? = nil, key: String? = nil,
        value: String? = nil
    ) -> StoredSecret {
        StoredSecret(
            owner: owner ?? secret.owner, field: field ?? secret.field, key: key ?? secret.key,
            value: value ?? secret.value)
    }

    @Test("I13 what is sealed opens again, whatever it is, and is never sealed alike twice")
    func opens() throws {
        let keys = try SecretKeys.sample()
        for value in ["4711", "", "Nyckelskåp 12, ring på hos Åke 🔑", String(repeating: "x", count: 10_000)] {
            let sealed = try keys.seal(value, field: "entranceCode", of: Self.owner)
            #expect(try keys.open(sealed) == value)
            #expect(value.isEmpty || !sealed.value.contains(value))
            #expect(try keys.seal(value, field: "entranceCode", of: Self.owner).value != sealed.value)
        }
    }

    @Test("I13 a secret that was moved to another case or field, or altered in one bit, does not open")
    func bound() throws {
        let keys = try SecretKeys.sample("a", "b")
        let sealed = try keys.seal("4711", field: "entranceCode", of: Self.owner)
        var spoiled = [
            Self.moved(sealed, owner: Self.other), Self.moved(sealed, field: "note"),
            Self.moved(sealed, value: "4711"), Self.moved(sealed, value: ""), Self.moved(sealed, value: "å"),
        ]
        for index in sealed.value.indices.dropLast(2) {
            let letter: Character = sealed.value[index] == "A" ? "B" : "A"
            spoiled.append(
                Self.moved(
                    sealed, value: sealed.value.replacingCharacters(in: index...index, with: "\(letter)")))
        }
        for secret in spoiled {
            #expect(throws: SecretFault.altered(key: "b")) { try keys.open(secret) }
        }
        #expect(throws: SecretFault.altered(key: "a")) { try keys.open(Self.moved(sealed, key: "a")) }
    }

    @Test("I13 the last key seals, every key opens, and a missing one is named")
    func rings() throws {
        let old = try SecretKeys.sample("a").seal("4711", field: "x", of: Self.owner)
        let ring = try SecretKeys.sample("a", "b")
        #expect(try ring.seal("4711", field: "x", of: Self.owner).key == "b")
        #expect(try ring.open(old) == "4711")
        #expect(throws: SecretFault.unknownKey("a")) { try SecretKeys.sample("b").open(old) }
        #expect(throws: SecretFault.noKey) { try SecretKeys.none.open(old) }
        #expect(throws: SecretFault.noKey) { try SecretKeys.none.seal("4711", field: "x", of: Self.owner) }
    }

    @Test("keys show their ids and nothing else, however they are printed")
    func discreet() throws {
        let keys = try SecretKeys.sample("a", "b")
        var dumped = ""
        dump(keys, to: &dumped)
        for printed in ["\(keys)", String(reflecting: keys), String(describing: keys), dumped] {
            #expect(printed.contains("a"))
            #expect(!printed.contains("----") && !printed.contains("LS0t") && !printed.contains("Symmetric"))
        }
    }

    @Test(
        "a line that is no key is told by its number, without what stands on it",
        arguments: [
            ("hemligt", "line 1"), ("a hemligt", "line 1"), ("# sagt\n\na aGVtbGlndA==", "line 3"),
            ("a \(key) b", "line 1"), ("a \(key)\na \(key)", "line 2"), ("", "no key"), ("# inget", "no key"),
        ])
    func faults(text: String, told: String) throws {
        let fault = #expect(throws: KeyFileFault.self) { try SecretKeys(text: text) }
        #expect(fault?.description.contains(told) == true)
        #expect(
            fault?.description.contains("hemligt") == false && fault?.description.contains(Self.key) == false)
    }

    private static let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

    @Test("a new key is a line that can be read, and never the same twice")
    func made() throws {
        let day = try #require(Day("2026-11-22"))
        let (first, second) = (SecretKeys.newLine(on: day), SecretKeys.newLine(on: day))
        let ring = try SecretKeys(text: "# Nycklar\n" + first.line + second.line)
        #expect(ring.ids == [first.id, second.id] && ring.current == second.id)
        #expect(first.id.hasPrefix("2026-11-22-") && first.id != second.id)
        #expect(first.line.split(separator: " ")[1] != second.line.split(separator: " ")[1])
    }
}
