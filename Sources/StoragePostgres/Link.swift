import CLibPQ
import Dispatch
import Foundation
import Storage

/// What holds for every connection of a pool.
struct LinkTerms: Sendable {
    /// How long the server may work on one statement.
    let statementSeconds: Int
    /// Whether statements go out without waiting for the answers of those before.
    let isPipelining: Bool
}

/// One libpq connection in pipeline mode: statements go out without waiting for the answers of those before. Used by
/// one thread at a time.
final class Link {
    private enum Sent {
        case preparation(of: String)
        case statement
    }

    private static let statementLimit = 500
    /// Answers that may lie unread; a few kilobytes, so that neither side waits for the other to read.
    private static let unreadLimit = 64
    /// Seconds: a little longer than the server may work on one statement.
    private let patience: Int
    private let isPipelining: Bool

    private let connection: OpaquePointer
    /// Of the prepared statements, by their templates.
    private var names: [String: String] = [:]
    private var madeNames = 0
    private var sent: [Sent] = []
    private var hasLostCount = false

    /// Connects, and sees to it that whatever is acknowledged is on disk.
    init(address: PostgresAddress, terms: LinkTerms) throws {
        patience = terms.statementSeconds + 3
        isPipelining = terms.isPipelining
        guard let opened = address.connect() else { throw PostgresFault.broken }
        connection = opened
        guard PQstatus(connection) == CONNECTION_OK, PQenterPipelineMode(connection) == 1 else {
            // Without a server to name a code, all that can be said is that there is no connection.
            throw PostgresFault.broken
        }
        for setting in PostgresAddress.settings(seconds: terms.statementSeconds) {
            try send("SET \(setting)")
        }
        // Ended by itself, or they would belong to the first transaction and be rolled back with it.
        try endPipeline()
    }

    deinit { PQfinish(connection) }

    var isBroken: Bool { hasLostCount || PQstatus(connection) != CONNECTION_OK }

    /// Whether the server is still there, as far as what it has sent by itself tells. Asks nothing.
    var isAlive: Bool { !isBroken && PQconsumeInput(connection) == 1 && !isBroken }

    var isIdle: Bool { sent.isEmpty && PQtransactionStatus(connection) == PQTRANS_IDLE }

    /// Sends a statement without values; its answer is read later.
    func send(_ text: String) throws {
        try demand(PQsendQueryParams(connection, text, 0, nil, nil, nil, nil, 0))
        sent.append(.statement)
    }

    /// Sends a statement; its answer is read with the next one that is asked for, or at the end.
    func send(_ sql: SQL) throws {
        try enqueue(sql)
        if sent.count >= (isPipelining ? Self.unreadLimit : 1) { try catchUp() }
    }

    private func enqueue(_ sql: SQL) throws {
        let (parameters, name) = (try Parameters(sql.values), try preparedName(of: sql))
        try demand(
            parameters.withPointers { PQsendQueryPrepared(connection, name, $0, $1, $2, $3, 0) })
        sent.append(.statement)
    }

    /// Sends a statement and reads its answer. The answer is cleared after `read`.
    func ask<Value>(_ sql: SQL, _ read: (OpaquePointer) throws -> Value) throws -> Value {
        try enqueue(sql)
        try demand(PQsendFlushRequest(connection))
        while sent.count > 1 { PQclear(try receive()) }
        let answer = try receive()
        defer { PQclear(answer) }
        return try read(answer)
    }

    /// Sends a statement and calls `read` for every row as it comes, each an answer of its own that is cleared afterwards.
    /// Where `read` throws, the connection is given up, with all that is still to come.
    func stream(_ sql: SQL, _ read: (OpaquePointer) throws -> Void) throws {
        try enqueue(sql)
        try demand(PQsendFlushRequest(connection))
        while sent.count > 1 { PQclear(try receive()) }
        try demand(PQsetSingleRowMode(connection))
        var last: OpaquePointer?
        while last == nil {
            guard let answer = try nextResult() else { throw lost() }
            guard PQresultStatus(answer) == PGRES_SINGLE_TUPLE else {
                last = answer
                continue
            }
            defer { PQclear(answer) }
            do { try read(answer) } catch {
                hasLostCount = true
                throw error
            }
        }
        guard let last else { return }
        PQclear(try judged(last))
    }

    /// Reads every answer that is still to come.
    private func catchUp() throws {
        try demand(PQsendFlushRequest(connection))
        while !sent.isEmpty { PQclear(try receive()) }
    }

    /// Ends the transaction. The statements that are unanswered still, the commit and the mark go out together.
    func commit() throws {
        try send("COMMIT")
        try endPipeline()
    }

    /// Leaves the connection without transaction and without unread answers, or broken.
    func rollBack() {
        guard !isBroken else { return }
        do {
            try? endPipeline()
            guard !isIdle else { return }
            try send("ROLLBACK")
            try endPipeline()
        } catch {
            // A connection that cannot even roll back is told by `isIdle`, and thrown away.
        }
    }

    /// Marks the end of what belongs together and reads up to it; an error before it is thrown at the mark.
    private func endPipeline() throws {
        try demand(PQpipelineSync(connection))
        var first: (any Error)?
        while !sent.isEmpty {
            do { PQclear(try receive()) } catch {
                first = first ?? error
                guard !isBroken else { throw error }
            }
        }
        let mark = try nextResult()
        defer { PQclear(mark) }
        guard PQresultStatus(mark) == PGRES_PIPELINE_SYNC else { throw PostgresFault.broken }
        if let first { throw first }
    }

    /// The answer to the earliest statement that is unanswered.
    private func receive() throws -> OpaquePointer {
        guard let answer = try nextResult() else { throw lost() }
        return try judged(answer)
    }

    /// What the earliest statement that is unanswered is answered with, once nothing more comes to it.
    private func judged(_ answer: OpaquePointer) throws -> OpaquePointer {
        let asked = sent.removeFirst()
        while let more = try nextResult() { PQclear(more) }
        switch PQresultStatus(answer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return answer
        case PGRES_PIPELINE_ABORTED:
            defer { PQclear(answer) }
            if case .preparation(let template) = asked { names[template] = nil }
            throw PostgresFault.abandoned
        default:
            defer { PQclear(answer) }
            if case .preparation(let template) = asked { names[template] = nil }
            throw isBroken ? .broken : PostgresFault(answer)
        }
    }

    /// What comes next from the server; `nil` between the answers to two statements. A server that has come to a halt
    /// is given up: it would have ended the statement by itself before that.
    private func nextResult() throws -> OpaquePointer? {
        let end = DispatchTime.now() + .seconds(patience)
        if PQisBusy(connection) == 1, PQflush(connection) != 0 { throw lost() }
        while PQisBusy(connection) == 1 {
            var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            guard DispatchTime.now() < end else { throw lost() }
            guard poll(&socket, 1, 1000) > 0 else { continue }
            guard PQconsumeInput(connection) == 1 else { return PQgetResult(connection) }
        }
        return PQgetResult(connection)
    }

    /// The connection is of no more use: which answer belongs to what is not known any longer.
    private func lost() -> PostgresFault {
        hasLostCount = true
        return .broken
    }

    private func preparedName(of sql: SQL) throws -> String {
        if let name = names[sql.template] { return name }
        if names.count >= Self.statementLimit { try forgetStatements() }
        madeNames += 1
        let name = "s\(madeNames)"
        try demand(PQsendPrepare(connection, name, sql.text(for: .postgres), 0, nil))
        sent.append(.preparation(of: sql.template))
        names[sql.template] = name
        return name
    }

    private func forgetStatements() throws {
        try send("DEALLOCATE ALL")
        names = [:]
    }

    private func demand(_ outcome: Int32) throws {
        guard outcome == 1 else { throw PostgresFault.broken }
    }
}
