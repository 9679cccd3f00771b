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
}
