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
