/// A fault as it is met, by path; its line is looked up when all are known.
struct RoutineFault {
    let kind: Kind
    let path: String
    let arguments: [String: String]
    /// Only where the path does not tell it.
    let line: Int?
}

/// Gathers faults as they are met, so that one reading tells them all.
final class FaultList {
    /// Nobody reads on after this many.
    private static let most = 1000

    private(set) var all: [RoutineFault] = []

    func add(
        _ kind: RoutineFault.Kind, at path: String, _ arguments: [String: String] = [:], line: Int? = nil
    ) {
        guard all.count < Self.most else { return }
        all.append(RoutineFault(kind: kind, path: path, arguments: arguments, line: line))
    }

    func hasFault(under path: String) -> Bool { all.contains { $0.path.hasPrefix(path) } }

    /// Faults a name that is none of `known`, with the nearest of them where one is near.
    func addUnknown(_ thing: RoutineFault.Named, _ name: String, of known: [String], at path: String) {
        let kinds = thing.kinds
        if let suggestion = Naming.nearest(to: name, of: known) {
            add(kinds.near, at: path, ["name": name, "suggestion": suggestion])
        } else {
            add(kinds.unknown, at: path, ["name": name])
        }
    }
}

extension RoutineFault {
    /// What a name in the file may refer to.
    enum Named {
        case key, party, system, duty, field

        var kinds: (unknown: Kind, near: Kind) {
            switch self {
            case .key: (.unknownKey, .unknownKeyNear)
            case .party: (.unknownParty, .unknownPartyNear)
            case .system: (.unknownSystem, .unknownSystemNear)
            case .duty: (.unknownDuty, .unknownDutyNear)
            case .field: (.unknownField, .unknownFieldNear)
            }
        }
    }
}
