import HTTPTypes
import Testing

@testable import Web

@Suite("The stylesheet, the script and the mark")
struct AssetTests {
    @Test(
        "are served with their types",
        arguments: [
            ("hemtrygg.css", "text/css; charset=utf-8"), ("hemtrygg.js", "text/javascript; charset=utf-8"),
            ("hemtrygg.svg", "image/svg+xml"),
        ])
    func served(name: String, type: String) async throws {
        try await Site.open(stock: 0) { site in
            let answer = try await site.visitor().get("/assets/\(name)?v=\(Assets.version)")
            #expect(answer.code == 200)
            #expect(answer.headers[.contentType] == type)
            #expect(answer.bytes.count > 100)
        }
    }

    @Test("are those that a page asks for, at an address that changes with them")
    func asked() async throws {
        try await Site.open(stock: 0) { site in
            let browser = site.visitor()
            let page = try await browser.get("/sign-in")
            let assets = page.addresses.filter { $0.hasPrefix("/assets/") }
            #expect(Set(assets.map { $0.prefix { $0 != "?" } }).count == 3)
            for asset in assets {
                #expect(asset.hasSuffix("?v=\(Assets.version)"))
                #expect(try await browser.get(asset).code == 200)
            }
            #expect(Assets.version.count == 12)
        }
    }

    @Test(
        "nothing else can be fetched beside them",
        arguments: [
            "/assets/", "/assets/secret.txt", "/assets/..%2F..%2FPackage.swift", "/assets/../Package.swift",
            "/assets/HEMTRYGG.CSS", "/assets/%00", "/assets/hemtrygg.css%00", "/assets/%ff",
        ])
    func others(address: String) async throws {
        try await Site.open(stock: 0) { site in
            let answer = try await site.visitor().get(address)
            #expect(answer.code == 404)
        }
    }
}
