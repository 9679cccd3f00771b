/// Which of the provider's claims give which role here. A file of the municipality's own, in YAML:
///
///     login: preferred_username
///     name: name
///     roles:
///       - claim: groups
///         value: vt-samordnare
///         role: coordinator
///         team: Välfärdsteknikteamet
public struct RoleMap: Sendable, Hashable {
    public struct Rule: Sendable, Hashable {
        let claim: String
        let value: String
        public let grant: RoleGrant
    }

    /// The claim that somebody new is called by when signing in.
    let loginClaim: String
    let nameClaim: String
    public let rules: [Rule]
}

/// A role at a place that is told by its name.
public struct RoleGrant: Sendable, Hashable {
    public let role: Role
    /// The unit's or the team's; empty for the municipality's own functions.
    public let place: String

    public init(_ role: Role, in place: String = "") {
        self.role = role
        self.place = place
    }
}

extension RoleMap {
    /// What these claims give, each once.
    public func grants(_ claims: Claims) -> [RoleGrant] {
        var found: [RoleGrant] = []
        for rule in rules where !found.contains(rule.grant) {
            if claims.texts(at: rule.claim).contains(rule.value) { found.append(rule.grant) }
        }
        return found
    }

    public func login(_ claims: Claims) -> String { claims.texts(at: loginClaim).first ?? "" }
    public func name(_ claims: Claims) -> String { claims.texts(at: nameClaim).first ?? "" }
}

// MARK: - The file

extension RoleMap {
    /// - Throws: `RoutineFaults` with everything that is wrong in the file, each with its line.
    public init(text: String, file: String) throws(RoutineFaults) {
        let faults = FaultList()
        let tree = RoutineYAML(faults: faults).tree(of: text)
        self = tree.map { Self.read($0, into: faults) } ?? RoleMap(loginClaim: "", nameClaim: "", rules: [])
        let places = RoutinePlaces(tree)
        let problems = faults.all.map { fault in
            let (line, place) = places.find(fault.path)
            return RoutineProblem(fault, file: file, line: fault.line ?? line, place: place)
        }
        guard problems.isEmpty else { throw RoutineFaults(problems: Set(problems).sorted()) }
    }

    private static func read(_ root: RoutineNode, into faults: FaultList) -> RoleMap {
        let file = Section(root, at: "", keys: ["login", "name", "roles"], into: faults)
        return RoleMap(
            loginClaim: file.optionalText("login") ?? "preferred_username",
            nameClaim: file.optionalText("name") ?? "name",
            rules: file.list("roles") { rule($0, at: $1, into: faults) })
    }

    private static func rule(_ node: RoutineNode, at path: String, into faults: FaultList) -> Rule {
        // Which keys there may be hangs on the role, so it is read first.
        let any = ["claim", "value", "role", "unit", "team"]
        let role = Section(node, at: path, keys: any, into: FaultList()).value("role", of: Role.self)
        let wanted: [String] =
            switch role?.partyRole {
            case .orderer: ["unit"]
            case .team: ["team"]
            case nil: []
            }
        let keys = role == nil ? any : ["claim", "value", "role"] + wanted
        let row = Section(node, at: path, keys: keys, into: faults)
        let (claim, value) = (row.text("claim"), row.text("value"))
        let known = row.value("role", of: Role.self) ?? .auditor
        return Rule(
            claim: claim, value: value,
            grant: RoleGrant(known, in: wanted.map { row.text($0) }.joined()))
    }
}
