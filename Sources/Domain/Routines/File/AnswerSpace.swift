/// The answers that forms can be given, as far as conditions can tell them apart.
///
/// Where something is not known for sure, more is taken to be possible than is, so that what is called impossible
/// surely is.
struct AnswerSpace {
    /// Nobody tries more ways to answer than this for one file; then everything is taken to be possible.
    private static let mostTrials = 50_000

    private let fields: [Field]
    private let places: [String: [Int]]
    /// With several forms one answers only one of them.
    private let isOneForm: Bool
    private var trials = 0

    init(_ forms: [OrderForm]) {
        fields = forms.flatMap(\.fields)
        places = Dictionary(grouping: fields.indices) { [fields = fields] in fields[$0].key }
        isOneForm = forms.count == 1
    }

    /// Whether the condition holds for some answers.
    mutating func allows(_ condition: Condition) -> Bool {
        let names = relevantNames(for: condition)
        let conditions = [condition] + names.compactMap { field(of: $0)?.condition }
        let sorts = names.map { values(of: $0, told: conditions) }
        return search(condition, names[...], sorts[...], Answers())
    }

    private static func key(of name: String) -> String {
        String(name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)[0])
    }

    /// `nil` where several forms have a field of that key.
    private func field(of name: String) -> Field? {
        let found = places[Self.key(of: name)] ?? []
        return found.count == 1 ? fields[found[0]] : nil
    }

    /// The names that the condition asks about, and those that decide whether these are asked, from above.
    private func relevantNames(for condition: Condition) -> [String] {
        var (found, left) = (Set<String>(), Array(condition.fields))
        while let name = left.popLast() {
            guard found.insert(name).inserted else { continue }
            left += field(of: name)?.condition?.fields ?? []
        }
        return found.sorted { (place(of: $0), $0) < (place(of: $1), $1) }
    }

    private func place(of name: String) -> Int { places[Self.key(of: name)]?.first ?? 0 }

    /// One of each sort that the conditions can tell apart; the last is none at all.
    private func values(of name: String, told conditions: [Condition]) -> [String] {
        let told = Set(conditions.flatMap { $0.values(of: name) }).filter { !$0.isEmpty }
        guard let field = field(of: name) else { return told.sorted() + ["\u{1}", ""] }
        let mayBeEmpty = !field.isRequired || !isOneForm || name.contains(".")
        return sorts(of: field.kind, told: told).sorted() + (mayBeEmpty ? [""] : [])
    }

    private func sorts(of kind: Field.Kind, told: Set<String>) -> Set<String> {
        let possible: [String]
        switch kind {
        case .yesNo: possible = ["yes", "no"]
        case .choice(let choices): possible = choices.map(\.value)
        default: return told.union(["\u{1}"])
        }
        let other = possible.first { !told.contains($0) }
        return told.intersection(possible).union(other.map { [$0] } ?? [])
    }

    private mutating func search(
        _ condition: Condition, _ names: ArraySlice<String>, _ sorts: ArraySlice<[String]>, _ answers: Answers
    ) -> Bool {
        guard let name = names.first, let values = sorts.first else {
            trials += 1
            return trials > Self.mostTrials || condition.holds(for: answers)
        }
        let isAsked = field(of: name)?.condition?.holds(for: answers) ?? true
        for value in isAsked ? values : [""] {
            var answered = answers
            answered[name] = value
            if search(condition, names.dropFirst(), sorts.dropFirst(), answered) { return true }
        }
        return false
    }
}

extension Condition {
    /// The values that it asks for in `name`.
    fileprivate func values(of name: String) -> [String] {
        switch self {
        case .answered: []
        case .equals(let field, let value): field == name ? [value] : []
        case .any(let parts), .all(let parts): parts.flatMap { $0.values(of: name) }
        case .not(let part): part.values(of: name)
        }
    }
}
