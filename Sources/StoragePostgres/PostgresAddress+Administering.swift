import CLibPQ
import Dispatch

extension PostgresAddress {
    /// Runs one command on a connection of its own, outside any transaction: what an administrator does, such as
    /// making and removing databases. Nothing that came from a visitor may be part of `command`.
    /// - Throws: `PostgresFault`
    public func administer(_ command: String) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            DispatchQueue(label: "hemtrygg.postgres.administration").async {
                done.resume(with: Result { try self.run(command) })
            }
        }
    }

    /// Connects once and gives what libpq has to say where that fails, such as a certificate that is not trusted; `nil`
    /// where it does not. For the one who runs the program: it names the host, the account and the database.
    public func complaint() async -> String? {
        await withCheckedContinuation { (done: CheckedContinuation<String?, Never>) in
            DispatchQueue(label: "hemtrygg.postgres.administration").async {
                let connection = connect()
                defer { PQfinish(connection) }
                guard PQstatus(connection) != CONNECTION_OK else { return done.resume(returning: nil) }
                done.resume(returning: PQerrorMessage(connection).map { String(cString: $0) } ?? "")
            }
        }
    }

    private func run(_ command: String) throws {
        guard let connection = connect() else { throw PostgresFault.broken }
        defer { PQfinish(connection) }
        guard PQstatus(connection) == CONNECTION_OK, let answer = PQexec(connection, command) else {
            throw PostgresFault.broken
        }
        defer { PQclear(answer) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(answer)) else {
            throw PostgresFault(answer)
        }
    }
}
