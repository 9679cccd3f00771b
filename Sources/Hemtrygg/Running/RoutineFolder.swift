import Domain
import Foundation
import Storage

/// The folder of shipped routine editions.
enum RoutineFolder {
    static func files(in folder: String) throws -> [RoutineFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Refusal("The folder of routines, \(folder), cannot be read.")
        }
        return try names.filter { $0.hasSuffix(".yaml") }.sorted().map { try file(folder + "/" + $0) }
    }

    static func file(_ path: String) throws -> RoutineFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal("The file \(path) cannot be read.")
        }
        return RoutineFile(
            name: (path as NSString).lastPathComponent, text: String(decoding: data, as: UTF8.self))
    }

    /// Publishes the editions that are new. A file with faults stops everything: all of them are told.
    static func publish(_ folder: String, into store: some Store) async throws {
        let files = try files(in: folder)
        let problems = files.flatMap { $0.problems() }
        guard problems.isEmpty else {
            throw Refusal(
                (problems.map(\.description) + [
                    "\(problems.count) faults in the routines; nothing was started."
                ])
                .joined(separator: "\n"))
        }
        try await explained {
            try await store.write(as: .system) { tx in for file in files { try tx.publish(file) } }
        }
    }
}
