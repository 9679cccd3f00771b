import Foundation

@testable import Domain

/// The routines that are shipped, read from where they stand in the repository.
enum ShippedRoutine {
    private static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Routines")
    }

    /// Every one of them.
    static func all() throws -> [RoutineFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
            .sorted().map(file)
    }

    static func file(_ name: String) throws -> RoutineFile {
        let url = folder.appending(path: name)
        return RoutineFile(name: name, text: try String(contentsOf: url, encoding: .utf8))
    }

    static func alarmOrder() throws -> RoutineEdition { try file("alarm-order.yaml").edition() }
}
