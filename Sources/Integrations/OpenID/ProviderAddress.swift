import Foundation

/// Which addresses of a provider are asked: those by TLS, and in clear those on this machine, for tests and for a proxy.
public enum ProviderAddress {
    public static func isSafe(_ address: String) -> Bool {
        guard isPlain(address), let parts = URLComponents(string: address), let host = parts.host,
            !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { return false }
        return switch parts.scheme {
        case "https": true
        case "http": ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        default: false
        }
    }

    /// Without what could part a header or end an attribute.
    private static func isPlain(_ address: String) -> Bool {
        address.utf8.count <= 2000
            && address.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    /// The address with more in its query, each value written so that it is one.
    static func adding(_ values: [(String, String)], to address: String) -> String {
        address + (address.contains("?") ? "&" : "?") + form(values)
    }

    /// As a form's body and a query are written.
    static func form(_ values: [(String, String)]) -> String {
        values.map { "\(escaped($0))=\(escaped($1))" }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
