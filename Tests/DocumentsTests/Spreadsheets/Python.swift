import Foundation

/// Runs what is written in Python with the virtual environment of the tests, where openpyxl is.
enum Python {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What the script prints as JSON.
    static func read<Answer: Decodable>(_ script: String, _ arguments: String...) throws -> Answer {
        let process = Process()
        let (output, complaints) = (Pipe(), Pipe())
        process.executableURL = try interpreter()
        process.arguments = ["-c", script] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONIOENCODING": "utf-8"]) {
            $1
        }
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: String(decoding: complaint, as: UTF8.self))
        }
        return try JSONDecoder().decode(Answer.self, from: data)
    }

    private static func interpreter() throws -> URL {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let python = folder.appending(path: ".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(description: "\(python.path) is missing: run bin/setup --tests")
        }
        return python
    }
}
