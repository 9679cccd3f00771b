/// The names of a workbook's sheets, each as spreadsheet programs take it: 1 to 31 UTF-16 code units, none of
/// `[]:*?/\`, no apostrophe at either end, and no two alike but for upper and lower case.
struct SheetNames {
    /// Excel keeps the name "History" for itself.
    private var taken: Set = ["history"]

    static let limit = 31

    /// The nearest valid name that no other sheet has; the sheet's number where nothing is left of it.
    mutating func claim(_ wanted: String) -> String {
        let base = Self.valid(wanted, room: Self.limit)
        let plain = base.isEmpty ? "\(taken.count)" : base
        var name = plain
        var copy = 2
        while !taken.insert(name.lowercased()).inserted {
            let suffix = " (\(copy))"
            name = Self.valid(plain, room: Self.limit - suffix.utf16.count) + suffix
            copy += 1
        }
        return name
    }

    private static func valid(_ name: String, room: Int) -> String {
        var name = name.printableLine
        name.replace(/[\[\]:*?\/\\]/, with: "-")
        // A letter with its accents is kept or left whole.
        while name.utf16.count > room { name.removeLast() }
        return String(name.trimmingPrefix(while: isEdge).reversed().trimmingPrefix(while: isEdge).reversed())
    }

    private static func isEdge(_ character: Character) -> Bool { character == "'" || character.isWhitespace }
}
