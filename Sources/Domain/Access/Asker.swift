import Foundation

/// Who is counted for what comes from an address.
public enum Asker {
    /// Of IPv6 the first 64 bits, for whoever has one has them all (RFC 6177).
    public static func of(_ address: String) -> String {
        var bytes = in6_addr()
        guard address.contains(":"), inet_pton(AF_INET6, address, &bytes) == 1 else {
            // What seems one letter may be thousands of bytes.
            return String(decoding: address.utf8.prefix(64), as: UTF8.self)
        }
        return withUnsafeBytes(of: &bytes) { bytes in
            // An IPv4 address that is written so (RFC 4291, 2.5.5.2) is one of its own.
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
            return isMapped
                ? bytes.dropFirst(12).map { "\($0)" }.joined(separator: ".")
                : bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
        }
    }
}
