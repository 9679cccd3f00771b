import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("The word catalogue in both languages")
struct CatalogueTests {
    private static let swedish = Words.of(.swedish)
    private static let english = Words.of(.english)

    @Test("has the same keys")
    func keys() {
        #expect(Self.swedish.keys.count > 400)
        #expect(Self.swedish.keys.subtracting(Self.english.keys) == [])
        #expect(Self.english.keys.subtracting(Self.swedish.keys) == [])
    }

    @Test("fills the same places for each key, and every brace is a place")
    func places() {
        for key in Self.swedish.keys {
            #expect(Self.places(Self.swedish(key)) == Self.places(Self.english(key)), "\(key)")
            for words in [Self.swedish, Self.english] {
                let rest = words(key).replacing(#/\{[a-zA-Z]+\}/#, with: "")
                #expect(!rest.contains("{") && !rest.contains("}"), "\(key)")
            }
        }
    }

    private static func places(_ text: String) -> Set<String> { Set(text.matches("\\{([a-zA-Z]+)\\}")) }

    @Test("holds finished texts: none is empty, begins or ends with a blank, or repeats its key")
    func finished() {
        for key in Self.swedish.keys {
            for words in [Self.swedish, Self.english] {
                let text = words(key)
                #expect(!text.isEmpty && text != key && !text.hasPrefix("["), "\(key)")
                #expect(text == text.trimmingCharacters(in: .whitespaces), "\(key)")
                #expect(!text.contains("  ") && !text.contains("TODO"), "\(key)")
            }
        }
    }

    @Test("has a word for every case of every kind that is shown", arguments: Language.allCases)
    func kinds(language: Language) {
        let words = Words.of(language)
        for key in Self.kindKeys { #expect(words.ifAny(key) != nil, "\(key)") }
    }

    private static let kindKeys: [String] =
        Event.Kind.allCases.map { "event.\($0.rawValue)" } + Role.allCases.map { "role.\($0.rawValue)" }
        + DeviceKind.allCases.flatMap { ["device.kind.\($0.rawValue)", "install.test.\($0.rawValue)"] }
        + Device.Status.allCases.map { "device.status.\($0.rawValue)" }
        + Visit.Status.allCases.map { "visit.status.\($0.rawValue)" }
        + Visit.Outcome.allCases.map { "visit.outcome.\($0.rawValue)" }
        + CallOutcome.allCases.map { "call.outcome.\($0.rawValue)" }
        + QueueView.allCases.flatMap { ["queue.view.\($0.rawValue)", "queue.empty.\($0.rawValue)"] }
        + ["submitted", "handled", "closed", "cancelled"].map { "case.state.\($0)" }
        + ContactRole.allCases.map { "contact.role.\($0.rawValue)" }
        + KeyReceipt.ItemKind.allCases.map { "keys.kind.\($0.rawValue)" }
        + KeyReceipt.Movement.allCases.map { "receipt.title.\($0.rawValue)" }
        + KeyHolding.Reason.allCases.map { "holdings.reason.\($0.rawValue)" }
        + KeyAct.allCases.flatMap { act in
            ["act", "lead", "button"].map { "holdings.\($0).\(act.rawValue)" }
        }
        + Language.allCases.map { "language.\($0.rawValue)" }
        + ConsentGiver.allCases.flatMap { ["consent.from.\($0.rawValue)", "consent.of.\($0.rawValue)"] }
        + ConsentManner.allCases.map { "consent.manner.\($0.rawValue)" }
        + ConsentManner.allCases.flatMap {
            ["consentPolicy.choice.\($0.rawValue)", "consentPolicy.manner.\($0.rawValue)"]
        }
        + SignLanguage.allCases.map { "sign.\($0.rawValue)" }
        + PlacementCheck.allCases.flatMap { ["notice.check.\($0.rawValue)", "notice.not.\($0.rawValue)"] }
        + SupervisionHindrance.allCases.map(\.wordKey)
        + SupervisionEnd.allCases.map { "supervision.end.\($0.rawValue)" }
        + FactKind.allCases.map { "fact.kind.\($0.rawValue)" }
        + ArchivedKind.allCases.map { "archive.kind.\($0.rawValue)" }
        + ArchivedKind.allCases.filter { !$0.extractedNames.isEmpty }.map {
            "registerExtract.kind.\($0.rawValue)"
        }
        + PersonIdentifier.Kind.allCases.map { "registerExtract.numberKind.\($0.rawValue)" }
        + PersonRole.allCases.map { "registerExtract.role.\($0.rawValue)" }
        + VisitPurpose.allCases.map { "registerExtract.purpose.\($0.rawValue)" }
        + KeyReceipt.Movement.allCases.map { "registerExtract.movement.\($0.rawValue)" }
        + ["0", "1"].map { "registerExtract.passed.\($0)" }
        + Duty.State.allCases.map { "duty.\($0.rawValue)" }
        + FileHold.allCases.map { "fileHold.\($0.rawValue)" }
        + ["withdrawn", "expired", "renewed"].map { "consent.end.\($0)" }
        + ["registerExtract.consentAbout.cameraSupervision", "name.leftOut"]
        + Refusal.Code.allCases.map { "refusals.code.\($0.rawValue)" }
        + TransferOutcome.allCases.map { "archive.outcome.\($0.rawValue)" }
        + DeviceAct.allCases.flatMap { act in
            ["", "lead.", "button."].map { "device.act.\($0)\(act.rawValue)" }
                + (act.needsReason ? ["device.act.reason.\(act.rawValue)"] : [])
        }
        + Wiping.allCases.map { "device.wiping.\($0.rawValue)" }
        + StoragePlace.Kind.allCases.map { "place.kind.\($0.rawValue)" }
        + StocktakeDifference.Kind.allCases.flatMap {
            ["difference.kind.\($0.rawValue)", "difference.told.\($0.rawValue)"]
        }
        + StocktakeDifference.Decision.allCases.flatMap {
            ["difference.decision.\($0.rawValue)", "difference.settled.\($0.rawValue)"]
        }
        + ListSource.allCases.flatMap {
            ["reconcile.source.\($0.rawValue)", "reconcile.source.hint.\($0.rawValue)"]
        }
        + ListSource.allCases.flatMap(\.required).map { "reconcile.column.missing.\($0.rawValue)" }
        + ListField.allCases.map { "reconcile.column.\($0.rawValue)" }
        + ListDifference.Kind.allCases.flatMap {
            ["reconcile.kind.\($0.rawValue)", "reconcile.about.\($0.rawValue)"]
        }
        + ListDifference.Decision.allCases.flatMap {
            ["reconcile.decision.\($0.rawValue)", "reconcile.decide.\($0.rawValue)"]
        }
        + GrantAge.allCases.map { "reconcile.age.\($0.rawValue)" }
        + LifeEvent.Kind.allCases.flatMap { kind in
            ["life.kind", "life.said", "life.reason"].map { "\($0).\(kind.rawValue)" }
                + ["life.kind.\(kind.rawValue).hint"]
        }
        + Foresight.Remedy.allCases.filter { $0 != .shown }.map { "life.foresee.remedy.\($0.rawValue)" }
        + LifeEvent.Kind.allCases.filter(\.concernsDevice).map { "device.failed.\($0.rawValue)" }
        + DeviceKind.allCases.filter { !$0.belongsToUnit }.map { "life.foresee.failed.\($0.rawValue)" }
        + DisputedUnit.allCases.map { "settle.unit.\($0.rawValue)" }
        + Side.allCases.map { "settle.unit.\($0.rawValue)" }
        + PersonDetail.allCases.flatMap { detail in
            ["detail", "detail.inText", "detail.change", "detail.title"].map { "\($0).\(detail.rawValue)" }
        }
        + Protection.allCases.map { "protection.\($0.rawValue)" }
        + AccessGround.allCases.map { "protected.ground.\($0.rawValue)" }
        + GlassReview.allCases.map { "protected.review.\($0.rawValue)" }
        + Party.Role.allCases.map { "protected.waitsOn.\($0.rawValue)" }
        + Disclosure.Action.allCases.map { "readings.action.\($0.rawValue)" }
        + SignInMeans.allCases.map { "account.means.\($0.rawValue)" }
        + ReadingSign.allCases.map { "readings.sign.\($0.rawValue)" }
        + SampleOutcome.allCases.map { "readings.outcome.\($0.rawValue)" }
        + DuplicateSign.allCases.map { "duplicates.sign.\($0.rawValue)" }
        + MergeQuestion.allCases.flatMap { ["merge.\($0.rawValue)", "merge.choose.\($0.rawValue)"] }
        + MergeSource.allCases.flatMap { source in
            ["one", "many"].map { "merge.source.\(source.rawValue).\($0)" }
        }
        + AppError.Code.allCases.map { "error.heading.\($0.rawValue)" }
        + (1...7).map { "weekday.short.\($0)" } + (1...12).map { "month.short.\($0)" }
        + ["street", "apartment", "postalCode", "city"].map { "address.\($0)" }

    @Test("fills the places of what happened with what the event says", arguments: Language.allCases)
    func events(language: Language) async throws {
        try await Site.open { site in
            let story = try await Story.open(site, language: language)
            try await story.tell()
            let told = story.answers.map(\.text).joined()
            let entries = told.matches("<li[^>]*class=\"[^\"]*entry[^\"]*\".*?</li>")
            for text in entries { #expect(text.matches("\\{[a-zA-Z]+\\}").isEmpty, "\(text)") }
            #expect(told.matches("\\{[a-zA-Z]+\\}").isEmpty)
        }
    }

    @Test("no page of the whole story shows a key for want of a word", arguments: Language.allCases)
    func nothingMissing(language: Language) async throws {
        try await Site.open { site in
            let story = try await Story.open(site, language: language)
            try await story.tell()
            for answer in story.answers {
                #expect(
                    answer.text.matches("\\[[a-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9_-]+)+\\]") == [],
                    "\(answer.asked)")
            }
        }
    }

    @Test("has a text for every fault that the code throws and every word that it looks up")
    func used() throws {
        let known = Self.swedish.keys
        let used = try SourceKeys.used()
        #expect(used.count > 300)
        for (key, place) in used {
            if key.hasSuffix("*") {
                #expect(known.contains { $0.hasPrefix(key.dropLast()) }, "\(key) in \(place)")
            } else {
                #expect(known.contains(key), "\(key) in \(place)")
            }
        }
    }

    @Test("tells every redirect's outcome")
    func said() throws {
        let codes = try SourceKeys.texts().flatMap { _, text in text.matches("saying: \"([a-zA-Z]+)\"") }
        #expect(codes.count > 10)
        for code in codes { #expect(Self.swedish.keys.contains("said.\(code)"), "\(code)") }
    }
}

/// The keys that stand in the sources.
enum SourceKeys {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    /// Every Swift file of the sources, by its path there.
    static func texts() throws -> [(String, String)] {
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return try (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { ($0.path.replacing(root.path, with: ""), try String(contentsOf: $0, encoding: .utf8)) }
    }

    private static let patterns = [
        "(?:\\.invalid|\\.conflict|\\.forbidden|\\bFault)\\(\\s*\"([^\"]+)\"",
        "AppError\\(\\s*\\.[a-zA-Z]+,\\s*\"([^\"]+)\"", "\\bfault\\(\\s*\"([^\"]+)\"",
        "(?:or|missing): \"([a-z]+\\.[a-zA-Z.]+)\"", "\\bwords\\(\\s*\"([^\"]+)\"",
        "words\\.field\\(\\s*\"[^\"]*\",\\s*\"([^\"]+)\"", "words\\.ifAny\\(\\s*\"([^\"]+)\"",
    ]

    /// Key to the file that it stands in; of a key with something filled in, what stands before that and `*`.
    static func used() throws -> [String: String] {
        var used: [String: String] = [:]
        for (file, text) in try texts() where !file.contains("/Words/") {
            for key in patterns.flatMap({ text.matches($0) }) {
                let whole = key.firstRange(of: "\\(").map { key[..<$0.lowerBound] + "*" } ?? key[...]
                if whole != "*" { used[String(whole)] = file }
            }
            for key in text.matches("words\\(\\s*\"([^\"\\\\]+)\",\\s*count:") {
                used[key] = nil
                used[key + ".one"] = file
                used[key + ".many"] = file
            }
        }
        return used
    }
}
