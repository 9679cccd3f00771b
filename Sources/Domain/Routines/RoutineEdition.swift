/// A municipal routine in one edition: what drives forms, duties, deadlines and feedback.
/// Immutable once published; a case keeps the edition it began under, and all cases share the one that was read.
public final class RoutineEdition: Hashable, Sendable {
    /// Lower-case words joined by hyphens, the same through all editions: `alarm-order`.
    public let slug: String
    /// The edition's own name, unique within the routine: `2024-04-01`, `2021:1`.
    public let edition: String
    public let subject: OrderSubject
    public let title: BilingualText
    /// When the routine applies, in a sentence or two.
    public let appliesWhen: BilingualText
    public let document: RoutineDocument
    public let channel: Channel
    public let parties: [Party]
    public let systems: [NamedSystem]
    public let forms: [OrderForm]
    public let preconditions: [Precondition]
    public let duties: [DutyDefinition]
    public let milestones: [Milestone]
    public let changeLog: [ChangeLogEntry]
    public let retention: String
    /// The edition as one side sees it, with that side's form alone, by party; empty where one party orders it all.
    private let halves: [String: RoutineEdition]

    public convenience init(
        slug: String, edition: String, subject: OrderSubject = .person, title: BilingualText,
        appliesWhen: BilingualText,
        document: RoutineDocument, channel: Channel, parties: [Party], systems: [NamedSystem],
        forms: [OrderForm], preconditions: [Precondition], duties: [DutyDefinition],
        milestones: [Milestone], changeLog: [ChangeLogEntry], retention: String
    ) {
        let half = { (forms: [OrderForm], preconditions: [Precondition], halves: [String: RoutineEdition]) in
            RoutineEdition(
                slug: slug, edition: edition, subject: subject, title: title, appliesWhen: appliesWhen,
                document: document,
                channel: channel, parties: parties, systems: systems, forms: forms,
                preconditions: preconditions, duties: duties, milestones: milestones, changeLog: changeLog,
                retention: retention, halves: halves)
        }
        self.init(
            slug: slug, edition: edition, subject: subject, title: title, appliesWhen: appliesWhen,
            document: document,
            channel: channel, parties: parties, systems: systems, forms: forms, preconditions: preconditions,
            duties: duties, milestones: milestones, changeLog: changeLog, retention: retention,
            halves: Self.halves(
                of: parties, forms: forms, preconditions: preconditions, duties: duties, as: half))
    }

    private init(
        slug: String, edition: String, subject: OrderSubject, title: BilingualText,
        appliesWhen: BilingualText,
        document: RoutineDocument, channel: Channel, parties: [Party], systems: [NamedSystem],
        forms: [OrderForm], preconditions: [Precondition], duties: [DutyDefinition],
        milestones: [Milestone], changeLog: [ChangeLogEntry], retention: String,
        halves: [String: RoutineEdition]
    ) {
        self.slug = slug
        self.edition = edition
        self.subject = subject
        self.title = title
        self.appliesWhen = appliesWhen
        self.document = document
        self.channel = channel
        self.parties = parties
        self.systems = systems
        self.forms = forms
        self.preconditions = preconditions
        self.duties = duties
        self.milestones = milestones
        self.changeLog = changeLog
        self.retention = retention
        self.halves = halves
    }

    private static func halves(
        of parties: [Party], forms: [OrderForm], preconditions: [Precondition], duties: [DutyDefinition],
        as half: ([OrderForm], [Precondition], [String: RoutineEdition]) -> RoutineEdition
    ) -> [String: RoutineEdition] {
        var halves: [String: RoutineEdition] = [:]
        for party in parties where party.side != nil && party.role == .orderer {
            let own = preconditions.filter { one in
                duties.contains { $0.key == one.duty && $0.party == party.key }
            }
            halves[party.key] = half(forms.filter { $0.party == party.key }, own, [:])
        }
        return halves
    }

    /// An edition is known by its routine and its own name.
    public static func == (left: RoutineEdition, right: RoutineEdition) -> Bool {
        left === right || (left.slug == right.slug && left.edition == right.edition)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(slug)
        hasher.combine(edition)
    }

    public func duty(_ key: String) -> DutyDefinition? { duties.first { $0.key == key } }
    public func party(_ key: String) -> Party? { parties.first { $0.key == key } }
    public func system(_ key: String) -> NamedSystem? { systems.first { $0.key == key } }

    /// The form by which the ordering party orders.
    public var orderForm: OrderForm? { forms.first }
}

/// Routines that two units order, each its half.
extension RoutineEdition {
    public var isInHalves: Bool { parties.contains { $0.side != nil } }

    /// As the party sees it: its own form and preconditions, and everybody's duties. The edition itself where one
    /// party orders it all.
    public func half(of party: String) -> RoutineEdition { halves[party] ?? self }

    /// The parties that order, in the file's order.
    public var orderers: [Party] { parties.filter { $0.role == .orderer } }

    public func party(on side: Side) -> Party? { parties.first { $0.side == side } }

    /// The team's work that the two halves have in common: all but the answer to one side. That a half is to be sent
    /// concerns both as well.
    public func isShared(_ duty: DutyDefinition) -> Bool { isInHalves && holder(of: duty) == nil }

    /// The ordering party in whose case the duty stands; `nil` where it is the team's work for all of them.
    public func holder(of duty: DutyDefinition) -> String? {
        if case .giveFeedback(let feedback) = duty.kind { return feedback.party }
        if duty.kind == .order { return nil }
        return party(duty.party)?.role == .orderer ? duty.party : nil
    }
}

/// What the orders under a routine are about.
public enum OrderSubject: String, Sendable, Codable, CaseIterable {
    /// A care recipient, who is served at home.
    case person
    /// The ordering unit itself: what it holds for its own staff, or wants to know.
    case unit
}

/// What the municipality's document template says about the routine; the two templates in use differ,
/// so everything but the owner may be missing.
public struct RoutineDocument: Hashable, Sendable {
    public var designation: String?
    public var responsibleFunction: String?
    public var owner: String
    public var administration: String?
    /// Where the document names somebody else than the owner of today, under the name they had then.
    public var establishedBy: String?
    public var establishedOn: Day?
    public var revisedBy: String?
    public var revisedOn: Day?
    public var appliesTo: String?
    public var consultation: String?
    public var registryNumber: String?
    public var version: String?
    public var area: String?
    public var contact: String?
    public var status: DocumentStatus?

    public init(owner: String) { self.owner = owner }
}

/// What is known about whether the document still holds, where that is not plain.
public enum DocumentStatus: String, Sendable, Codable, CaseIterable {
    /// A later document may have taken its place, and was not to be had.
    case perhapsSuperseded
}

/// Where the order is made: the municipality's own menu path, and the pages that the routine points to.
public struct Channel: Hashable, Sendable {
    public let name: String
    public let path: [BilingualText]
    public let links: [RoutineLink]

    public init(name: String, path: [BilingualText], links: [RoutineLink]) {
        self.name = name
        self.path = path
        self.links = links
    }
}

public struct RoutineLink: Hashable, Sendable {
    public let title: BilingualText
    public let address: String
    /// How to find it there.
    public let note: BilingualText?

    public init(title: BilingualText, address: String, note: BilingualText?) {
        self.title = title
        self.address = address
        self.note = note
    }
}

public struct Party: Hashable, Sendable {
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// The provider's unit that sends the order.
        case orderer
        /// Välfärdsteknikteamet.
        case team
    }

    public let key: String
    public let role: Role
    /// Where two units order, each its half: the half that is this party's.
    public let side: Side?
    public let name: BilingualText

    public init(key: String, role: Role, side: Side? = nil, name: BilingualText) {
        self.key = key
        self.role = role
        self.side = side
        self.name = name
    }
}

/// A system outside Hemtrygg in which somebody does something and attests it.
public struct NamedSystem: Hashable, Sendable {
    public let key: String
    public let name: String

    public init(key: String, name: String) {
        self.key = key
        self.name = name
    }
}

public struct ChangeLogEntry: Hashable, Sendable {
    public let day: Day
    public let text: BilingualText

    public init(day: Day, text: BilingualText) {
        self.day = day
        self.text = text
    }
}

/// A step that a case is seen to take: reached when every one of its duties that applies is done.
/// A milestone without duties is reached when the order is sent.
public struct Milestone: Hashable, Sendable {
    public let title: BilingualText
    public let duties: [String]

    public init(title: BilingualText, duties: [String]) {
        self.title = title
        self.duties = duties
    }
}
