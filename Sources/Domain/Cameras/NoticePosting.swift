/// What is to hold of the place where the sign about a camera is put up.
public enum PlacementCheck: String, Sendable, Codable, CaseIterable {
    /// Visitors see it well, close to the rooms that have the camera (R5.25).
    case visibleToVisitors
    /// Those who come to the door and no further do not see it (R5.25).
    case hiddenFromFrontDoor
    /// It is placed by what the camera sees (R5.26).
    case byMonitoredArea
    /// Reflections were considered (R5.26).
    case withoutReflections
    /// The home's floor plan was considered (R5.26).
    case byFloorPlan

    /// The form field that asks why it does not hold.
    public var reasonField: String { "\(rawValue).reason" }
}

/// How a sign was put up: in which languages, and what does not hold of its place.
public struct NoticePosting: Hashable, Sendable {
    public let languages: [SignLanguage]
    /// Why, for each thing that does not hold.
    public let exceptions: [PlacementCheck: String]
    /// Why a sign that was ordered does not hang; empty where nobody has said.
    public let omission: String

    /// - Parameters:
    ///   - holds: what was answered to each check.
    ///   - reasons: why, for those that do not hold.
    /// - Throws: `invalid` with every fault, at `languages`, `omission`, `<check>` and `<check>.reason`.
    public init(
        languages: Set<SignLanguage>, holds: [PlacementCheck: Bool], reasons: [PlacementCheck: String],
        omission: String = ""
    ) throws(AppError) {
        var faults: [Fault] = []
        if !languages.contains(.swedish) { faults.append(Fault("notice.swedish", field: "languages")) }
        var exceptions: [PlacementCheck: String] = [:]
        for check in PlacementCheck.allCases where holds[check] != true {
            let reason = reasons[check] ?? ""
            exceptions[check] = reason
            if holds[check] == nil {
                faults.append(Fault("form.choose", field: check.rawValue))
            } else if reason.isEmpty {
                faults.append(Fault("form.required", field: check.reasonField))
            } else if Text.isLonger(reason, than: Text.shortLimit) {
                let limit = ["limit": "\(Text.shortLimit)"]
                faults.append(Fault("form.tooLong", field: check.reasonField, limit))
            }
        }
        if Text.isLonger(omission, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "omission", ["limit": "\(Text.shortLimit)"]))
        }
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.omission = omission
        self.languages = SignLanguage.allCases.filter(languages.contains)
        self.exceptions = exceptions
    }
}

extension NoticePosting {
    /// - Throws: `invalid` at `omission` where a sign that was ordered does not hang, and nobody says why (R5.16).
    public func requireOrdered(_ ordered: [SignLanguage]) throws(AppError) {
        guard Set(ordered).isSubset(of: languages) || !omission.isEmpty else {
            throw .invalid("notice.omission.missing", field: "omission")
        }
    }
}
