import Domain
import HTTPBase
import Storage

/// The list of what is done with personal data (GDPR 30), made from the routines and settings in force: what a routine
/// asks for is what is processed.
struct ProcessingView {
    let call: Call
    let routines: [RoutineEdition]
    let settings: Settings
    let consent: ConsentPolicy

    private var words: Words { call.words }

    var screen: Screen {
        Screen(
            title: words("processing.title"), heading: words("processing.title"),
            kicker: settings.municipality,
            main: """
                <p class="lead">\(words("processing.lead", ["day": call.today.description]))</p>\
                \(PagePart(words("processing.common"), DefinitionList(rows: common).html))\(each: routines, part)\
                \(PagePart(words("processing.log"), DefinitionList(rows: log).html))
                """)
    }

    private var common: [DefinitionList.Row] {
        let codes = settings.secondFactorRoles.sorted { $0.rawValue < $1.rawValue }.map {
            words("role.\($0.rawValue)")
        }
        let safety =
            ["access", "secrets", "log", "history"].map { words("processing.safety.\($0)") }
            + (codes.isEmpty
                ? [] : [words("processing.safety.codes", ["roles": codes.joined(separator: ", ")])])
        return [
            .init(words("processing.controller"), text: settings.municipality),
            .init(words("processing.ground"), text: words("processing.ground.text")),
            .init(
                words("processing.consent"),
                """
                \(PolicySentences(words: words, policy: consent).text) (\(consent.source)) \
                \(Link(words("consentPolicy.more"), href: Route.consentPolicies.path))
                """),
            .init(words("processing.safety"), PlainList(safety.map { .text($0) }).html),
            .init(words("processing.country"), text: words("processing.country.text")),
        ]
    }

    private func part(_ routine: RoutineEdition) -> HTML {
        let fields = routine.forms.flatMap(\.fields)
        let (secret, open) = (fields.filter { $0.kind == .secret }, fields.filter { $0.kind != .secret })
        let parties = routine.parties.map { $0.name(words.language) }.joined(separator: ", ")
        let systems = routine.systems.map(\.name).joined(separator: ", ")
        let rows: [(String, HTML)] = [
            ("purpose", .text(routine.appliesWhen(words.language))),
            ("people", .text(people(in: routine, fields))), ("data", list(open)), ("secret", list(secret)),
            ("recipients", .text(parties)), ("systems", .text(systems)), ("kept", .text(kept(routine))),
        ]
        let told = rows.filter { !$0.1.isEmpty }.map {
            DefinitionList.Row(words("processing.\($0.0)"), $0.1)
        }
        return PagePart(
            "\(routine.title(words.language)), \(routine.edition)", DefinitionList(rows: told).html
        ).html
    }

    private func people(in routine: RoutineEdition, _ fields: [Domain.Field]) -> String {
        let bindings = Set(fields.compactMap(\.fills))
        let listsCustomers = routine.duties.contains { $0.kind == .produceExtract }
        let kinds: [(String, Bool)] = [
            ("recipient", routine.subject == .person || listsCustomers),
            ("cohabitant", bindings.contains(.cohabitantNumber)),
            ("contacts", bindings.contains(.bookingContacts)), ("staff", true),
        ]
        return kinds.filter(\.1).map { words("processing.people.\($0.0)") }.joined(separator: ", ")
    }

    /// Each once: two halves of a move ask for much the same.
    private func list(_ fields: [Domain.Field]) -> HTML {
        var seen: Set<String> = []
        let labels = fields.map { $0.label(words.language) }.filter { seen.insert($0).inserted }
        return labels.isEmpty ? "" : PlainList(labels.map { .text($0) }).html
    }

    private func kept(_ routine: RoutineEdition) -> String {
        let rule = settings.retention
        guard routine.subject == .person else {
            return words("retention.unitYears", count: rule.unitFileYears)
        }
        return rule.exemption == .municipality
            ? words("retention.exemption.municipality")
            : words("retention.years", count: rule.personalFileYears)
    }

    private var log: [DefinitionList.Row] {
        [
            .init(words("processing.purpose"), text: words("processing.log.purpose")),
            .init(words("processing.people"), text: words("processing.people.staff")),
            .init(words("processing.data"), text: words("processing.log.data")),
            .init(words("processing.kept"), text: words("processing.log.kept")),
        ]
    }
}
