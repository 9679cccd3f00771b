import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import NIOCore

/// The stylesheet, the script and the mark, compiled into the program.
enum Assets {
    // method · path · access
    static let endpoints: [Endpoint] = [.get(Route.asset(":name").path, .anyone, serve)]

    private static let files: [String: (type: String, bytes: [UInt8])] = [
        "hemtrygg.css": ("text/css; charset=utf-8", PackageResources.hemtrygg_css),
        "hemtrygg.js": ("text/javascript; charset=utf-8", PackageResources.hemtrygg_js),
        "personal-files.xsd": ("application/xml", PackageResources.personal_files_xsd),
        "hemtrygg.svg": ("image/svg+xml", BrandMark.icon.bytes),
    ]

    /// Part of every asset's address, so that a new version is fetched and an old one kept for good.
    static let version = String(
        RandomToken.digest(files.keys.sorted().flatMap { files[$0]?.bytes ?? [] }).prefix(12))

    static func address(of name: String) -> String { "\(Route.asset(name).path)?v=\(version)" }

    private static func serve(_ call: Call) async throws -> Response {
        guard let file = files[try call.part("name")] else { throw AppError.notFound }
        return Response(
            status: .ok,
            headers: [.contentType: file.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
