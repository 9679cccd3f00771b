import Testing

@testable import Domain

/// Another system's list is read whole, or everything that is wrong with it is told by its line.
@Suite struct ReceivedListTests {
    private static let today = Day("2026-11-26") ?? Day(epochDay: 0)
    private static let (greta, osten) = ("19610118-2803", "18900101-9802")

    private func read(
        _ text: String, _ source: ListSource = .treserva, _ columns: [String: String] = [:]
    ) throws(AppError) -> ReceivedList {
        try read(Array(text.utf8), source, columns)
    }

    private func read(
        _ bytes: [UInt8], _ source: ListSource = .treserva, _ columns: [String: String] = [:]
    ) throws(AppError) -> ReceivedList {
        let typed = ["source": source.rawValue, "asOf": "2026-11-20"].merging(columns) { $1 }
        return try ReceivedList(bytes, Answers(typed), today: Self.today)
    }

    private func refusal(
        _ bytes: [UInt8], _ source: ListSource = .treserva, _ columns: [String: String] = [:]
    ) -> [String]? {
        refusal(bytes, typed: ["source": source.rawValue, "asOf": "2026-11-20"].merging(columns) { $1 })
    }

    private func refusal(
        _ text: String, _ source: ListSource = .treserva, _ columns: [String: String] = [:]
    ) -> [String]? {
        refusal(Array(text.utf8), source, columns)
    }

    private func refusal(_ bytes: [UInt8], typed: [String: String]) -> [String]? {
        do throws(AppError) {
            _ = try ReceivedList(bytes, Answers(typed), today: Self.today)
            return nil
        } catch {
            return error.faults.map { fault in
                let line = fault.arguments["line"].map { " \($0)" } ?? ""
                return "\(fault.field ?? "-"): \(fault.key)\(line)"
            }.sorted()
        }
    }

    @Test("rows are read by their headers, in Swedish and English, between semicolons, commas and tabs")
    func headers() throws {
        for text in [
            "Namn;Pers.nr;Beslutsdatum;Verkställd;Avslutad;Utförare\nGreta;\(Self.greta);2026-10-01;2026-11-01;;Ekholmen\n",
            "name,identity number,granted,EFFECTUATED,ended,Provider\r\nGreta,6101182803,20261001,2026-11-01 00:00:00,,Ekholmen",
            "Personnummer\tNamn\tUtförare\tBeviljad\tVerkställd dag\n196101182803\tGreta\tEkholmen\t2026-10-01\t2026-11-01T00:00",
        ] {
            let list = try read(text.replacing("Pers.nr", with: "Pers nr"))
            #expect(list.faultCount == 0, "\(list.faults)")
            #expect(list.rows.map(\.line) == [2])
            let row = try #require(list.rows.first)
            #expect(row.number?.value == "196101182803")
            #expect((row.name, row.unit) == ("Greta", "Ekholmen"))
            #expect(row.decided == Day("2026-10-01"))
            #expect(row.effectuated == Day("2026-11-01"))
            #expect(row.ended == nil)
        }
    }

    @Test("a column that no header tells is asked for; what is chosen goes before what was guessed")
    func mapping() throws {
        let text = "A;B;C;Verkställd\n\(Self.greta);\(Self.osten);2026-10-01;2026-11-01\n"
        #expect(
            refusal(text) == [
                "column.number: reconcile.column.missing.number"
            ])
        let list = try read(text, .treserva, ["column.number": "B", "column.effectuated": "3"])
        #expect(list.rows.map(\.number?.value) == ["189001019802"])
        #expect(list.rows.map(\.effectuated) == [Day("2026-10-01")])
        #expect(
            refusal(text, .treserva, ["column.number": "D"]) == [
                "column.number: reconcile.column.unknown"
            ])
        #expect(
            refusal(text, .treserva, ["column.number": "A", "column.name": "A"]) == [
                "column.name: reconcile.column.twice"
            ])
        #expect(
            refusal(text, .treserva, ["column.number": "A", "column.effectuated": "-"]) == [
                "column.effectuated: reconcile.column.missing.effectuated"
            ])
    }

    @Test("where two headers could be meant none is taken, and the same header twice is chosen by its place")
    func ambiguous() throws {
        let text = "Personnummer;Personnummer;Verkställd\n\(Self.greta);\(Self.osten);2026-11-01\n"
        #expect(
            refusal(text) == [
                "column.number: reconcile.column.missing.number"
            ])
        #expect(ColumnMapping.name(of: 1, in: ["Personnummer", "Personnummer"]) == "2")
        let list = try read(text, .treserva, ["column.number": "2"])
        #expect(list.rows.map(\.number?.value) == ["189001019802"])
    }

    @Test(
        "a faulty row is told by its line, and every fault of it",
        arguments: [
            ("19610118-2804;2026-11-01;", ["identity.checksum"]), (";2026-11-01;", ["identity.empty"]),
            ("19610118-2803;i går;", ["reconcile.day"]), ("19610118-2803;20261301;", ["reconcile.day"]),
            ("19610118-2803;2026-11-02;2026-11-01", ["reconcile.daysOrder"]),
            ("19610118-2803;2026-11-01", ["import.uneven"]),
            ("212000-0449;x;y", ["identity.organisation", "reconcile.day", "reconcile.day"]),
        ])
    func faults(row: String, keys: [String]) throws {
        let list = try read("Personnummer;Verkställd;Avslutad\n\n18900101-9802;2026-11-01;\n\(row)\n")
        #expect(list.faults.map(\.line) == keys.map { _ in 4 })
        #expect(list.faults.map(\.fault.key) == keys)
        #expect(list.faultCount == keys.count)
        #expect(list.rows.map(\.line) == [3])
        #expect(list.rowCount == 2)
    }

    @Test("a person who stands twice is told with both lines; what has ended by the list's day is no second")
    func twice() throws {
        let head = "Personnummer;Verkställd;Avslutad\n"
        let list = try read(head + "\(Self.greta);2026-11-01;\n6101182803;2026-11-02;\n")
        #expect(list.faults.map(\.line) == [3])
        #expect(list.faults.first?.fault == Fault("reconcile.duplicatePerson", ["first": "2"]))
        for ended in ["2026-11-20", "2025-01-01"] {
            let again = try read(head + "\(Self.greta);2024-11-01;\(ended)\n\(Self.greta);2026-11-02;\n")
            #expect(again.faultCount == 0, "\(ended)")
        }
        let later = try read(head + "\(Self.greta);2024-11-01;2026-11-21\n\(Self.greta);2026-11-02;\n")
        #expect(later.faultCount == 1, "it stands on the list's own day still")
    }

    @Test("an emergency alarm has no person; a customer without a number has a serial number at least")
    func alarmCentre() throws {
        let head = "Personnummer;Serienummer;Kundtyp\n"
        let list = try read(
            head + "\(Self.greta);larm-1;Kund\n;AKUT-1;Akutlarm\n\(Self.osten);AKUT-2;AKUT\n;LARM-9;Kund\n",
            .alarmCentre)
        #expect(list.faultCount == 0)
        #expect(list.rows.map(\.isEmergency) == [false, true, true, false])
        #expect(list.rows.map(\.number?.value) == ["196101182803", nil, nil, nil])
        #expect(list.rows.map(\.serial?.text) == ["LARM-1", "AKUT-1", "AKUT-2", "LARM-9"])
        let faulty = try read(head + ";;Kund\n;;Akutlarm\n\(Self.greta);Å;Kund\n", .alarmCentre)
        #expect(
            faulty.faults.map { "\($0.line) \($0.fault.key)" } == [
                "2 identity.empty", "3 device.serial.empty", "4 device.serial.characters",
            ])
    }

    @Test("another encoding than UTF-8 is told by its name, with the line where it shows")
    func encodings() {
        let text = "Personnummer;Namn;Verkställd\n19610118-2803;Åke;2026-11-01\n"
        let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let wide = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        #expect(refusal(latin) == ["file: reconcile.encoding.latin 1"])
        #expect(
            refusal([0xFF, 0xFE] + wide) == [
                "file: reconcile.encoding.utf16"
            ])
        #expect(refusal(wide) == ["file: reconcile.encoding.utf16"])
        // As when UTF-8 was read as Latin-1, and saved as UTF-8 again.
        let mistaken = String(String.UnicodeScalarView(text.utf8.map { UnicodeScalar($0) }))
        #expect(mistaken.contains("Ã"))
        #expect(
            refusal(mistaken) == ["file: reconcile.encoding.garbled 1"])
        #expect(
            refusal("Personnummer;Verkställd\n\n1961\u{FFFD};x\n") == [
                "file: reconcile.encoding.garbled 3"
            ])
        let marked = refusal([0xEF, 0xBB, 0xBF] + Array(text.utf8))
        #expect(marked == nil, "the mark that spreadsheets write is no fault")
    }

    @Test("the form's own faults are told, and a list without rows is none")
    func form() {
        let told = { (typed: [String: String], text: String) in refusal(Array(text.utf8), typed: typed) }
        #expect(told([:], "x") == ["asOf: form.required", "source: form.choose"])
        #expect(
            told(["source": "fax", "asOf": "2026-11-27"], "x") == [
                "asOf: form.day.future", "source: form.choose",
            ])
        let sound = ["source": "tes", "asOf": "2026-11-26"]
        #expect(told(sound, "") == ["file: import.empty"])
        #expect(told(sound, "Personnummer\n") == ["file: reconcile.noRows"])
        #expect(told(sound, "Personnummer\n\"1961\n") == ["file: import.quote 2"])
    }

    @Test("of very many faults the first are told and all are counted; more rows than the limit are refused")
    func many() throws {
        let list = try read("Personnummer\n" + String(repeating: "x\n", count: 1000), .tes)
        #expect(list.faults.count == ReceivedList.faultLimit)
        #expect(list.faultCount == 1000)
        #expect(list.rowCount == 1000)
        let tooMany = "Personnummer\n" + String(repeating: "x\n", count: ImportFile.rowLimit + 1)
        #expect(refusal(tooMany, .tes) == ["file: import.tooMany"])
    }
}

@Suite struct DifferenceTests {
    @Test("the two that cost somebody money or safety every day stand first, and no others are called so")
    func costly() {
        #expect(
            ListDifference.Kind.allCases.filter(\.isCostly) == [
                .effectuatedNotInstalled, .installedNotEffectuated,
            ])
        #expect(ListDifference.Kind.allCases.prefix(2).map(\.isCostly) == [true, true])
    }

    @Test(
        "a granted service is past 30, 60 and 80 days on the day after",
        arguments: [(0, 0), (30, 0), (31, 30), (60, 30), (61, 60), (80, 60), (81, 80), (4000, 80), (-3, 0)])
    func ages(days: Int, age: Int) throws {
        let today = try #require(Day("2026-11-26"))
        #expect(GrantAge(decided: today.adding(days: -days), today: today).rawValue == age)
    }

    private func told(_ typed: [String: String]) -> [String] {
        do throws(AppError) {
            _ = try DifferenceVerdict(Answers(typed))
            return []
        } catch { return error.faults.map { "\($0.field ?? "-"): \($0.key)" } }
    }

    @Test("an explanation says why, and a note goes with a decision")
    func verdicts() throws {
        #expect(told(["decision": "explained"]) == ["note: reconcile.note.missing"])
        #expect(told(["decision": "explained", "note": "Larmet är utlånat."]) == [])
        #expect(told(["note": "Vi ringer."]) == ["decision: reconcile.note.undecided"])
        #expect(
            told(["owner": "någon", "decision": "glömd"]) == [
                "owner: form.choice.unknown", "decision: form.choice.unknown",
            ])
        #expect(told([:]) == [], "an owner may be taken away")
        let long = String(repeating: "å", count: Text.longLimit + 1)
        #expect(told(["decision": "correctHere", "note": long]) == ["note: form.tooLong"])
    }
}
