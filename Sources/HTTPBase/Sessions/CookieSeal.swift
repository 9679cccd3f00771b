import Crypto
import Foundation

/// Seals what is kept for one browser under a key that only the browser's cookie tells: whoever reads the database, where
/// there is only a digest of the cookie, cannot open it.
public enum CookieSeal {
    /// - Returns: empty where there is nothing to seal.
    public static func seal(_ bytes: [UInt8], under cookie: String) -> String {
        guard !bytes.isEmpty, let box = try? AES.GCM.seal(bytes, using: key(cookie)).combined else {
            return ""
        }
        return box.base64EncodedString()
    }

    /// `nil` where it was sealed for another browser, or altered.
    public static func open(_ sealed: String, under cookie: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: sealed), let box = try? AES.GCM.SealedBox(combined: data),
            let bytes = try? AES.GCM.open(box, using: key(cookie))
        else { return nil }
        return Array(bytes)
    }

    private static func key(_ cookie: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(cookie.utf8)), info: Data("kept for one browser".utf8),
            outputByteCount: 32)
    }
}
