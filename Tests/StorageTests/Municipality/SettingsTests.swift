import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct SettingsTests {
    @Test("everything has a default", arguments: Engine.allCases)
    func defaults(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let settings = try await here.store.read(as: .system) { try $0.settings() }
        #expect(settings == Settings())
        #expect(settings.preconditionOverride == .refused)
        #expect(settings.calendar.evesAreClosed)
    }

    @Test("what is set holds until it is set again", arguments: Engine.allCases)
    func kept(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        for (name, value) in [
            (SettingName.municipality, "Linköpings kommun"), (.preconditionOverride, "withReason"),
            (.evesAreClosed, "no"), (.closedDays, "2026-12-28,2026-12-29"),
        ] { try await here.store.write(as: .system) { try $0.set(name, to: value) } }
        let settings = try await here.store.read(as: .system) { try $0.settings() }
        #expect(settings.municipality == "Linköpings kommun")
        #expect(settings.preconditionOverride == .withReason)
        #expect(!settings.calendar.evesAreClosed)
        #expect(
            settings.calendar.closedDays == Set([Day("2026-12-28"), Day("2026-12-29")].compactMap { $0 }))
        try await here.store.write(as: .system) { try $0.set(.closedDays, to: "") }
        #expect(try await here.store.read(as: .system) { try $0.settings() }.calendar.closedDays.isEmpty)
        #expect(try await here.store.count("events", where: "kind = 'settingChanged'") == 5)
    }

    @Test(
        "a value that the setting cannot have is refused, and the old one stays", arguments: Engine.allCases,
        [
            (SettingName.municipality, ""), (.preconditionOverride, "sometimes"), (.evesAreClosed, "kanske"),
            (.closedDays, "2026-02-30"),
        ])
    func refused(engine: Engine, setting: (SettingName, String)) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        let error = await refusal {
            try await here.store.write(as: .system) { try $0.set(setting.0, to: setting.1) }
        }
        #expect(error == .invalid("setting.value"))
        #expect(try await here.store.read(as: .system) { try $0.settings() } == Settings())
    }

    @Test("the municipality's own closed days put deadlines off", arguments: Engine.allCases)
    func deadline(engine: Engine) async throws {
        let here = try await Municipality.open(engine, stock: 0)
        try await here.store.write(as: .system) { try $0.set(.closedDays, to: "2026-11-26") }
        let page = try await here.page(try await here.orderedCase())
        #expect(page.order.duty("book")?.dueOn == Day("2026-11-30"))
    }
}
