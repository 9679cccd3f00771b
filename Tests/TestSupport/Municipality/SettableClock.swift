import Domain
import Synchronization

/// A clock that a test sets. Whoever reads it through `clock` moves it on by a millisecond, so that what is
/// done one after another has its order.
public final class SettableClock: Sendable {
    private let moment: Mutex<Instant>

    public init(_ moment: Instant) { self.moment = Mutex(moment) }

    public var clock: Clock { Clock { self.tick() } }
    public var now: Instant { moment.withLock { $0 } }
    public var today: Day { now.day }

    public func set(_ instant: Instant) { moment.withLock { $0 = instant } }

    private func tick() -> Instant {
        moment.withLock { moment in
            defer { moment = Instant(milliseconds: moment.milliseconds + 1) }
            return moment
        }
    }

    /// Stockholm time, `2026-11-20` and `09:30`.
    public func set(_ day: String, _ time: String = "09:00") { set(.written(day, time)) }

    public func advance(minutes: Int64 = 0, days: Int64 = 0) {
        moment.withLock { $0 = $0.adding(minutes: minutes + days * 24 * 60) }
    }
}

extension Instant {
    /// A moment that a test writes itself, Stockholm time; a slip of the pen becomes the year 1800.
    public static func written(_ day: String, _ time: String = "09:00") -> Instant {
        guard let day = Day(day), let time = TimeOfDay(time) else { return Day(epochDay: -62_091).start }
        return day.at(time)
    }
}
