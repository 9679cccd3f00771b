/// A routine as it is kept: a named text in YAML, one edition in each file.
///
/// The file is named by the routine's slug, `alarm-order.yaml`; where several editions of one routine lie in
/// the same folder, by slug and edition: `camera-move-2021-1.yaml` for edition `2021:1`.
public struct RoutineFile: Sendable {
    public static let mostKilobytes = 256

    /// May be a path; only its last part counts.
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// Every fault, sorted by line; empty when the file is sound.
    public func problems() -> [RoutineProblem] { read().problems }

    public func edition() throws(RoutineFaults) -> RoutineEdition {
        let (edition, problems) = read()
        guard let edition, problems.isEmpty else { throw RoutineFaults(problems: problems) }
        return edition
    }

    /// - Parameter taken: names that editions of the routine already have.
    func read(taken: Set<String> = []) -> (edition: RoutineEdition?, problems: [RoutineProblem]) {
        let faults = FaultList()
        guard let tree = tree(into: faults) else { return (nil, problems(of: faults, in: nil)) }
        let edition = RoutineReader(faults: faults).edition(tree)
        RoutineRules(edition: edition, faults: faults).check()
        checkName(against: edition, into: faults)
        if taken.contains(edition.edition) {
            faults.add(.editionTaken, at: "edition", ["name": edition.edition])
        }
        return (edition, problems(of: faults, in: tree))
    }

    func tree(into faults: FaultList) -> RoutineNode? {
        guard text.utf8.count <= Self.mostKilobytes * 1024 else {
            faults.add(.tooLarge, at: "", ["limit": "\(Self.mostKilobytes)"])
            return nil
        }
        noteUnreadCharacters(into: faults)
        return RoutineYAML(faults: faults).tree(of: text)
    }

    /// What could not be read as UTF-8 has become U+FFFD on the way in.
    private func noteUnreadCharacters(into faults: FaultList) {
        var line = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            if scalar == "\u{FFFD}" { faults.add(.notUTF8, at: "", line: line) }
        }
    }

    private var lastPart: String { name.split(separator: "/").last.map(String.init) ?? name }

    private func checkName(against edition: RoutineEdition, into faults: FaultList) {
        guard Naming.isSlug(edition.slug) else { return }
        let stem = lastPart.split(separator: ".").dropLast().joined(separator: ".")
        let suffix = edition.edition.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
        guard stem != edition.slug, stem != edition.slug + "-" + String(suffix) else { return }
        faults.add(.slugNotFileName, at: "slug", ["slug": edition.slug, "file": lastPart])
    }

    private func problems(of faults: FaultList, in tree: RoutineNode?) -> [RoutineProblem] {
        let places = RoutinePlaces(tree)
        let problems = faults.all.map { fault in
            let (line, place) = places.find(fault.path)
            return RoutineProblem(fault, file: lastPart, line: fault.line ?? line, place: place)
        }
        return Set(problems).sorted()
    }
}
