/// What came of calling somebody about a visit.
public enum CallOutcome: String, Sendable, Codable, CaseIterable {
    case agreed, noAnswer, callBack
}
