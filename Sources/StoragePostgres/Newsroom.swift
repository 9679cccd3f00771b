import CLibPQ
import Dispatch
import Domain
import Foundation
import Storage
import Synchronization

/// News between nodes, by PostgreSQL's `NOTIFY`. What many writes have to tell in a short while goes as one message:
/// a `NOTIFY` in every transaction would let them commit one at a time.
final class Newsroom: Sendable {
    static let channel = "hemtrygg"
    static let pause = Duration.milliseconds(200)
    /// Seconds of silence after which the server is asked whether it is there, and as long again for its answer.
    static let patience = 15
    /// A message holds 8,000 bytes at most.
    private static let unitLimit = 150

    private struct State {
        var gathered: Set<News> = []
        var isGathering = false
        var isOpen = false
    }

    private let address: PostgresAddress
    private let bulletin: Bulletin
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "hemtrygg.postgres.news")

    init(address: PostgresAddress, bulletin: Bulletin) {
        self.address = address
        self.bulletin = bulletin
    }

    /// Keeps the news for the next message.
    /// - Returns: whether nobody is about to send one yet.
    func gather(_ news: Set<News>) -> Bool {
        state.withLock { state in
            state.gathered.formUnion(news)
            defer { state.isGathering = true }
            return !state.isGathering
        }
    }

    /// The message to send: identities of units, or `*` where there are too many to name.
    func take() -> String {
        state.withLock { state in
            defer { (state.gathered, state.isGathering) = ([], false) }
            let units = state.gathered.compactMap { news -> String? in
                guard case .cases(let unit) = news else { return nil }
                return unit.text
            }
            return units.count > Self.unitLimit ? "*" : units.sorted().joined(separator: ",")
        }
    }

    static func news(in message: String) -> [News] {
        message == "*" ? [.unknown] : message.split(separator: ",").map { .cases(of: ID(stored: String($0))) }
    }

    func open() {
        let isNew = state.withLock { state in
            defer { state.isOpen = true }
            return !state.isOpen
        }
        if isNew { thread.async { self.stayOnLine() } }
    }

    func close() { state.withLock { $0.isOpen = false } }

    private var isOpen: Bool { state.withLock(\.isOpen) }

    /// Listens until closed. A line that breaks is opened again, and then news may have been missed.
    private func stayOnLine() {
        while isOpen {
            if let line = address.connect() {
                defer { PQfinish(line) }
                listen(on: line)
            }
            guard isOpen else { return }
            Thread.sleep(forTimeInterval: 1)
        }
    }

    private func listen(on line: OpaquePointer) {
        guard PQstatus(line) == CONNECTION_OK else { return }
        let answer = PQexec(line, "LISTEN \(Self.channel)")
        defer { PQclear(answer) }
        guard PQresultStatus(answer) == PGRES_COMMAND_OK else { return }
        bulletin.post([.unknown])
        let clock = ContinuousClock()
        var heardAt = clock.now
        var isAsked = false
        while isOpen, PQstatus(line) == CONNECTION_OK {
            let silence = heardAt.duration(to: clock.now)
            // A server that has come to a halt keeps its connections; one that answers a question has not.
            if silence > .seconds(2 * Self.patience) { return }
            if silence > .seconds(Self.patience), !isAsked {
                guard PQsendQuery(line, "SELECT 1") == 1 else { return }
                isAsked = true
            }
            var waiting = pollfd(fd: PQsocket(line), events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 500) > 0 else { continue }
            guard PQconsumeInput(line) == 1 else { return }
            if isAsked, PQisBusy(line) == 0 {
                while let answer = PQgetResult(line) { PQclear(answer) }
                isAsked = false
            }
            heardAt = clock.now
            while let notice = PQnotifies(line) {
                bulletin.post(Self.news(in: String(cString: notice.pointee.extra)))
                PQfreemem(notice)
            }
        }
    }
}
