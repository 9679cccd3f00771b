import Domain
import TestSupport
import Testing

@testable import Storage

/// The camera's serial number: checked where it is given, told to the one who is to have it.
@Suite struct CameraSerialTests {
    @Test(
        "C2 R5.10 the order's serial number is one that the inventory knows, or left out",
        arguments: Engine.allCases)
    func known(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        for (typed, kept) in [("", ""), (" kamera-1 ", "KAMERA-1")] {
            let number = try await here.cameraCase { $0["serial"] = typed }
            #expect(try await here.page(number).answers["serial"] == kept)
        }
    }

    @Test(
        "C2 bad input: a number of no device, of an alarm, or of nothing at all is told at the field, and no more than that",
        arguments: Engine.allCases,
        [
            ("KAMERA-9", "device.serial.unknown", ["serial": "KAMERA-9"]),
            ("larm-1", "device.wrongKind", ["kind": "alarmBase", "wanted": "safetyCamera"]),
            ("å", "device.serial.characters", [:]),
        ])
    func wrong(engine: Engine, input: (typed: String, key: String, arguments: [String: String])) async throws
    {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(for: .osten, withLock: false)
        let told = await refusal { try await here.cameraCase { $0["serial"] = input.typed } }
        #expect(told?.faults == [Fault(input.key, field: "serial", input.arguments)])
        #expect(try await here.store.count("cases") == 1)
    }

    @Test(
        "R5.23 bad input: an alarm is not installed as a camera, and the refusal says what it is",
        arguments: Engine.allCases)
    func notACamera(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraCase()
        try await here.book(number, try here.visit())
        let told = await refusal { try await here.installCamera(number, serial: "LARM-1") }
        let wrong = Fault(
            "device.wrongKind", field: "safetyCamera.serial",
            ["kind": "alarmBase", "wanted": "safetyCamera"])
        #expect(told?.faults == [wrong])
        try await here.installCamera(number)
        let page = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.safetyCamera, 1))
        }
        #expect(page.installations.map(\.recipientName) == [SamplePerson.greta.name])
        #expect(page.tests.map(\.passed) == [true])
    }

    @Test(
        "R1.22 R5.18 R5.27 C2 C8 the feedback goes by phone and in the case, with the serial number; who was told is kept",
        arguments: Engine.allCases)
    func told(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.supervisedCase()
        let silent = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.giveFeedback("feedback", in: number, text: "Klart.", phonedTo: "")
            }
        }
        #expect(silent?.told == ["phonedTo: feedback.phone.missing"])
        #expect(try await here.store.count("told_serials") == 0)
        try await here.store.write(as: here.coordinator) {
            try $0.giveFeedback(
                "feedback", in: number, text: "Kameran är på plats, tillsynen har börjat.",
                phonedTo: "Anna Ek")
        }
        let message = try #require(try await here.page(number, as: here.orderer).messages.first)
        #expect(message.isFeedback)
        #expect(message.devices.map(\.serial.text) == ["KAMERA-1"])
        let rows = try await here.store.rows(
            """
            SELECT u.name, t.phoned_to, w.login FROM told_serials t JOIN provider_units u ON u.id = t.unit_id
            JOIN users w ON w.id = t.told_by
            """, columns: 3)
        #expect(rows == [["Hemtjänst Ekholmen", "Anna Ek", "coordinator"]])
        let device = try await here.store.show(as: here.coordinator) {
            try $0.devicePage(.sample(.safetyCamera, 1))
        }
        for timeline in [device.timeline, try await here.page(number).timeline] {
            let told = try #require(timeline.first { $0.kind == .serialTold })
            #expect(told.details["unit"] == "Hemtjänst Ekholmen")
            #expect(told.details["serial"] == "KAMERA-1")
            #expect(told.who == "Cecilia Samordnare")
        }
        try await here.attest("keepSerial", in: number, by: here.orderer)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("I16 no table keeps anything but texts and numbers about a camera: no picture can be kept")
    func noImages() async throws {
        let here = try await Municipality.open(.sqlite)
        let blobs = try await here.store.rows(
            """
            SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND c.type = 'BLOB' ORDER BY 1
            """)
        // The files of extracts are documents, which their table's own rule says.
        let others = blobs.map { $0[0] }.filter { !$0.hasSuffix("sort_key") }
        #expect(others == ["extract_pieces.bytes"])
        await #expect(throws: (any Error).self) {
            try await here.store.writing {
                try $0.send(
                    "INSERT INTO extract_files (extract_id, format, size, digest) VALUES ('x', 'jpg', 1, '')")
            }
        }
        #expect(!blobs.isEmpty)
    }
}
