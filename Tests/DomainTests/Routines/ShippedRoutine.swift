import Foundation

@testable import Domain

/// The routines that are shipped, read from where they stand in the repository.
enum ShippedRoutine {
    static func file(_ name: String) throws -> RoutineFile {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let url = root.appending(path: "Routines").appending(path: name)
        return RoutineFile(name: name, text: try String(contentsOf: url, encoding: .utf8))
    }

    static func alarmOrder() throws -> RoutineEdition { try file("alarm-order.yaml").edition() }
}
