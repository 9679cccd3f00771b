/// Since when something else is said of a person, and why: it changed on a day, or what was recorded was wrong all along.
public struct ChangeTerms: Hashable, Sendable {
    /// `nil` where what was recorded never was right.
    public let from: Instant?
    public let reason: String

    /// Reads the fields `how` (`changed` or `wrong`), `from` and `reason`.
    /// - Parameter since: from when what is recorded holds; `nil` where nothing is, and so nothing can be wrong.
    init(_ typed: Answers, since: Instant?, in life: Lifetime, now: Instant, _ faults: inout [Fault]) {
        reason = Correction.reason(in: typed, &faults)
        let isWrong = typed["how"] == "wrong" && since != nil
        if since != nil, !["changed", "wrong"].contains(typed["how"]) {
            faults.append(Fault("detail.how.missing", field: "how"))
        }
        from = isWrong ? nil : Self.moment(typed["from"], since: since, in: life, now: now, &faults)
    }

    private static func moment(
        _ typed: String, since: Instant?, in life: Lifetime, now: Instant, _ faults: inout [Fault]
    ) -> Instant? {
        guard let day = Day(typed) else {
            faults.append(Fault(typed.isEmpty ? "form.required" : "form.day.wrong", field: "from"))
            return nil
        }
        if day > now.day { faults.append(Fault("form.day.future", field: "from")) }
        if let fault = life.fault(on: day, field: "from") { faults.append(fault) }
        let moment = day == now.day ? now : day.start
        if let since, moment <= since { faults.append(Fault("detail.from.early", field: "from")) }
        return moment
    }
}

/// Something else that is said of who somebody is.
public struct DetailChange: Hashable, Sendable {
    /// As it is stored: a name, a number to call, a code of `Protection`, a day; may be empty but for a name.
    public let value: String
    public let terms: ChangeTerms

    /// - Parameter known: what is recorded, and from when it holds; `nil` where nothing is.
    /// - Throws: `invalid` with every fault, at `value`, `how`, `from` and `reason`.
    public init(
        _ typed: Answers, of detail: PersonDetail, known: (value: String, from: Instant)?, in life: Lifetime,
        now: Instant
    ) throws(AppError) {
        var faults: [Fault] = []
        value = detail.read(typed["value"], in: life, today: now.day, &faults)
        var dated = typed
        if detail == .deceased {
            // A death has its own day; another one means that the first was wrong.
            dated["how"] = known == nil ? "changed" : "wrong"
            dated["from"] = Day(value) == nil ? now.day.description : value
        }
        let life = detail == .deceased ? Lifetime(born: life.born) : life
        terms = ChangeTerms(dated, since: known?.from, in: life, now: now, &faults)
        faults.removeAll { $0.field == "from" && detail == .deceased }
        if faults.isEmpty, value == known?.value ?? detail.unsaid {
            faults.append(Fault("detail.nothing", field: "value"))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
    }
}

/// Another identity number for somebody: a new one from a day, or the right one for one that was wrong.
public struct IdentifierChange: Hashable, Sendable {
    public let identifier: PersonIdentifier
    public let terms: ChangeTerms

    /// - Parameter known: the number in force, and since when it is.
    /// - Throws: `invalid` with every fault, at `number`, `how`, `from` and `reason`.
    public init(
        _ typed: Answers, known: (identifier: PersonIdentifier, from: Instant), died: Day?, now: Instant
    ) throws(AppError) {
        var faults: [Fault] = []
        var read: PersonIdentifier?
        do throws(AppError) { read = try PersonIdentifier.parse(typed["number"], today: now.day) } catch {
            faults += error.faults.map { $0.at("number") }
        }
        let life = Lifetime(born: read?.birthDate, died: died)
        terms = ChangeTerms(typed, since: known.from, in: life, now: now, &faults)
        if read?.value == known.identifier.value { faults.append(Fault("identity.same", field: "number")) }
        guard faults.isEmpty, let read else { throw AppError(.invalid, faults) }
        identifier = read
    }
}
