extension Text {
    /// The words of a name by which it is searched, folded and each once: *Anna-Karin O’Brien* is *anna*, *karin* and
    /// *obrien*.
    public static func nameWords(_ name: String) -> [String] {
        let scalars = folded(name).unicodeScalars.filter { !"'’".unicodeScalars.contains($0) }
        var (words, word) = ([String](), String.UnicodeScalarView())
        for scalar in Array(scalars) + [" "] {
            if isOfWord(scalar) {
                word.append(scalar)
            } else if !word.isEmpty {
                words.append(String(word))
                word = .init()
            }
        }
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }
    }

    static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
