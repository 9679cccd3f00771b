import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct NoticePostingTests {
    private static let yes = Dictionary(uniqueKeysWithValues: PlacementCheck.allCases.map { ($0, true) })

    @Test(
        "R5.16 R5.24 the signs that hang are known by language; Swedish whatever the order says",
        arguments: Engine.allCases)
    func languages(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase {
            $0["signs.fa"] = "yes"
            $0["signs.so"] = "yes"
        }
        #expect(try await here.page(number).camera?.orderedLanguages == [.swedish, .persian, .somali])
        let plain = try await here.cameraCase(for: .osten)
        #expect(try await here.page(plain).camera?.orderedLanguages == [.swedish])
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        let fewer = await refusal { try await here.postNotices(number, in: [.swedish, .persian]) }
        #expect(fewer?.told == ["omission: notice.omission.missing"], "Somali was ordered too")
        #expect(try await here.store.count("camera_notices") == 0)
        try await here.postNotices(number, in: [.swedish, .persian, .somali])
        let rows = try await here.store.rows(
            """
            SELECT n.language, d.serial FROM camera_notices n JOIN devices d ON d.id = n.device_id
            WHERE n.valid_to IS NULL ORDER BY n.id
            """, columns: 2)
        #expect(rows == [["sv", "KAMERA-1"], ["fa", "KAMERA-1"], ["so", "KAMERA-1"]])
    }

    @Test(
        "R5.16 a sign that was ordered and does not hang has its reason in the case",
        arguments: Engine.allCases)
    func omitted(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase { $0["signs.so"] = "yes" }
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        let posting = try NoticePosting(
            languages: [.swedish], holds: Self.yes, reasons: [:], omission: "Besökarna läser svenska.")
        try await here.store.write(as: here.technician) {
            try $0.postNotices("notices", in: number, posting: posting)
        }
        let told = try await here.page(number).timeline.first { $0.kind == .noticesPosted }
        #expect(told?.details["note"] == "Besökarna läser svenska.")
    }

    @Test("R5.16 signs without Swedish are refused")
    func swedish() async {
        let told = await refusal {
            try NoticePosting(languages: [.persian], holds: Self.yes, reasons: [:])
        }
        #expect(told?.told == ["languages: notice.swedish"])
    }

    @Test(
        "R5.25 R5.26 each thing about the sign's place is answered for, and what does not hold has its reason"
    )
    func placement() async throws {
        let nothing = await refusal { try NoticePosting(languages: [.swedish], holds: [:], reasons: [:]) }
        #expect(
            nothing?.told == [
                "byFloorPlan: form.choose", "byMonitoredArea: form.choose",
                "hiddenFromFrontDoor: form.choose",
                "visibleToVisitors: form.choose", "withoutReflections: form.choose",
            ])
        var holds = Self.yes
        holds[.hiddenFromFrontDoor] = false
        let seen = holds
        let bare = await refusal {
            try NoticePosting(languages: [.swedish], holds: seen, reasons: [.byFloorPlan: "Passar."])
        }
        #expect(bare?.told == ["hiddenFromFrontDoor.reason: form.required"])
        let long = await refusal {
            try NoticePosting(
                languages: [.swedish], holds: seen,
                reasons: [.hiddenFromFrontDoor: String(repeating: "ö", count: 201)])
        }
        #expect(long?.told == ["hiddenFromFrontDoor.reason: form.tooLong"])
        let posting = try NoticePosting(
            languages: [.swedish], holds: seen,
            reasons: [.hiddenFromFrontDoor: "Bostaden är ett enda rum.", .byFloorPlan: "Passar."])
        #expect(posting.exceptions == [.hiddenFromFrontDoor: "Bostaden är ett enda rum."])
    }

    @Test("R5.25 why the place is not as it should be is kept with the signs", arguments: Engine.allCases)
    func exceptions(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        try await here.book(number, try here.visit())
        try await here.installCamera(number)
        var holds = Self.yes
        holds[.hiddenFromFrontDoor] = false
        let posting = try NoticePosting(
            languages: [.swedish], holds: holds,
            reasons: [.hiddenFromFrontDoor: "Bostaden är ett enda rum."])
        try await here.store.write(as: here.technician) {
            try $0.postNotices("notices", in: number, posting: posting)
        }
        let page = try await here.page(number)
        #expect(
            page.camera?.notices.map(\.exceptions) == [[.hiddenFromFrontDoor: "Bostaden är ett enda rum."]])
        #expect(page.ended["notices"]?.evidence["languages"] == "sv")
        #expect(page.ended["notices"]?.evidence["note"] == "Bostaden är ett enda rum.")
    }
}
