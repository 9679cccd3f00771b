/// What went wrong, in one of five ways; the words are looked up by each fault's key where they are shown.
public struct AppError: Error, Hashable, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case invalid, notFound, conflict, forbidden, unavailable
    }

    public let code: Code
    public let faults: [Fault]

    public init(_ code: Code, _ faults: [Fault]) {
        self.code = code
        self.faults = faults
    }

    public init(_ code: Code, _ key: String, field: String? = nil, _ arguments: [String: String] = [:]) {
        self.init(code, [Fault(key, field: field, arguments)])
    }

    public static func invalid(_ key: String, field: String? = nil, _ arguments: [String: String] = [:])
        -> Self
    {
        Self(.invalid, key, field: field, arguments)
    }

    public static func conflict(_ key: String, _ arguments: [String: String] = [:]) -> Self {
        Self(.conflict, key, field: nil, arguments)
    }

    public static func forbidden(_ key: String) -> Self { Self(.forbidden, key) }

    /// Said alike of what does not exist and of what the asker may not see.
    public static let notFound = Self(.notFound, "error.notFound")
}

/// One fault: a key of the word catalogue, the form field it belongs to, and what the words need to say it.
/// Arguments never carry personal data that the reader did not type.
public struct Fault: Hashable, Sendable {
    public let key: String
    public let field: String?
    public let arguments: [String: String]

    public init(_ key: String, field: String? = nil, _ arguments: [String: String] = [:]) {
        self.key = key
        self.field = field
        self.arguments = arguments
    }

    public func at(_ field: String) -> Self { Self(key, field: field, arguments) }
}
