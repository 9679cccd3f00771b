import CCollation

/// Bytes that sort as Swedish does (CLDR `sv-SE`), the same on both engines.
public enum SortKey {
    /// ICU's collator is safe to share between threads once opened, as long as nobody changes it.
    private struct Collator: Sendable {
        private let address: UInt

        init() { address = UInt(bitPattern: hemtrygg_collator_open("sv-SE")) }

        var pointer: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: address) }
    }

    private static let collator = Collator()

    public static func of(_ text: String) -> [UInt8] {
        guard let pointer = collator.pointer else { return Array(text.lowercased().utf8) }
        let units = Array(text.utf16)
        var key = [UInt8](repeating: 0, count: units.count * 4 + 16)
        var length = hemtrygg_sort_key(pointer, units, Int32(units.count), &key, Int32(key.count))
        if Int(length) > key.count {
            key = [UInt8](repeating: 0, count: Int(length))
            length = hemtrygg_sort_key(pointer, units, Int32(units.count), &key, Int32(key.count))
        }
        return Array(key.prefix(Int(length)))
    }
}
