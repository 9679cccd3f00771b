import Crypto

extension [UInt8] {
    var hexadecimal: String { map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

    /// SHA-256, in hexadecimal.
    var digest: String { Array(SHA256.hash(data: self)).hexadecimal }
}
