import Synchronization

/// Leave to have a database open. Swift Testing begins all tests at once; without a line before the databases, each
/// would wait for all the others, and those that look at the clock would see nothing but the crowd.
final class Slot: Sendable {
    private struct Line {
        var free = 8
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private static let line = Mutex(Line())

    static func take() async -> Slot {
        await withCheckedContinuation { place in
            let isFree = line.withLock { line in
                guard line.free > 0 else {
                    line.waiting.append(place)
                    return false
                }
                line.free -= 1
                return true
            }
            if isFree { place.resume() }
        }
        return Slot()
    }

    deinit {
        let next = Self.line.withLock { line -> CheckedContinuation<Void, Never>? in
            guard line.waiting.isEmpty else { return line.waiting.removeFirst() }
            line.free += 1
            return nil
        }
        next?.resume()
    }
}
