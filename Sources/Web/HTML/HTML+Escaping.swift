extension [UInt8] {
    /// Appends `text` so that it can neither open a tag, nor end a quoted attribute, nor begin a reference.
    /// Control characters that a document may not hold are left out.
    mutating func append(escaping text: String) {
        var text = text
        text.withUTF8 { append(escaping: $0) }
    }

    /// Copies whole runs of harmless bytes at once; only the bytes between the runs are looked at closely.
    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var runStart = 0
        var index = 0
        while index < text.count {
            guard text[index].needsCare else {
                index += 1
                continue
            }
            let next = index < text.count - 1 ? text[index + 1] : 0
            let (replacement, length) = text[index].replacement(before: next)
            if let replacement {
                append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart..<index]))
                replacement.withUTF8Buffer { append(contentsOf: $0) }
                runStart = index + length
            }
            index += length
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: text[runStart...]))
    }
}

extension UInt8 {
    /// One bit for each byte below 64: the controls except tab, line feed, form feed and carriage return,
    /// and `"`, `&`, `'`, `<`, `>`.
    private static let careMask: UInt64 = 0x5000_00c4_ffff_c9ff

    /// Also delete, and 0xC2, which leads U+0080 to U+00BF and so the second block of controls.
    fileprivate var needsCare: Bool {
        self < 64 ? Self.careMask &>> UInt64(self) & 1 == 1 : self == 0x7f || self == 0xc2
    }

    /// What to write in place of how many bytes; `nil` writes the bytes as they are.
    fileprivate func replacement(before next: UInt8) -> (StaticString?, Int) {
        switch self {
        case UInt8(ascii: "&"): ("&amp;", 1)
        case UInt8(ascii: "<"): ("&lt;", 1)
        case UInt8(ascii: ">"): ("&gt;", 1)
        case UInt8(ascii: "\""): ("&quot;", 1)
        case UInt8(ascii: "'"): ("&#39;", 1)
        case 0xc2: next < 0xa0 ? ("", 2) : (nil, 2)
        default: ("", 1)
        }
    }
}
