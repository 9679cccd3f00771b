import Testing

@testable import HTTPBase

@Suite("Cookies")
struct CookieTests {
    @Test("are for our own pages only, not for scripts, and follow no form from elsewhere")
    func attributes() {
        let plain = Cookies.field("session", "abc", secure: false).value
        #expect(plain.hasPrefix("session=abc;"))
        #expect(parts(plain).isSuperset(of: ["path=/", "httponly", "samesite=lax"]))
        #expect(!parts(plain).contains("secure"))
        #expect(!plain.lowercased().contains("domain="))
        #expect(!plain.lowercased().contains("max-age"))
    }

    @Test("travel over TLS only where the site has it")
    func secure() {
        let cookie = Cookies.field("session", "abc", secure: true).value
        #expect(parts(cookie).isSuperset(of: ["secure", "path=/"]))
        #expect(cookie.hasPrefix("__Host-session=abc;"))
        #expect(!cookie.lowercased().contains("domain="))
    }

    @Test("last as long as they are told, and none is taken back with no time at all")
    func age() {
        #expect(
            parts(Cookies.field("language", "en", secure: false, maxAge: 60).value).contains("max-age=60"))
        #expect(parts(Cookies.field("session", "", secure: false, maxAge: 0).value).contains("max-age=0"))
    }

    private func parts(_ cookie: String) -> Set<String> {
        Set(cookie.lowercased().split(separator: ";").map { $0.drop { $0 == " " } }.map(String.init))
    }
}
