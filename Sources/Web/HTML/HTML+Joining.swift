extension HTML {
    public static func += (left: inout Self, right: Self) { left.bytes += right.bytes }
}

extension Sequence where Element == HTML {
    /// All the parts after one another, with `separator` between them.
    public func joined(separator: HTML = "") -> HTML {
        var whole = HTML()
        for (index, part) in enumerated() {
            if index > 0 { whole += separator }
            whole += part
        }
        return whole
    }
}
