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

    /// - Parameters:
    ///   - holds: what was answered to each check.
    ///   - reasons: why, for those that do not hold.
    /// - Throws: `invalid` with every fault, at `languages`, `<check>` and `<check>.reason`.
    public init(
        languages: Set<SignLanguage>, holds: [PlacementCheck: Bool], reasons: [PlacementCheck: String]
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
        guard faults.isEmpty else { throw AppError(.invalid, faults) }
        self.languages = SignLanguage.allCases.filter(languages.contains)
        self.exceptions = exceptions
    }
}
