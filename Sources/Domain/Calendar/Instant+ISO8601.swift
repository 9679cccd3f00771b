extension Instant {
    /// `2026-11-20T13:02:00.000Z`: UTC with milliseconds, so that texts sort as moments do.
    public var iso8601: String {
        let (second, millisecond) = milliseconds.floored(by: 1000)
        let secondOfDay = Int(second.floored(by: 86_400).remainder)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        StockholmTime.utcDay(of: second).append(to: &bytes)
        bytes.append("T")
        bytes.append(secondOfDay / 3600, width: 2)
        bytes.append(":")
        bytes.append(secondOfDay / 60 % 60, width: 2)
        bytes.append(":")
        bytes.append(secondOfDay % 60, width: 2)
        bytes.append(".")
        bytes.append(Int(millisecond), width: 3)
        bytes.append("Z")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads what `iso8601` writes; `nil` for anything else.
    public init?(iso8601 text: String) {
        let shape = #/([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})Z/#
        guard let parts = text.wholeMatch(of: shape)?.output, let day = Day(String(parts.1)),
            let hour = Int64(parts.2), let minute = Int64(parts.3), let second = Int64(parts.4),
            let millisecond = Int64(parts.5), hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = Int64(day.epochDay) * 86_400 + hour * 3600 + minute * 60 + second
        self.init(milliseconds: seconds * 1000 + millisecond)
    }
}
