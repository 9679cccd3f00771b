/// An error whose own words tell nothing of what is stored, and may stand in a log.
public protocol DiscreetError: Error, CustomStringConvertible {}

/// What a log may say of an error: its words where they are discreet, else only what kind it is.
public func discreetly(_ error: any Error) -> String {
    (error as? any DiscreetError).map(\.description) ?? "\(type(of: error))"
}
