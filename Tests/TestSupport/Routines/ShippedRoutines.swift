import Domain
import Foundation

/// The routines that are shipped, read from where they stand in the repository.
public enum ShippedRoutines {
    private static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Routines")
    }

    /// Every one of them, by name.
    public static func all() throws -> [RoutineFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
            .sorted().map(file)
    }

    public static func file(_ name: String) throws -> RoutineFile {
        let url = folder.appending(path: name)
        return RoutineFile(name: name, text: try String(contentsOf: url, encoding: .utf8))
    }

    /// R2.
    public static let alarmOrder = Result { try file("alarm-order.yaml").edition() }
}
