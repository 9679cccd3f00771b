/// Reads the tree of a routine file into an edition, noting every fault of its shape. Where a part cannot be
/// read, something empty stands in its place, so that the parts after it keep their numbers.
struct RoutineReader {
    let faults: FaultList

    func edition(_ root: RoutineNode) -> RoutineEdition {
        let file = Section(
            root, at: "",
            keys: [
                "slug", "edition", "about", "title", "appliesWhen", "document", "channel", "parties",
                "systems",
                "forms",
                "preconditions", "duties", "milestones", "changeLog", "retention",
            ], into: faults)
        return RoutineEdition(
            slug: slug(file), edition: file.text("edition"),
            subject: file.has("about") ? file.value("about", of: OrderSubject.self) ?? .person : .person,
            title: file.bilingual("title"), appliesWhen: file.bilingual("appliesWhen"),
            document: document(file), channel: channel(file),
            parties: file.list("parties", party), systems: file.optionalList("systems", system),
            forms: file.list("forms", form), preconditions: file.optionalList("preconditions", precondition),
            duties: file.list("duties", duty), milestones: file.list("milestones", milestone),
            changeLog: file.optionalList("changeLog", changeLogEntry).compactMap(\.self),
            retention: file.name("retention"))
    }

    func section(_ node: RoutineNode, _ path: String, _ keys: [String]) -> Section {
        Section(node, at: path, keys: keys, into: faults)
    }

    /// The kind that a duty or a field says it is; `nil` where it is none of `kinds`.
    func kindWord(of node: RoutineNode, among kinds: [String]) -> String? {
        guard case .mapping(let entries) = node.content,
            case .text(let word)? = entries.first(where: { $0.key == "kind" })?.value.content
        else { return nil }
        return kinds.contains(word) ? word : nil
    }

    /// The keys that a kind has of its own; those of every kind where the kind is not known.
    static func keys(_ all: [String: [String]], of kind: String?) -> [String] {
        kind.map { all[$0] ?? [] } ?? all.values.flatMap(\.self).sorted()
    }

    private func slug(_ file: Section) -> String {
        let slug = file.text("slug")
        if !slug.isEmpty, !Naming.isSlug(slug) { faults.add(.badSlug, at: "slug", ["value": slug]) }
        return slug
    }

    private func party(_ node: RoutineNode, at path: String) -> Party {
        let party = section(node, path, ["key", "role", "side", "name"])
        return Party(
            key: party.name(), role: party.value("role", of: Party.Role.self) ?? .orderer,
            side: party.has("side") ? party.value("side", of: Side.self) : nil,
            name: party.bilingual("name"))
    }

    private func system(_ node: RoutineNode, at path: String) -> NamedSystem {
        let system = section(node, path, ["key", "name"])
        return NamedSystem(key: system.name(), name: system.text("name"))
    }

    private func milestone(_ node: RoutineNode, at path: String) -> Milestone {
        let milestone = section(node, path, ["title", "duties"])
        return Milestone(
            title: milestone.bilingual("title"), duties: milestone.optionalList("duties", faults.text))
    }
}
