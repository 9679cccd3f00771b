/// Where devices lie that are with the team: a shelf in the store, or a vehicle. A dwelling and a unit are no such place;
/// what is there is installed.
public struct StoragePlace: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case store, vehicle }

    public let id: ID<StoragePlace>
    public let name: String
    public let kind: Kind

    public init(id: ID<StoragePlace>, name: String, kind: Kind) {
        self.id = id
        self.name = name
        self.kind = kind
    }

    /// Reads the form of a place.
    /// - Throws: `invalid` with every fault, at `name` and `kind`.
    public static func read(_ typed: Answers) throws(AppError) -> (name: String, kind: Kind) {
        var faults: [Fault] = []
        let (name, kind) = (Text.cleaned(typed["name"]), Kind(rawValue: typed["kind"]))
        if name.isEmpty { faults.append(Fault("place.name.missing", field: "name")) }
        if Text.isLonger(name, than: Text.shortLimit) {
            faults.append(Fault("form.tooLong", field: "name", ["limit": "\(Text.shortLimit)"]))
        }
        if kind == nil { faults.append(Fault("place.kind.missing", field: "kind")) }
        guard faults.isEmpty, let kind else { throw AppError(.invalid, faults) }
        return (name, kind)
    }
}
