import Foundation
import Storage

extension SecretKeys {
    /// A ring with these keys; the text of each is made of its id, so that the same id is the same key.
    public static func sample(_ ids: String...) throws -> SecretKeys {
        let lines = (ids.isEmpty ? ["prov"] : ids).map { id in
            let key = (id + String(repeating: "-", count: 32)).prefix(32)
            return "\(id) \(Data(key.utf8).base64EncodedString())"
        }
        return try SecretKeys(text: lines.joined(separator: "\n"))
    }
}
