import Foundation
import Testing

@testable import Documents

/// A transfer to the archive, as another reader finds it and another judge of schemas judges it.
@Suite struct TransferDocumentTests {
    private static let sample = TransferDocument(
        municipality: "Hemtrygg kommun", number: 3, madeAt: "2032-11-24T07:00:00Z",
        routines: [
            .init(slug: "alarm-order", edition: "1", source: "title: Larm\nforms:\n  - key: <order> & mer\n")
        ],
        files: [
            .init(
                id: "a1",
                records: [
                    .init(
                        kind: "person", title: "Personen", isPast: false,
                        values: [("name", "Östen \"Å\" <Ängström> & son"), ("phone", "013-20 60 00")]),
                    .init(
                        kind: "detail", title: "Personuppgift", isPast: true,
                        values: [("value", "rad ett\nrad två\t]]> \u{1}\u{8}\u{FFFE}slut 🔑")]),
                    .init(kind: "event", title: "Händelse", isPast: false, values: []),
                ]),
            .init(id: "a2", records: [.init(kind: "event", title: "Händelse", isPast: false, values: [])]),
        ])

    private struct Read: Decodable {
        let faults: [String]
        let root: [String: String]
        let routines: [String]
        let files: [String]
        let records: [[String]]
        let values: [[String]]
    }

    private func read(_ document: TransferDocument) throws -> Read {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".xml")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(document.xml()).write(to: path)
        var schema = URL(filePath: #filePath)
        for _ in 0..<4 { schema.deleteLastPathComponent() }
        return try Python.read(
            """
            import json, sys
            import xml.etree.ElementTree as tree
            import xmlschema
            faults = [e.reason for e in xmlschema.XMLSchema(sys.argv[2]).iter_errors(sys.argv[1])]
            root = tree.parse(sys.argv[1]).getroot()
            space = "{urn:hemtrygg:personal-files:1}"
            print(json.dumps(dict(
                faults=faults, root=dict(root.attrib), routines=[e.text for e in root.iter(space + "routine")],
                files=[e.get("id") for e in root.iter(space + "file")],
                records=[[e.get("kind"), e.get("title"), e.get("past") or ""] for e in root.iter(space + "record")],
                values=[[e.get("name"), e.text] for e in root.iter(space + "value")])))
            """, path.path, schema.appending(path: "Sources/Web/Assets/personal-files.xsd").path)
    }

    @Test("follows its schema, and says what was said, without the characters that XML cannot hold")
    func read() throws {
        let read = try read(Self.sample)
        #expect(read.faults == [])
        #expect(
            read.root == [
                "municipality": "Hemtrygg kommun", "transfer": "3", "madeAt": "2032-11-24T07:00:00Z",
            ])
        #expect(read.routines == ["title: Larm\nforms:\n  - key: <order> & mer\n"])
        #expect(read.files == ["a1", "a2"])
        #expect(read.records.first == ["person", "Personen", ""] && read.records[1][2] == "true")
        #expect(
            read.values == [
                ["name", "Östen \"Å\" <Ängström> & son"], ["phone", "013-20 60 00"],
                ["value", "rad ett\nrad två\t]]> slut 🔑"],
            ])
    }

    @Test("is the same to the byte each time it is written")
    func stable() { #expect(Self.sample.xml() == Self.sample.xml()) }

    @Test("two files of the same person break the schema, as does one without records")
    func faults() throws {
        var twice = Self.sample
        twice.files[1].id = "a1"
        #expect(try read(twice).faults.isEmpty == false)
        var empty = Self.sample
        empty.files[1].records = []
        #expect(try read(empty).faults.isEmpty == false)
    }
}
