/// What is said of who somebody is. Each has a past of its own: what held from when to when, and what was recorded before.
public enum PersonDetail: String, Sendable, Codable, CaseIterable {
    case name, phone, protection
    /// The day of death.
    case deceased

    /// More follows from it than that it is known: it is recorded as what it is, `LifeEvent`, and not by hand.
    public var isLifeEvent: Bool { self == .deceased }

    /// What holds of somebody of whom nothing was said.
    public var unsaid: String { self == .protection ? Protection.none.rawValue : "" }
}

/// How somebody's particulars are protected in the national register. A mark is a warning: each disclosure is weighed.
public enum Protection: String, Sendable, Codable, CaseIterable {
    case none
    /// Sekretessmarkering.
    case confidentialityMark
    /// Skyddad folkbokföring (folkbokföringslagen 16 §).
    case protectedRegistration
    /// Fingerade personuppgifter (lagen 1991:483): a new identity, which nothing may connect with the one before.
    case fictitiousIdentity
}

extension PersonDetail {
    /// Reads what was typed in the field `value`, as it is stored.
    func read(_ typed: String, in life: Lifetime, today: Day, _ faults: inout [Fault]) -> String {
        let value = Text.cleaned(typed)
        if let key = fault(in: value) { faults.append(Fault(key, field: "value", limit)) }
        if self == .deceased, let day = Day(value) {
            if day > today { faults.append(Fault("form.day.future", field: "value")) }
            if let fault = Lifetime(born: life.born).fault(on: day, field: "value") { faults.append(fault) }
        }
        return value
    }

    private var limit: [String: String] { ["limit": "\(Text.shortLimit)"] }

    private func fault(in value: String) -> String? {
        switch self {
        case .name where value.isEmpty: "detail.name.empty"
        case .name where Text.isLonger(value, than: Text.shortLimit): "form.tooLong"
        case .name where !Text.isPersonName(value): "form.name.wrong"
        case .phone where !value.isEmpty && !Text.isPhone(value): "form.phone.wrong"
        case .protection where Protection(rawValue: value) == nil: "detail.protection.unknown"
        case .deceased where !value.isEmpty && Day(value) == nil: "form.day.wrong"
        default: nil
        }
    }
}
