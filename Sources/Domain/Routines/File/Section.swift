/// Reads one mapping of a routine file: the keys it may have, which of them must be there, and of what sort.
/// Each reading answers something usable and notes what was wrong, so that reading goes on to the end.
struct Section {
    let path: String
    let faults: FaultList
    private let entries: [String: RoutineNode]
    /// Where the part is no mapping at all, its keys are not missing one by one.
    private let isMapping: Bool

    /// Notes every key that is not among `keys`.
    init(_ node: RoutineNode, at path: String, keys: [String], into faults: FaultList) {
        self.path = path
        self.faults = faults
        guard case .mapping(let entries) = node.content else {
            (self.entries, isMapping) = ([:], false)
            faults.add(.expectedMapping, at: path)
            return
        }
        self.entries = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        isMapping = true
        for entry in entries where !keys.contains(entry.key) {
            faults.addUnknown(.key, entry.key, of: keys, at: place(entry.key))
        }
    }

    func place(_ key: String) -> String { path.isEmpty ? key : path + "." + key }
    func has(_ key: String) -> Bool { entries[key] != nil }
    func optional(_ key: String) -> RoutineNode? { entries[key] }

    func required(_ key: String) -> RoutineNode? {
        if entries[key] == nil, isMapping { faults.add(.missingKey, at: path, ["name": key]) }
        return entries[key]
    }
}

// MARK: - Texts

extension Section {
    /// Empty where it is missing or faulty.
    func text(_ key: String) -> String {
        required(key).map { faults.text($0, at: place(key)) } ?? ""
    }

    func optionalText(_ key: String) -> String? {
        optional(key).map { faults.text($0, at: place(key)) }
    }

    /// A name by which other parts refer to this one.
    func name(_ key: String = "key") -> String {
        let name = text(key)
        if !name.isEmpty, !Naming.isName(name) { faults.add(.badName, at: place(key), ["value": name]) }
        return name
    }

    func bilingual(_ key: String) -> BilingualText {
        required(key).map { faults.bilingual($0, at: place(key)) } ?? BilingualText(sv: "", en: "")
    }

    func optionalBilingual(_ key: String) -> BilingualText? {
        optional(key).map { faults.bilingual($0, at: place(key)) }
    }

    /// `true` or `false`; `false` where it is not written.
    func truth(_ key: String) -> Bool { optional(key) != nil && word(key, of: ["true", "false"]) == "true" }

    /// `nil` where it is missing or no date.
    func day(_ key: String) -> Day? {
        let text = text(key)
        let day = Day(text)
        if day == nil, !text.isEmpty { faults.add(.badDay, at: place(key), ["value": text]) }
        return day
    }

    func number(_ key: String, in range: ClosedRange<Int>) -> Int {
        let text = text(key)
        if let number = Int(text), range.contains(number) { return number }
        if !text.isEmpty {
            let bounds = ["value": text, "least": "\(range.lowerBound)", "most": "\(range.upperBound)"]
            faults.add(.badNumber, at: place(key), bounds)
        }
        return range.lowerBound
    }
}

// MARK: - Words of a closed set, and lists

extension Section {
    /// One of the words that are allowed; `nil` where it is missing or another.
    func word(_ key: String, of allowed: [String]) -> String? {
        required(key).flatMap { faults.word($0, of: allowed, at: place(key)) }
    }

    func value<Value: RawRepresentable & CaseIterable>(_ key: String, of _: Value.Type) -> Value?
    where Value.RawValue == String {
        word(key, of: Value.allCases.map(\.rawValue)).flatMap(Value.init)
    }

    /// A list that has to be there and to have something in it.
    func list<Item>(_ key: String, _ read: (RoutineNode, String) -> Item) -> [Item] {
        guard let node = required(key) else { return [] }
        return faults.list(node, at: place(key), mayBeEmpty: false, read)
    }

    /// A list that may be missing or empty.
    func optionalList<Item>(_ key: String, _ read: (RoutineNode, String) -> Item) -> [Item] {
        guard let node = optional(key) else { return [] }
        return faults.list(node, at: place(key), mayBeEmpty: true, read)
    }

    func values<Value: RawRepresentable & CaseIterable>(_ key: String, of _: Value.Type) -> [Value]
    where Value.RawValue == String {
        let allowed = Value.allCases.map(\.rawValue)
        return list(key) { faults.word($0, of: allowed, at: $1).flatMap(Value.init) }.compactMap(\.self)
    }
}
