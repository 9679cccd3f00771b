import TestSupport
import Testing

/// Who comes in where, written down apart from the routes: method and path, and whom the door opens for.
struct EndpointRow: Sendable, CustomTestStringConvertible {
    /// `GET /cases/:number`.
    let endpoint: String
    let door: Door
    /// Those whom the door lets in and who are told something else than the rest, with what.
    var exceptions: [Municipality.Person: Int] = [:]

    init(_ endpoint: String, _ door: Door, except exceptions: [Municipality.Person: Int] = [:]) {
        self.endpoint = endpoint
        self.door = door
        self.exceptions = exceptions
    }

    var testDescription: String { endpoint }
    /// What is posted there comes from no form of ours.
    var isForPrograms: Bool { endpoint == "POST /sign-in/provider/logout" }
    var isGet: Bool { endpoint.hasPrefix("GET ") }
    var pattern: String { String(endpoint.drop { $0 != "/" }) }

    /// One thing that is the same for everybody who may ask for it, wherever they work, and why.
    private static let everybodys = [
        "/assets/:name": "stylesheet and script, of nobody",
        "/routines/:slug": "the municipality's routines, by which every unit orders",
    ]

    /// Whether it shows or does something to one thing that belongs to a unit, to somebody or to those of one role.
    var isAboutOneThing: Bool {
        pattern.contains(":")
            && !Self.everybodys.keys.contains { pattern == $0 || pattern.hasPrefix($0 + "/") }
    }

    /// Whether the thing is one team's as it is one unit's. People, homes, devices and extracts every team sees.
    var isOneTeams: Bool {
        ["/cases/:", "/visits/:", "/key-receipts/:"].contains { pattern.hasPrefix($0) }
    }

    /// What somebody is told who has this person's role, and works where the thing is not.
    func toldElsewhere(_ person: Municipality.Person) -> Int {
        guard door.opens(for: person) else { return 403 }
        return exceptions[.otherOrderer] ?? 404
    }

    /// What is told this person alone; `nil` where it is a page, or what was asked for is done.
    func told(_ person: Municipality.Person) -> Int? {
        exceptions[person] ?? (person == .otherOrderer && isAboutOneThing ? 404 : nil)
    }

    enum Door: Sendable {
        case anyone, signedIn, units, team, coordinators, unitsAndTeam, routineOwners, teamAndOwners
        case coordinatorsAndOwners
        case auditors, administrators
        /// Those who may break the glass, and those who answer for protected identities.
        case nearProtected

        func opens(for person: Municipality.Person) -> Bool {
            switch self {
            case .anyone, .signedIn: true
            case .units: Self.inUnits.contains(person)
            case .team: Self.inTeam.contains(person)
            case .coordinators: person == .coordinator
            case .routineOwners: person == .routineOwner
            case .auditors: person == .auditor
            case .administrators: person == .administrator
            case .nearProtected: [.coordinator, .unitManager, .routineOwner].contains(person)
            case .coordinatorsAndOwners: person == .coordinator || person == .routineOwner
            case .teamAndOwners: person == .routineOwner || Self.inTeam.contains(person)
            case .unitsAndTeam: Self.inUnits.contains(person) || Self.inTeam.contains(person)
            }
        }

        private static let inUnits: [Municipality.Person] = [.orderer, .otherOrderer, .unitManager]
        private static let inTeam: [Municipality.Person] = [.coordinator, .technician, .secondTechnician]
    }
}

enum EndpointTable {
    private static func technicians(_ code: Int) -> [Municipality.Person: Int] {
        [.technician: code, .secondTechnician: code]
    }

    private static let notTheirs = Dictionary(
        uniqueKeysWithValues: Municipality.Person.allCases.map { ($0, 404) })

    private static let notThere: [Municipality.Person: Int] = [
        .coordinator: 404, .unitManager: 404, .routineOwner: 404,
    ]

    private static let nowhere = Dictionary(
        uniqueKeysWithValues: Municipality.Person.allCases.map { ($0, 404) })

    static let rows: [EndpointRow] = [
        .init("GET /assets/:name", .anyone),
        .init("GET /sign-in", .anyone),
        .init("POST /sign-in", .anyone),
        .init("GET /sign-in/code", .anyone),
        .init("POST /sign-in/code", .anyone),
        .init("GET /sign-in/reason", .anyone),
        .init("POST /sign-in/reason", .anyone),
        .init("GET /language", .anyone),
        .init("GET /sign-out", .anyone),
        .init("GET /sign-in/provider", .anyone),
        // There is no provider here.
        .init("POST /sign-in/provider", .anyone, except: nowhere),
        .init("GET /sign-in/provider/callback", .anyone, except: nowhere),
        .init("POST /sign-in/provider/logout", .anyone, except: nowhere),
        .init("GET /account", .signedIn),
        .init("POST /account/password", .signedIn),
        .init("POST /account/sessions", .signedIn),
        .init("POST /account/sessions/:id", .signedIn, except: notTheirs),
        .init("POST /account/second-factor/key", .signedIn),
        .init("GET /account/second-factor", .signedIn),
        // Nobody has begun.
        .init("POST /account/second-factor", .signedIn, except: notTheirs),
        .init("POST /account/second-factor/removal", .signedIn),
        .init("POST /account/recovery-codes", .signedIn),
        .init("GET /accounts", .administrators),
        .init("POST /accounts", .administrators),
        .init("POST /accounts/search", .administrators),
        .init("GET /accounts/:id", .administrators),
        .init("POST /accounts/:id/assignments", .administrators),
        .init("POST /accounts/:id/assignments/:assignment/end", .administrators),
        .init("POST /accounts/:id/lock", .administrators),
        .init("POST /accounts/:id/password", .administrators),
        .init("POST /accounts/:id/second-factor/removal", .administrators),
        .init("POST /accounts/:id/sessions/end", .administrators),
        .init("POST /sign-out", .signedIn),
        .init("POST /assignment", .signedIn),
        .init("GET /", .signedIn),
        .init("GET /routines/:slug", .signedIn),
        .init("GET /routines/:slug/editions/:edition", .signedIn),

        .init("POST /routines/:slug/editions", .routineOwners),
        .init("POST /routines/:slug/withdrawal", .routineOwners),
        .init("GET /editions", .routineOwners),
        .init("POST /editions", .routineOwners),
        .init("GET /editions/:id", .routineOwners),
        .init("POST /editions/:id", .routineOwners),
        .init("GET /editions/:id/preview", .routineOwners),
        .init("GET /editions/:id/comparison", .routineOwners),
        .init("GET /editions/:id/publication", .routineOwners),
        .init("POST /editions/:id/publication", .routineOwners),
        .init("GET /editions/:id/removal", .routineOwners),
        .init("POST /editions/:id/removal", .routineOwners),

        .init("POST /routines/:slug/drafts", .units),
        .init("GET /drafts/:id", .units),
        .init("POST /drafts/:id", .units),
        .init("GET /drafts/:id/check", .units),
        .init("POST /drafts/:id/submission", .units),
        .init("GET /drafts/:id/removal", .units),
        .init("POST /drafts/:id/removal", .units),

        .init("GET /cases", .unitsAndTeam),
        .init("GET /cases/live", .unitsAndTeam),
        .init("GET /cases/:number", .unitsAndTeam),
        .init("GET /cases/:number/receipt", .units),
        .init("POST /cases/:number/messages", .unitsAndTeam),
        .init("GET /cases/:number/secret", .unitsAndTeam, except: [.otherOrderer: 303]),
        .init("POST /cases/:number/secret", .unitsAndTeam),
        .init("GET /cases/:number/cancellation", .unitsAndTeam, except: technicians(403)),
        .init("POST /cases/:number/cancellation", .unitsAndTeam, except: technicians(403)),
        .init("GET /cases/:number/resumption", .unitsAndTeam, except: technicians(403)),
        .init("POST /cases/:number/resumption", .unitsAndTeam, except: technicians(403)),
        .init("GET /cases/:number/duties/:key", .unitsAndTeam),
        .init("POST /cases/:number/duties/:key", .unitsAndTeam),
        .init("GET /cases/:number/duties/:key/waiver", .coordinators),
        .init("POST /cases/:number/duties/:key/waiver", .coordinators),
        .init("GET /cases/:number/reservations", .coordinators),
        .init("POST /cases/:number/reservations", .coordinators),
        .init("POST /cases/:number/reservations/release", .coordinators),
        .init("POST /cases/:number/pairing", .coordinators),
        .init("GET /cases/:number/leaflet", .unitsAndTeam),
        .init("GET /cases/:number/notices", .unitsAndTeam),

        .init("GET /today", .team),
        .init("GET /visits/:id", .team),
        .init("POST /visits/:id/finish", .team),
        .init("GET /visits/:id/rescheduling", .coordinators),
        .init("POST /visits/:id/rescheduling", .coordinators),
        .init("GET /visits/:id/cancellation", .coordinators),
        .init("POST /visits/:id/cancellation", .coordinators),
        .init("GET /visits/:id/miss", .team),
        .init("POST /visits/:id/miss", .team),
        .init("GET /visits/:id/restoration", .team),
        .init("POST /visits/:id/restoration", .team),

        .init("GET /devices", .team),
        .init("GET /devices/:serial", .team),
        .init("POST /devices/:serial/restocking", .coordinators),
        .init("GET /devices/:serial/acts/:act", .team),
        .init("POST /devices/:serial/acts/:act", .team),
        .init("GET /devices/:serial/label", .team),
        .init("GET /deliveries/:id/labels", .team),
        .init("GET /storage-places/:id/labels", .team),
        .init("GET /stock", .teamAndOwners),
        .init("GET /device-models", .team),
        .init("POST /device-models", .coordinators),
        .init("GET /device-models/:id", .coordinators),
        .init("POST /device-models/:id", .coordinators),
        .init("GET /kits", .team),
        .init("POST /kits", .team),
        .init("GET /kits/:id", .team),
        .init("POST /kits/:id/unpacking", .team),
        .init("GET /kits/:id/label", .team),
        .init("GET /storage-places", .team),
        .init("POST /storage-places", .team),
        .init("POST /storage-places/:id/closing", .team),
        .init("GET /device-moves", .team),
        .init("POST /device-moves", .team),
        .init("GET /deliveries", .team),
        .init("GET /deliveries/:id", .team),
        .init("GET /receiving", .team),
        .init("POST /receiving", .team),
        .init("GET /stocktakes", .team),
        .init("POST /stocktakes", .team),
        .init("GET /stocktakes/:id", .team),
        .init("POST /stocktakes/:id", .team),
        .init("GET /stocktakes/:id/differences", .team),
        .init("POST /stocktakes/:id/differences", .team),
        .init("GET /people/:id", .unitsAndTeam),
        .init("GET /dwellings/:id", .unitsAndTeam, except: [.orderer: 404, .unitManager: 404]),
        .init("GET /search", .unitsAndTeam),
        .init("POST /search", .unitsAndTeam),
        .init("GET /overview", .teamAndOwners),
        .init("GET /extracts", .unitsAndTeam),
        .init("POST /extracts", .coordinators),
        .init("GET /extracts/:id", .unitsAndTeam),
        .init("GET /extracts/:id/files/:format", .unitsAndTeam),
        .init("GET /extracts/:id/versions", .coordinators),
        .init("POST /extracts/:id/versions", .coordinators),
        .init("GET /units/:id", .unitsAndTeam),
        .init("GET /services/:id", .coordinators),
        .init("POST /services/:id", .coordinators),
        .init("GET /relatives/:id", .coordinators),
        .init("POST /relatives/:id", .coordinators),
        .init("GET /facts/:kind/:id", .coordinators),
        .init("POST /facts/:kind/:id", .coordinators),
        .init("GET /people/:id/events", .unitsAndTeam),
        .init("POST /people/:id/events", .unitsAndTeam),
        .init("GET /life-events/:id", .unitsAndTeam),
        .init("POST /life-events/:id/over", .unitsAndTeam),
        .init("POST /life-events/:id/undoing", .unitsAndTeam),
        .init("GET /takeovers", .coordinators),
        .init("GET /takeovers/from/:id", .coordinators),
        .init("POST /takeovers/from/:id", .coordinators),
        .init("GET /takeovers/:id/undoing", .coordinators, except: [.coordinator: 404]),
        .init("POST /takeovers/:id/undoing", .coordinators, except: [.coordinator: 404]),
        .init("GET /people/:id/details/:detail", .coordinators),
        .init("POST /people/:id/details/:detail", .coordinators),
        .init("GET /people/:id/register-extract", .coordinators),
        .init("POST /people/:id/register-extract", .coordinators),
        .init("GET /people/:id/hold", .coordinators),
        .init("POST /people/:id/hold", .coordinators),
        .init("POST /people/:id/hold/release", .coordinators),
        .init("GET /retention", .routineOwners),
        .init("POST /retention/disposals", .routineOwners),
        .init("POST /retention/transfers", .routineOwners),
        .init("POST /retention/transfers/:number/file", .routineOwners, except: [.routineOwner: 404]),
        .init("POST /retention/transfers/:number/receipt", .routineOwners, except: [.routineOwner: 404]),
        .init("POST /retention/transfers/:number/withdrawal", .routineOwners, except: [.routineOwner: 404]),
        .init("GET /processing", .signedIn),
        .init("GET /consent-policies", .signedIn),
        .init("POST /consent-policies", .routineOwners),
        .init("GET /duplicates", .coordinators),
        // Nobody is merged with themselves.
        .init("GET /people/:id/merge/:other", .coordinators, except: [.coordinator: 404]),
        .init("POST /people/:id/merge/:other", .coordinators, except: [.coordinator: 404]),
        .init("POST /people/:id/merge/:other/undoing", .coordinators, except: [.coordinator: 404]),
        .init("POST /people/:id/merge/:other/distinction", .coordinators, except: [.coordinator: 404]),
        .init("GET /people/:id/number", .coordinators),
        .init("POST /people/:id/number", .coordinators),
        .init("GET /keys", .units),
        .init("GET /keys/:id", .units),
        .init("GET /keys/:id/:act", .units),
        .init("POST /keys/:id/:act", .units),
        .init("GET /key-stocktake", .units),
        .init("POST /key-stocktake", .units),
        .init("GET /key-receipts/:number", .unitsAndTeam),
        .init("GET /key-receipts/:number/pdf", .unitsAndTeam),
        .init("GET /reconciliation", .coordinatorsAndOwners),
        .init("GET /reconciliation/waiting", .coordinatorsAndOwners),
        .init("GET /reconciliation/lists", .coordinatorsAndOwners),
        .init("POST /reconciliation/lists", .coordinatorsAndOwners),
        .init("GET /reconciliation/kinds/:class", .coordinatorsAndOwners),
        .init("GET /reconciliation/differences/:difference", .coordinatorsAndOwners),
        .init("POST /reconciliation/differences/:difference", .coordinatorsAndOwners),
        .init("GET /protected", .nearProtected),
        .init("POST /protected/search", .nearProtected),
        // Nobody's data are protected here.
        .init("GET /protected/cases/:number", .nearProtected, except: notThere),
        .init("POST /protected/cases/:number", .nearProtected, except: notThere),
        .init("GET /protected/people/:id", .nearProtected, except: notThere),
        .init("POST /protected/people/:id", .nearProtected, except: notThere),
        .init("POST /protected/access/:id", .routineOwners, except: notThere),
        .init("POST /protected/broken/:id", .routineOwners),
        .init("GET /readings", .auditors),
        .init("GET /readings/rows/:id", .auditors, except: [.auditor: 404]),
        .init("GET /readings/unusual", .auditors),
        .init("GET /readings/refused", .auditors),
        .init("GET /readings/samples", .auditors),
        .init("POST /readings/samples", .auditors),
        .init("GET /readings/samples/:id", .auditors, except: [.auditor: 404]),
        .init("POST /readings/samples/:id", .auditors, except: [.auditor: 404]),
        .init("GET /readings/people", .auditors),
        .init("POST /readings/people", .auditors),
        .init("GET /readings/people/:id", .auditors),
    ]
}
