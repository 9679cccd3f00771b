import Domain

/// What a column can hold, on either engine.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// A value that can be bound to a statement.
public protocol SQLBindable {
    var sql: SQLValue { get }
}

extension String: SQLBindable { public var sql: SQLValue { .text(self) } }
extension Int: SQLBindable { public var sql: SQLValue { .integer(Int64(self)) } }
extension Int64: SQLBindable { public var sql: SQLValue { .integer(self) } }
extension Bool: SQLBindable { public var sql: SQLValue { .integer(self ? 1 : 0) } }
extension [UInt8]: SQLBindable { public var sql: SQLValue { .blob(self) } }
extension Instant: SQLBindable { public var sql: SQLValue { .integer(milliseconds) } }
extension ExtractScope.Kind: SQLBindable {}
extension ExtractFormat: SQLBindable {}
extension ExtractChange.Kind: SQLBindable {}
extension Day: SQLBindable { public var sql: SQLValue { .text(description) } }
extension ID: SQLBindable { public var sql: SQLValue { .text(text) } }
extension CaseNumber: SQLBindable { public var sql: SQLValue { .text(text) } }
extension SerialNumber: SQLBindable { public var sql: SQLValue { .text(text) } }
extension Optional: SQLBindable where Wrapped: SQLBindable {
    public var sql: SQLValue { self?.sql ?? .null }
}
extension SQLBindable where Self: RawRepresentable, RawValue == String {
    public var sql: SQLValue { .text(rawValue) }
}
extension DeviceKind: SQLBindable {}
extension Device.Status: SQLBindable {}
extension Role: SQLBindable {}
extension SignInMeans: SQLBindable {}
extension Case.State: SQLBindable {}
extension Duty.State: SQLBindable {}
extension Visit.Status: SQLBindable {}
extension VisitPurpose: SQLBindable {}
extension KeyReceipt.Movement: SQLBindable {}
extension KeyHolder: SQLBindable {}
extension KeyReceipt.ItemKind: SQLBindable {}
extension Party.Role: SQLBindable {}
extension PersonIdentifier.Kind: SQLBindable {}
extension Event.Kind: SQLBindable {}
extension LifeEvent.Kind: SQLBindable {}
extension PersonRole: SQLBindable {}
extension StoragePlace.Kind: SQLBindable {}
extension Wiping: SQLBindable {}
extension StocktakeDifference.Kind: SQLBindable {}
extension StocktakeDifference.Decision: SQLBindable {}
extension PersonDetail: SQLBindable {}
extension ListSource: SQLBindable {}
extension AccessGround: SQLBindable {}
extension FileHold: SQLBindable {}
extension TransferOutcome: SQLBindable {}
extension ResearchExemption: SQLBindable {}
extension GlassReview: SQLBindable {}
extension ListDifference.Kind: SQLBindable {}
extension ListDifference.Decision: SQLBindable {}
