/// What differs between two editions of a routine, part by part in the order in which a routine is read.
///
/// The files are compared by what they say, so that whatever the format comes to hold is compared too.
public struct RoutineComparison: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case added, removed, changed, moved }

    public struct Change: Hashable, Sendable {
        public let kind: Kind
        /// Where: `duties`, `fields`, `document`; a word of its own in the catalogue.
        public let part: String
        /// The thing's own name in the file, such as a duty's key; empty for what there is one of.
        public let name: String
        /// What people call it.
        public let title: BilingualText?
        /// Each aspect that is not as it was; none for what was added, removed or moved as a whole.
        public let details: [Detail]
    }

    public struct Detail: Hashable, Sendable {
        /// The file's key for it: `title`, `after`, `due`.
        public let aspect: String
        public let old: Said?
        public let new: Said?
    }

    public let changes: [Change]

    /// The edition's own name is not compared: it always differs.
    public init(from old: RoutineFile, to new: RoutineFile) {
        let (before, after) = (RoutineParts(old.said), RoutineParts(new.said))
        changes = RoutineParts.order(before, after).flatMap { part in
            Self.compare(part, before.things[part] ?? [], after.things[part] ?? [])
        }
    }

    private static func compare(_ part: String, _ old: [RoutineParts.Thing], _ new: [RoutineParts.Thing])
        -> [Change]
    {
        let (was, `is`) = (index(old), index(new))
        let kept = new.compactMap { thing in was[thing.name].flatMap { change(part, from: $0, to: thing) } }
        let added = new.filter { was[$0.name] == nil }.map { whole(.added, part, $0) }
        let removed = old.filter { `is`[$0.name] == nil }.map { whole(.removed, part, $0) }
        let stayed = (old.map(\.name).filter { `is`[$0] != nil }, new.map(\.name).filter { was[$0] != nil })
        let moved =
            stayed.0 == stayed.1
            ? [] : [Change(kind: .moved, part: part, name: "", title: nil, details: [])]
        return added + removed + kept + moved
    }

    private static func index(_ things: [RoutineParts.Thing]) -> [String: RoutineParts.Thing] {
        Dictionary(things.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func whole(_ kind: Kind, _ part: String, _ thing: RoutineParts.Thing) -> Change {
        Change(kind: kind, part: part, name: thing.name, title: thing.title, details: [])
    }

    private static func change(
        _ part: String, from old: RoutineParts.Thing, to new: RoutineParts.Thing
    ) -> Change? {
        let aspects = new.aspects.map(\.key) + old.aspects.map(\.key).filter { new[$0] == nil }
        let details = aspects.filter { old[$0] != new[$0] }.map {
            Detail(aspect: $0, old: old[$0], new: new[$0])
        }
        guard !details.isEmpty else { return nil }
        return Change(kind: .changed, part: part, name: new.name, title: new.title, details: details)
    }
}

/// A routine's file as lists of named things, each with what is said of it.
struct RoutineParts {
    struct Thing {
        let name: String
        let title: BilingualText?
        let aspects: [Said.Part]

        subscript(aspect: String) -> Said? { aspects.first { $0.key == aspect }?.value }
    }

    private(set) var things: [String: [Thing]] = [:]

    /// The parts that people know; others follow after them.
    private static let known = [
        "texts", "document", "channel", "links", "parties", "systems", "forms", "groups", "fields",
        "preconditions", "duties", "milestones", "changeLog",
    ]

    static func order(_ left: RoutineParts, _ right: RoutineParts) -> [String] {
        let all = Set(left.things.keys).union(right.things.keys)
        return known.filter(all.contains) + all.subtracting(known).sorted()
    }

    init(_ file: Said?) {
        for part in file?.parts ?? [] where part.key != "edition" {
            switch (part.key, part.value) {
            case ("forms", .list(let forms)): takeForms(forms)
            case ("channel", .mapping): takeChannel(part.value)
            case (_, .list(let items)): things[part.key] = items.map { Self.thing($0) }
            case (_, .mapping(let parts)): things[part.key] = [Thing(name: "", title: nil, aspects: parts)]
            default: take(part, into: "texts")
            }
        }
    }

    private mutating func take(_ aspect: Said.Part, into part: String) {
        let known = things[part]?.first?.aspects ?? []
        things[part] = [Thing(name: "", title: nil, aspects: known + [aspect])]
    }

    private mutating func takeChannel(_ channel: Said) {
        for part in channel.parts {
            if part.key == "links" {
                things["links"] = part.value.items.map { Self.thing($0) }
            } else {
                take(part, into: "channel")
            }
        }
    }

    private mutating func takeForms(_ forms: [Said]) {
        for (index, form) in forms.enumerated() {
            // The first form's fields are known by their keys alone; two forms may have fields of one key.
            let prefix = index == 0 ? "" : "\(form["party"]?.text ?? "\(index)")."
            things["forms", default: []].append(Self.thing(form, leaving: ["groups"]))
            for group in form["groups"]?.items ?? [] {
                things["groups", default: []].append(Self.thing(group, leaving: ["fields"], prefix: prefix))
                let heading = group["heading"].map { [Said.Part(key: "group", value: $0)] } ?? []
                things["fields", default: []] += (group["fields"]?.items ?? []).map {
                    Self.thing($0, prefix: prefix, more: heading)
                }
            }
        }
    }

    private static func thing(
        _ item: Said, leaving left: Set<String> = [], prefix: String = "", more: [Said.Part] = []
    ) -> Thing {
        let parts = item.without(left).parts
        let title = ["title", "label", "heading", "question", "text", "name"].lazy
            .compactMap { item[$0] }.compactMap(\.asTitle).first
        // A change log has no names: each entry is what it says.
        let isEntry = item["day"] != nil
        let name =
            isEntry
            ? "\(item["day"]?.text ?? "") \(title?.sv ?? "")"
            : item["key"]?.text ?? item["address"]?.text ?? item["party"]?.text ?? title?.sv ?? item.text
                ?? ""
        return Thing(name: prefix + name, title: title, aspects: parts.filter { $0.key != "key" } + more)
    }
}

extension Said {
    fileprivate var asTitle: BilingualText? {
        bilingual ?? text.map { BilingualText(sv: $0, en: $0) }
    }
}
