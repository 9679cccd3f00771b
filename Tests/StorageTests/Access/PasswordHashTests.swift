import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct PasswordHashTests {
    private static let password = "blåbärssoppa på fjället"

    @Test("a hash matches its own password and no other")
    func matching() async throws {
        let hash = try await PasswordHash.make(Self.password)
        #expect(try await PasswordHash.matches(Self.password, hash))
        for wrong in ["", "blåbärssoppa på fjälle", "Blåbärssoppa på fjället", Self.password + " "] {
            #expect(try await PasswordHash.matches(wrong, hash) == false, "\(wrong)")
        }
    }

    @Test("the hash is Argon2id with 19 MiB and two passes, salted each time")
    func parameters() async throws {
        let hashes = [try await PasswordHash.make(Self.password), try await PasswordHash.make(Self.password)]
        #expect(hashes.allSatisfy { $0.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$") })
        #expect(hashes[0] != hashes[1])
        #expect(!hashes[0].contains("soppa"))
    }

    @Test(
        "too short and too long passwords are refused",
        arguments: [
            "", "elva tecken", String(repeating: "å", count: 201), String(repeating: "👩‍👩‍👧‍👦", count: 200),
        ])
    func length(password: String) async {
        let refused = await refusal { try await PasswordHash.make(password) }
        #expect(refused == .invalid("password.length", field: "password"))
    }

    @Test("the longest password that is taken also lets in", arguments: ["å", "𝄞"])
    func longest(character: String) async throws {
        let password = String(repeating: character, count: 200)
        let hash = try await PasswordHash.make(password)
        #expect(try await PasswordHash.matches(password, hash))
        #expect(try await PasswordHash.matches(password + "!", hash) == false)
    }

    @Test("å typed as one sign or as two is the same password")
    func composition() async throws {
        let hash = try await PasswordHash.make("a\u{30A} rik som ett troll")
        #expect(try await PasswordHash.matches("\u{E5} rik som ett troll", hash))
    }

    @Test(
        "nobody's hash has a real one's shape, so that an unknown login costs as much, and matches nothing"
    )
    func nobody() async throws {
        let parts = { (hash: String) in hash.split(separator: "$").map(String.init) }
        let real = parts(try await PasswordHash.make(Self.password))
        let nobody = parts(PasswordHash.ofNobody)
        #expect(nobody.prefix(3) == real.prefix(3))
        #expect(nobody.map(\.count) == real.map(\.count))
        for password in ["", Self.password] {
            #expect(try await PasswordHash.matches(password, PasswordHash.ofNobody) == false)
        }
    }

    @Test("what is no hash matches nothing", arguments: ["", "hash", "$argon2id$", "$2b$12$abc"])
    func malformed(hash: String) async throws {
        #expect(try await PasswordHash.matches(Self.password, hash) == false)
    }
}
