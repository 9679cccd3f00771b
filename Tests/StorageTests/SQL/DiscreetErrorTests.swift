import Domain
import TestSupport
import Testing

@testable import Storage

/// What a log may say of a fault of the database.
@Suite struct DiscreetErrorTests {
    @Test(
        "the fault of an engine tells what was wrong, and nothing of the values",
        arguments: Engine.allCases)
    func told(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        var said = ""
        do {
            try await here.store.write(as: .system) {
                try $0.execute("DELETE FROM nowhere WHERE value = \(SamplePerson.greta.number)")
            }
            Issue.record("it was taken")
        } catch { said = discreetly(error) }
        #expect(said.contains(engine == .sqlite ? "nowhere" : "42P01"), "\(said)")
        #expect(!said.contains(SamplePerson.greta.number), "\(said)")
    }
}
