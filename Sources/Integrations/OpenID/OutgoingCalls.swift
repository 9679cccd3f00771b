import AsyncHTTPClient
import Domain
import Foundation
import NIOSSL

/// What is asked of the provider by ourselves.
struct OutgoingCall: Sendable, Hashable {
    let address: String
    /// What a log may call it.
    let place: String
    /// A form to send; `nil` to ask only.
    var form: String?
    var authorization: String?
}

/// Who vouches for whoever is asked, in place of the machine's own authorities.
public struct Authorities: Sendable {
    fileprivate let certificates: [NIOSSLCertificate]

    /// `nil` where there is no certificate in PEM.
    public init?(pem: [UInt8]) {
        guard let found = try? NIOSSLCertificate.fromPEMBytes(pem), !found.isEmpty else { return nil }
        certificates = found
    }
}

/// Asks, and gives the status and the body. Redirects are not followed: they could lead anywhere.
public struct OutgoingCalls: Sendable {
    let send: @Sendable (OutgoingCall) async throws(IdentityRefusal) -> (status: UInt, body: Data)

    private static let mostBytes = 256 * 1024
    private static let limit = Duration.seconds(8)

    /// For as long as `body` runs.
    /// - Parameter authorities: `nil` for those of the machine.
    public static func live(
        trusting authorities: Authorities?, _ body: (Self) async throws -> Void
    ) async throws {
        let client = makeClient(trusting: authorities)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(by(client))) } catch { outcome = .failure(error) }
        try? await client.shutdown()
        try outcome.get()
    }

    private static func by(_ client: HTTPClient) -> Self {
        Self { call async throws(IdentityRefusal) in
            do {
                // The client's own time limits are for each step; a body that comes a byte at a time would never meet them.
                return try await within(limit) { try await ask(call, by: client) }
            } catch let refusal as IdentityRefusal { throw refusal } catch is TooSlow {
                throw IdentityRefusal(.tooSlow, at: call.place)
            } catch let error as HTTPClientError where Self.isOfTime(error) {
                throw IdentityRefusal(.tooSlow, at: call.place)
            } catch { throw IdentityRefusal(.unreachable, at: call.place) }
        }
    }

    private static func makeClient(trusting authorities: Authorities?) -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(4), read: .seconds(6), write: .seconds(6)))
        configuration.httpVersion = .http1Only
        if let authorities {
            var settings = TLSConfiguration.makeClientConfiguration()
            settings.trustRoots = .certificates(authorities.certificates)
            configuration.tlsConfiguration = settings
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static func ask(_ call: OutgoingCall, by client: HTTPClient) async throws -> (UInt, Data) {
        var request = HTTPClientRequest(url: call.address)
        request.headers.add(name: "Accept", value: "application/json")
        if let authorization = call.authorization {
            request.headers.add(name: "Authorization", value: authorization)
        }
        if let form = call.form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(Array(form.utf8))
        }
        let answer = try await client.execute(request, timeout: .seconds(8))
        var body = Data()
        for try await part in answer.body {
            body.append(contentsOf: part.readableBytesView)
            guard body.count <= mostBytes else { throw IdentityRefusal(.tooLarge, at: call.place) }
        }
        return (answer.status.code, body)
    }

    /// What is published at an address.
    func document(at address: String, _ place: String) async throws(IdentityRefusal) -> Data {
        let (status, body) = try await send(OutgoingCall(address: address, place: place))
        guard status < 500 else { throw IdentityRefusal(.unreachable, at: place) }
        guard status == 200 else { throw IdentityRefusal(.unusableAnswer, at: place) }
        return body
    }

    private static func isOfTime(_ error: HTTPClientError) -> Bool {
        [.connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout]
            .contains(error)
    }
}

private struct TooSlow: Error {}

/// - Throws: `TooSlow` where the work has not been done in time; it is then cancelled.
private func within<Value: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw TooSlow()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw TooSlow() }
        return value
    }
}
