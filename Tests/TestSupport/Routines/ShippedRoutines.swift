import Domain
import Foundation

/// The routines that are shipped, read from where they stand in the repository.
public enum ShippedRoutines {
    public static func file(_ name: String) throws -> RoutineFile {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let url = root.appending(path: "Routines").appending(path: name)
        return RoutineFile(name: name, text: try String(contentsOf: url, encoding: .utf8))
    }

    /// R2.
    public static let alarmOrder = Result { try file("alarm-order.yaml").edition() }
}
