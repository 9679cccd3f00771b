import Foundation
import TestSupport
import Testing

/// Everything that reads what came from outside is given what it should not be given. It must read it or refuse it with
/// an error of ours, in bounded time. `bin/fuzz` does so for long, and repeats what is named here by its seed.
@Suite("What comes from outside, spoilt")
struct FuzzTests {
    @Test("is read or refused, and never breaks or holds up the reading", arguments: Intake.all)
    func spoilt(_ intake: Intake) async throws {
        let fuzzing = Fuzzing()
        guard fuzzing.only == nil || fuzzing.only == intake.name else { return }
        let sound = try await intake.sound()
        // What is sound is read, or all that follows would be about nothing.
        if let first = sound.first { try intake.read(first) }
        if fuzzing.seeds == nil {
            for (index, bytes) in Monster.whole(most: fuzzing.isLong ? intake.most : min(intake.most, 5000))
                .enumerated()
            {
                fuzzing.try(intake, bytes, "monster \(index)")
            }
        }
        let begun = ContinuousClock.now
        var count = 0
        for seed in fuzzing.seeds ?? fuzzing.first..<(.max) {
            var mutator = Mutator(sound, most: intake.most, seed: seed)
            fuzzing.try(intake, mutator.next(), "seed \(seed)")
            count += 1
            if fuzzing.seeds == nil, ContinuousClock.now - begun > fuzzing.time { break }
            if !fuzzing.isLong, count >= fuzzing.mostCases { break }
        }
        fuzzing.finish(intake, count)
    }
}

/// How long, and with what; the environment's variables are what `bin/fuzz` sets.
private struct Fuzzing {
    /// One seed alone, to repeat it.
    let seeds: Range<UInt64>?
    let first: UInt64
    let only: String?
    let time: Duration
    let isLong: Bool
    /// A folder for what is under way, so that a crash can be told apart.
    private let trace: String?

    /// In an ordinary run, of each.
    let mostCases = 100
    /// A debug build on a busy machine reads the largest of them in a tenth of this.
    private static let patience = Duration.seconds(30)

    init() {
        let environment = ProcessInfo.processInfo.environment
        seeds = environment["HEMTRYGG_FUZZ_SEED"].flatMap(UInt64.init).map { $0..<($0 + 1) }
        first = environment["HEMTRYGG_FUZZ_FROM"].flatMap(UInt64.init) ?? 1
        only = environment["HEMTRYGG_FUZZ_ONLY"]
        let seconds = environment["HEMTRYGG_FUZZ_SECONDS"].flatMap(Int.init)
        isLong = seconds != nil
        time = .milliseconds(seconds.map { $0 * 1000 } ?? 500)
        trace = environment["HEMTRYGG_FUZZ_TRACE"]
    }

    func `try`(_ intake: Intake, _ bytes: [UInt8], _ name: String) {
        note(intake, name)
        let begun = ContinuousClock.now
        do { try intake.read(bytes) } catch  where Intake.isOurs(error) {} catch {
            Issue.record("\(intake.name), \(name): \(error)")
        }
        let took = ContinuousClock.now - begun
        if took > Self.patience {
            Issue.record("\(intake.name), \(name): took \(took) for \(bytes.count) bytes")
        }
    }

    func finish(_ intake: Intake, _ count: Int) { note(intake, "done: \(count)") }

    private func note(_ intake: Intake, _ name: String) {
        guard let trace else { return }
        try? Data(name.utf8).write(to: URL(filePath: "\(trace)/\(intake.name)"))
    }
}
