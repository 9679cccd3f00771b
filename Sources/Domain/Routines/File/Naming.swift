/// How names are spelled in routine files, and which known name is nearest to a misspelt one.
enum Naming {
    /// A small letter, then letters and digits, all ASCII: `homeKeyCollected`.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        return isSmall(first) && text.utf8.allSatisfy { isSmall($0) || isCapital($0) || isDigit($0) }
    }

    /// Small words and digits joined by single hyphens: `alarm-order`.
    static func isSlug(_ text: String) -> Bool {
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && text.utf8.first.map(isSmall) == true
            && words.allSatisfy { !$0.isEmpty && $0.allSatisfy { isSmall($0) || isDigit($0) } }
    }

    private static func isSmall(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    private static func isCapital(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The known name that the fewest slips turn into `name`; `nil` where none is near enough to be meant.
    static func nearest(to name: String, of known: [String]) -> String? {
        guard (2...64).contains(name.count) else { return nil }
        let most = name.count <= 3 ? 1 : name.count <= 6 ? 2 : 3
        let distances = known.map { ($0, slips(from: name.lowercased(), to: $0.lowercased())) }
        return distances.filter { $0.1 <= most }.min { $0.1 < $1.1 }?.0
    }

    /// Letters added, left out, changed or swapped with their neighbour (optimal string alignment).
    static func slips(from left: String, to right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var rows = [Array(0...right.count)]
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                let same = left[i] == right[j] ? 0 : 1
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + same)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
