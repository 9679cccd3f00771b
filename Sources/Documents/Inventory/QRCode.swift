import CQRencode
import Domain

/// A QR code (ISO/IEC 18004) as the modules that it is made of; `true` is dark. The quiet zone is not among them.
public struct QRCode: Hashable, Sendable {
    public let modules: [[Bool]]
    public var width: Int { modules.count }

    /// How many light modules a reader needs on every side.
    public static let quietZone = 4

    /// Error correction M: it is read with 15 % of it worn away.
    /// - Throws: `document.failed` for a text that is empty, or longer than a code can hold.
    public init(_ text: String) throws(AppError) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else {
            throw AppError(.unavailable, "document.failed")
        }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        // The lowest bit of each byte says whether its module is dark.
        modules = (0..<width).map { row in
            (0..<width).map { column in code.pointee.data[row * width + column] & 1 == 1 }
        }
    }
}
