import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Synchronization

@testable import HTTPBase

/// One person's browser: it keeps its cookies, gives every form the token of its own session, and remembers
/// what it was answered.
final class Browser: Sendable {
    private struct Kept {
        var cookies: [String: String] = [:]
        var answers: [Answer] = []
        /// As the last page with a form had it; gone with the cookie that it belongs to.
        var token: String?
    }

    private let client: any TestClientProtocol
    private let kept = Mutex(Kept())

    init(_ client: any TestClientProtocol, session: String? = nil) {
        self.client = client
        if let session { cookies[Cookies.session] = session }
    }

    var cookies: [String: String] {
        get { kept.withLock { $0.cookies } }
        set { kept.withLock { $0.cookies = newValue } }
    }

    var answers: [Answer] { kept.withLock { $0.answers } }

    /// As when another session has been put in place of the page's.
    func forgetToken() { kept.withLock { $0.token = nil } }

    /// What the page's forms carry; before any page was seen, what they would.
    var formToken: String {
        kept.withLock { kept in
            kept.token
                ?? RandomToken.formToken(
                    seed: kept.cookies[Cookies.session] ?? kept.cookies[Cookies.visitor] ?? "")
        }
    }

    @discardableResult
    func get(_ address: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.get, address, headers, nil)
    }

    /// Sends a form from a page of ours.
    @discardableResult
    func post(
        _ address: String, _ fields: [String: String] = [:], _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await postBare(address, fields.merging(["csrf": formToken]) { mine, _ in mine }, headers)
    }

    /// Sends a form with these fields and no others.
    @discardableResult
    func postBare(
        _ address: String, _ fields: [String: String], _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = fields.sorted { $0.key < $1.key }.map { "\($0.key.encoded)=\($0.value.encoded)" }
        return try await ask(.post, address, headers, body.joined(separator: "&"))
    }

    /// Asks for where the answer leads.
    func follow(_ answer: Answer) async throws -> Answer { try await get(answer.location) }

    func ask(
        _ method: HTTPRequest.Method, _ address: String, _ headers: HTTPFields = [:], _ body: String?
    ) async throws -> Answer {
        var headers = headers
        let sent = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !sent.isEmpty { headers[.cookie] = sent.joined(separator: "; ") }
        let answer = Answer(
            asked: "\(method.rawValue) \(address)",
            try await client.execute(
                uri: address, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }))
        remember(answer)
        return answer
    }

    private func remember(_ answer: Answer) {
        kept.withLock { kept in
            kept.answers.append(answer)
            for cookie in answer.cookies {
                let parts = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                guard let name = parts.first.map(String.init) else { continue }
                kept.cookies[name] = parts.count > 1 ? String(parts[1]) : nil
                if name != Cookies.language { kept.token = nil }
            }
            if let token = answer.token { kept.token = token }
        }
    }
}

extension HTTPFields {
    /// What the page's own script sends with an autosave.
    static let autosave: HTTPFields = fields("X-Autosave", "1")
    static let sameOrigin: HTTPFields = fields("Sec-Fetch-Site", "same-origin")
    static let crossSite: HTTPFields = fields("Sec-Fetch-Site", "cross-site")

    private static func fields(_ name: String, _ value: String) -> HTTPFields {
        HTTPField.Name(name).map { [$0: value] } ?? [:]
    }
}

extension String {
    /// As a form's body writes it.
    var encoded: String {
        addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: Self.plain)) ?? ""
    }

    private static let plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
}
