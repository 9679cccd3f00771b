import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

/// Whatever people do in whatever order, the register holds together, and it knows what it said before.
@Suite struct RandomLivesTests {
    @Test(
        "random orders, visits, moves, returns and second thoughts, right and wrong: every rule holds after each",
        arguments: Engine.allCases, RandomLives.seeds)
    func lives(engine: Engine, seed: UInt64) async throws {
        var lives = RandomLives(here: try await Municipality.open(engine, stock: 12), seed: seed)
        try await lives.here.publishReturns()
        for step in 1...RandomLives.steps {
            let did = try await lives.step()
            #expect(try await lives.here.store.verify { _ in } == [], "seed \(seed), step \(step): \(did)")
        }
        #expect(lives.done > 15, "seed \(seed): most of it was refused")
        #expect(lives.refused > 0, "seed \(seed): nothing wrong was tried")
        try await asKnownThen(lives)
        try await asOf(lives)
    }

    /// "As known at" held against what the tables said in the evening of that day.
    private func asKnownThen(_ lives: RandomLives) async throws {
        for evening in lives.evenings {
            let hindsight = Hindsight(day: evening.day, knownOn: evening.day)
            for (table, columns) in RandomLives.facts {
                let (name, list) = (SQL(stringLiteral: table), SQL(stringLiteral: columns))
                let known = try await lives.here.store.read(as: .system) { reader in
                    try reader.all(
                        "SELECT \(list) FROM \(reader.facts(name, list, seenWith: hindsight)) f"
                    ) { row in RandomLives.line(of: columns, &row) }
                }
                #expect(known.sorted() == evening.facts[table], "\(table) on \(evening.day)")
            }
        }
    }

    /// "As of" held against a slow filter of the periods.
    private func asOf(_ lives: RandomLives) async throws {
        for evening in lives.evenings {
            let (begin, end) = (evening.day.start, evening.day.adding(days: 1).start)
            let hindsight = Hindsight(day: evening.day)
            let (all, held) = try await lives.here.store.read(as: .system) { reader in
                let periods = { (condition: SQL) in
                    try reader.all(
                        "SELECT f.id, f.valid_from, f.valid_to FROM residencies f WHERE \(condition) ORDER BY f.id"
                    ) { (id: $0.text(), from: $0.instant(), to: $0.instantIfAny()) }
                }
                return (try periods("1 = 1"), try periods(reader.held("f", seenWith: hindsight)))
            }
            let slowly = all.filter { period in
                guard let to = period.to else { return period.from < end }
                return period.from < end && to > begin && to > period.from
            }
            #expect(held.map(\.id) == slowly.map(\.id), "\(evening.day)")
        }
    }
}

/// A small municipality in which things happen.
struct RandomLives {
    let here: Municipality
    private(set) var done = 0
    private(set) var refused = 0
    private(set) var evenings: [(day: Day, facts: [String: [String]])] = []
    var random: Seeded
    private var numbers: [CaseNumber] = []

    /// A municipality in which sixty things have been tried.
    static func lived(_ engine: Engine, seed: UInt64) async throws -> Municipality {
        var lives = RandomLives(here: try await Municipality.open(engine, stock: 12), seed: seed)
        try await lives.here.publishReturns()
        for _ in 1...60 { _ = try await lives.step() }
        return lives.here
    }

    /// Six in a run of the tests; `bin/soak lives` names as many others as there is time for.
    static let seeds: ClosedRange<UInt64> = {
        let first = number("HEMTRYGG_LIVES_FROM") ?? 1
        return UInt64(first)...UInt64(first + (number("HEMTRYGG_LIVES") ?? 6) - 1)
    }()
    static let steps = number("HEMTRYGG_LIVES_STEPS") ?? 60

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }

    static let facts: [(table: String, columns: String)] = [
        ("residencies", "id, recipient_id, dwelling_id, valid_from, valid_to"),
        ("provider_responsibilities", "id, recipient_id, unit_id, valid_from, valid_to"),
        ("installations", "id, device_id, dwelling_id, recipient_id, valid_from, valid_to"),
        ("lock_links", "id, device_id, recipient_id, valid_from, valid_to"),
    ]

    init(here: Municipality, seed: UInt64) {
        self.here = here
        random = Seeded(seed)
    }

    /// - Returns: what was tried, for the one who looks for what broke a rule.
    mutating func step() async throws -> String {
        let person = SamplePerson.numbered(Int.random(in: 1...4, using: &random))
        let unit = Bool.random(using: &random) ? here.orderer : here.otherOrderer
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<12: return try await attempt("order") { try await $0.order(for: person, by: unit) }
        case 12..<17: return try await attempt("return") { try await $0.giveBack(of: person, by: unit) }
        case 17..<26:
            let side = Bool.random(using: &random) ? Side.handingOver : .receiving
            return try await attempt("move \(side)") { try await $0.move(person, side) }
        case 26..<30: return try await attempt("cancel") { try await $0.cancel() }
        case 30..<35: return try await attempt("waive") { try await $0.waive() }
        case 35..<40: return try await attempt("correct") { try await $0.correct() }
        case 40..<44: return try await attempt("life") { try await $0.live(person, by: unit) }
        case 44..<47: return try await attempt("second thought") { try await $0.thinkAgain() }
        case 47..<49: return try await attempt("takeover") { try await $0.takeOver() }
        case 49..<59: return try await night()
        default: return try await attempt("work") { try await $0.work() }
        }
    }

    private mutating func attempt(
        _ what: String, _ act: (inout RandomLives) async throws -> String
    ) async throws -> String {
        do {
            let did = try await act(&self)
            done += 1
            return "\(what) \(did)"
        } catch let error as AppError {
            refused += 1
            return "\(what), refused: \(error.faults.map(\.key))"
        }
    }

    /// The evening is kept as it is, and some days go by.
    private mutating func night() async throws -> String {
        var evening: [String: [String]] = [:]
        for (table, columns) in Self.facts {
            let (name, list) = (SQL(stringLiteral: table), SQL(stringLiteral: columns))
            evening[table] = try await here.store.read(as: .system) {
                try $0.all("SELECT \(list) FROM \(name)") { row in Self.line(of: columns, &row) }
            }.sorted()
        }
        evenings.append((here.time.today, evening))
        let days = Int.random(in: 1...4, using: &random)
        let day = here.time.today.adding(days: days)
        here.time.set(day.description, "09:00")
        return "night to \(day)"
    }

    static func line(of columns: String, _ row: inout Row) -> String {
        columns.split(separator: ",").map { name in
            name.contains("valid")
                ? row.instantIfAny().map { "\($0.milliseconds)" } ?? "-" : row.textIfAny() ?? "-"
        }.joined(separator: " ")
    }
}

// MARK: - What people do

extension RandomLives {
    private mutating func order(for person: SamplePerson, by unit: Actor) async throws -> String {
        let withLock = Bool.random(using: &random)
        let number = try await here.orderedCase(for: person, withLock: withLock, by: unit)
        numbers.append(number)
        return number.text
    }

    private mutating func giveBack(of person: SamplePerson, by unit: Actor) async throws -> String {
        let number = try await here.returnCase(for: person, by: unit)
        numbers.append(number)
        return number.text
    }

    private mutating func move(_ person: SamplePerson, _ side: Side) async throws -> String {
        let day = here.time.today.adding(days: Int.random(in: 3...20, using: &random))
        var answers = Answers.moving(side, on: day.description)
        for (key, value) in Answers.about(person).values { answers[key] = value }
        answers["newHome.street"] = "Flyttgatan \(Int.random(in: 1...3, using: &random))"
        if side == .handingOver, Int.random(in: 0..<4, using: &random) == 0 {
            answers["providerChange"] = "no"
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            answers["lockNeeded"] = "yes"
        } else {
            answers["lockNeeded"] = "no"
        }
        let number = try await here.half(side, answers)
        numbers.append(number)
        return number.text
    }

    private mutating func someCase() throws -> CaseNumber {
        guard let number = numbers.suffix(10).randomElement(using: &random) else { throw AppError.notFound }
        return number
    }

    private mutating func cancel() async throws -> String {
        let number = try someCase()
        try await here.store.write(as: here.coordinator) {
            try $0.cancel(number, reason: "Det blev inte av.")
        }
        return number.text
    }

    private mutating func waive() async throws -> String {
        let number = try someCase()
        guard let key = try await here.page(number).order.duties.randomElement(using: &random)?.key else {
            throw AppError.notFound
        }
        try await here.store.write(as: here.coordinator) {
            try $0.waive(key, in: number, reason: "Det behövs inte i det här fallet.")
        }
        return "\(number) \(key)"
    }

    /// A period is moved a few days, whether that is possible or not.
    private mutating func correct() async throws -> String {
        let kind = FactKind.allCases.randomElement(using: &random) ?? .residency
        let facts = try await here.store.read(as: .system) {
            try $0.all("SELECT id, valid_from, valid_to FROM \(kind.table) ORDER BY id") {
                (id: $0.id() as ID<DatedFact>, from: $0.instant(), to: $0.instantIfAny())
            }
        }
        guard let fact = facts.randomElement(using: &random) else { throw AppError.notFound }
        let from = fact.from.adding(minutes: Int64.random(in: -5000...2000, using: &random))
        let to = fact.to.map { $0.adding(minutes: Int64.random(in: -2000...2000, using: &random)) }
        let typed = Answers([
            "from.day": from.day.description, "from.time": from.clock.description,
            "to.day": to?.day.description ?? "", "to.time": to?.clock.description ?? "",
            "reason": "Det stod fel i registret.",
        ])
        try await here.store.write(as: here.coordinator) { try $0.correct(kind, fact.id, typed) }
        return "\(kind)"
    }

    /// Somebody does one of the things that a case waits for.
    private mutating func work() async throws -> String {
        let number = try someCase()
        let page = try await here.page(number)
        guard let duty = page.order.readyDuties.randomElement(using: &random) else { throw AppError.notFound }
        let key = duty.key
        let unit = page.unit == "Hemtjänst Ekholmen" ? here.orderer : here.otherOrderer
        let today = here.time.today.description
        switch duty.definition.kind {
        case .attest:
            let isTeam = page.order.partyRole(of: duty) == .team
            try await here.attest(key, in: number, by: isTeam ? here.technician : unit)
        case .book(let purpose): try await book(key, purpose, in: number)
        case .install(let installation): try await install(key, installation, in: number)
        case .uninstall: try await uninstall(key, page)
        case .keyReceipt(.checkOut):
            let receipt = try KeyReceipt.sample(on: here.time.today)
            _ = try await here.store.write(as: unit) {
                try $0.checkOutKeys(key, in: number, receipt: receipt)
            }
        case .keyReceipt(.giveBack): try await here.giveBackAllKeys(key, in: number, by: unit)
        case .handOverLeaflet:
            try await here.store.write(as: here.technician) {
                try $0.handOverLeaflet(key, in: number, on: today, language: .swedish)
            }
        case .giveFeedback:
            try await here.store.write(as: here.coordinator) {
                try $0.giveFeedback(key, in: number, text: "Det är gjort.", phonedTo: "Anna")
            }
        case .passResponsibility:
            let day = here.time.today.adding(days: -Int.random(in: 0...2, using: &random)).description
            let receiver = page.move?.receivers.randomElement(using: &random)?.id
            try await here.store.write(as: here.coordinator) {
                try $0.passResponsibility(key, in: number, on: day, note: "", to: receiver)
            }
        case .settleDifferences: try await settle(key, page)
        default: throw AppError.notFound
        }
        return "\(number) \(key)"
    }

    private mutating func book(_ key: String, _ purpose: VisitPurpose, in number: CaseNumber) async throws {
        let day = here.time.today.adding(days: Int.random(in: 0...3, using: &random)).description
        let hour = Int.random(in: 9...15, using: &random)
        guard purpose == .both else {
            let visit = try here.visit(on: day, at: "\(hour < 10 ? "0" : "")\(hour):00")
            return try await here.book(number, visit, duty: key)
        }
        let fetches = try await here.store.read(as: here.coordinator) {
            try $0.hasOpenUninstallation(number)
        }
        let pair = try here.pair(on: day, fetches: fetches, fallback: "Tätare tillsyn.")
        try await here.store.write(as: here.coordinator) { try $0.book(key, in: number, pair: pair) }
    }

    private mutating func install(
        _ key: String, _ installation: DutyKind.Installation, in number: CaseNumber
    ) async throws {
        let reserved = try await here.page(number).reserved
        var reports: [DeviceReport] = []
        for kind in installation.devices {
            let any = SerialNumber.sample(kind, Int.random(in: 1...12, using: &random))
            let serial = reserved.first { $0.kind == kind }?.serial ?? any
            reports.append(.tested(kind, serial.text, passed: Int.random(in: 0..<8, using: &random) > 0))
        }
        let told = reports
        _ = try await here.store.write(as: here.technician) {
            try $0.install(key, in: number, devices: told, originalPart: "Skåp 3")
        }
    }

    private mutating func uninstall(_ key: String, _ page: CasePage) async throws {
        var conditions: [SerialNumber: DeviceCondition] = [:]
        for one in page.mounted {
            conditions[one.device.serial] =
                Int.random(in: 0..<5, using: &random) > 0
                ? .working : DeviceCondition.allCases.randomElement(using: &random)
        }
        let report = UninstallationReport(
            conditions: conditions, partIsBack: Int.random(in: 0..<6, using: &random) > 0 ? true : nil,
            remark: "")
        try await here.uninstall(page.order.number, report, duty: key)
    }

    private mutating func settle(_ key: String, _ page: CasePage) async throws {
        guard let terms = page.move?.halves.compactMap(\.terms).randomElement(using: &random) else {
            throw AppError.notFound
        }
        let settlement = Settlement(
            movesOn: terms.movesOn, oldHome: terms.oldHome.id, newHome: terms.newHome.id,
            unit: DisputedUnit.allCases.randomElement(using: &random), note: "Brukaren själv.")
        let number = page.order.number
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences(key, in: number, settlement)
        }
    }
}
