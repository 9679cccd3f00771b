import TestSupport

/// Spoils what is sound, in ways that follow from a seed.
struct Mutator {
    private var numbers: Seeded
    let sound: [[UInt8]]
    /// No more bytes than this.
    let most: Int

    init(_ sound: [[UInt8]], most: Int, seed: UInt64) {
        self.sound = sound
        self.most = most
        numbers = Seeded(seed)
    }

    mutating func next() -> [UInt8] {
        var bytes = sound.randomElement(using: &numbers) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &numbers) { spoil(&bytes) }
        return Array(bytes.prefix(most))
    }

    private mutating func spoil(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &numbers)
        let end = min(bytes.count, place + Int.random(in: 0...40, using: &numbers))
        switch Int.random(in: 0..<9, using: &numbers) {
        case 0: flip(&bytes)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.removeSubrange(place...)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: end)
        case 4: bytes.insert(contentsOf: random(), at: place)
        case 5: bytes.insert(contentsOf: Monster.parts.randomElement(using: &numbers) ?? [], at: place)
        case 6: bytes.replaceSubrange(place..<end, with: Monster.parts.randomElement(using: &numbers) ?? [])
        case 7: bytes = Array(bytes[..<place]) + (sound.randomElement(using: &numbers) ?? []).dropFirst(place)
        default: `repeat`(&bytes, place..<end)
        }
    }

    private mutating func flip(_ bytes: inout [UInt8]) {
        guard let place = bytes.indices.randomElement(using: &numbers) else { return }
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
    }

    private mutating func random() -> [UInt8] {
        (0..<Int.random(in: 1...8, using: &numbers)).map { _ in
            UInt8.random(in: .min ... .max, using: &numbers)
        }
    }

    private mutating func `repeat`(_ bytes: inout [UInt8], _ range: Range<Int>) {
        let part = bytes[range]
        guard !part.isEmpty, bytes.count < most else { return }
        let times = min(Int.random(in: 2...400, using: &numbers), (most - bytes.count) / part.count)
        bytes.insert(contentsOf: (0..<max(times, 0)).flatMap { _ in part }, at: range.upperBound)
    }
}

/// What has broken readers before.
enum Monster {
    /// Small ones, to be put into something sound.
    static let parts: [[UInt8]] =
        [
            "\0", "\r", "\n", "\r\n", "\t", "\"", "'", "\\", "%", "%0", "%00", "%zz", "%ff", "%ED%A0%80", "+",
            "&", "=", ";",
            ",", ":", "- ", "&a *a", "[", "{", "<", "${x}", "{{x}}", "../", "-1", "0", "99999999999999999999",
            "-9223372036854775808", "1e999", "NaN", "٣", "Ⅷ", "²", "İ", "ß", "ﬁ", "Å", "A\u{30a}", "\u{feff}",
            "\u{202e}",
            "\u{200d}", "\u{2028}", "\u{fffd}", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f466}",
            "\u{1f1f8}\u{1f1ea}",
            "\u{1100}\u{1100}\u{1100}", "e\u{301}\u{301}", "0000-00-00", "2026-02-30", "9999-12-31",
            "YYYY-MM-DD", "= ", "%25",
        ].map { Array($0.utf8) }
        + [
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0x80], [0xE2, 0x82],
            [0xEF, 0xBB, 0xBF],
            [0xFE, 0xFF],
        ]

    /// Whole ones, of `most` bytes where they repeat; and 10,000 deep.
    static func whole(most: Int) -> [[UInt8]] {
        let deep = [
            "[", "{", "(", "- ", "a: ", "{\"a\":", "[[\"", "\"", "%", "&", "a=", ",", ";\n", "\r\n", "\0",
            "*a ", "%41",
        ]
        let long = [
            "a", "1", " ", "å", "\u{301}", "e\u{301}", "\u{1100}", "\u{1f1f8}", "\u{200d}",
            "\u{1f468}\u{200d}", "\u{600}", "ß",
        ]
        return [[], [0], [0xFF], [0xEF, 0xBB, 0xBF]]
            + deep.map { repeated($0.utf8.map { $0 }, most: min(most, 10_000 * $0.utf8.count)) }
            + long.map { repeated($0.utf8.map { $0 }, most: most) }
            + parts.map { repeated($0, most: most) }
    }

    private static func repeated(_ part: [UInt8], most: Int) -> [UInt8] {
        Array((0..<max(1, most / part.count)).flatMap { _ in part }.prefix(most))
    }
}
