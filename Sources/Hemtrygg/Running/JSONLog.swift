import Domain
import Foundation
import Logging

/// A log line as one JSON object on standard error: time, level, message, metadata. Callers keep personal data out.
struct JSONLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    let clock: Clock

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
        fields["time"] = clock.now().iso8601
        fields["level"] = event.level.rawValue
        fields["message"] = "\(event.message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var line = try? encoder.encode(fields) else { return }
        line.append(UInt8(ascii: "\n"))
        FileHandle.standardError.write(line)
    }
}
