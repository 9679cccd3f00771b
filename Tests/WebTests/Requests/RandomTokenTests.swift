import Testing

@testable import HTTPBase

@Suite("Tokens")
struct RandomTokenTests {
    @Test("are as long as asked for, in lower-case hexadecimal, and never the same", arguments: [1, 5, 32])
    func made(bytes: Int) {
        let token = RandomToken.make(bytes: bytes)
        #expect(token.utf8.count == bytes * 2)
        #expect(token.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(Set((0..<200).map { _ in RandomToken.make() }).count == 200)
    }

    @Test("are stored as SHA-256 (the standard's own example, and an empty text)")
    func digest() {
        let example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(RandomToken.digest("abc") == example)
        #expect(RandomToken.digest(Array("abc".utf8)) == example)
        #expect(
            RandomToken.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("a form's token is HMAC-SHA-256 of the seed and does not tell the seed")
    func formToken() {
        let token = RandomToken.formToken(seed: "seed")
        #expect(token == "ce14241fb94ae32733f44413afee8337d80cf6ec84be95dc969cc51f6a258e59")
        #expect(RandomToken.isFormToken(token, seed: "seed"))
    }

    @Test("a form's token holds for its own seed alone")
    func otherSeed() {
        let token = RandomToken.formToken(seed: "mine")
        #expect(!RandomToken.isFormToken(token, seed: "yours"))
        #expect(!RandomToken.isFormToken(RandomToken.formToken(seed: ""), seed: ""))
        #expect(!RandomToken.isFormToken("mine", seed: "mine"))
    }

    @Test(
        "what is no token is refused",
        arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "é", count: 32)])
    func malformed(token: String) {
        #expect(!RandomToken.isFormToken(token, seed: "seed"))
    }

    @Test("a token with anything changed, added or left out is refused")
    func changed() {
        let token = RandomToken.formToken(seed: "seed")
        #expect(!RandomToken.isFormToken(token + "0", seed: "seed"))
        #expect(!RandomToken.isFormToken(String(token.dropLast()), seed: "seed"))
        for index in token.indices {
            let other = token[index] == "0" ? "1" : "0"
            #expect(!RandomToken.isFormToken(token.replacingCharacters(at: index, by: other), seed: "seed"))
        }
    }
}

extension String {
    fileprivate func replacingCharacters(at index: Index, by text: String) -> String {
        self[..<index] + text + self[self.index(after: index)...]
    }
}
