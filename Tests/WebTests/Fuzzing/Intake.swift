import Domain
import Foundation
import Hummingbird
import Storage
import StorageSQLite
import TestSupport
import Testing

@testable import Domain
@testable import HTTPBase
@testable import Web

/// Something of ours that takes in what came from outside.
struct Intake: Sendable, CustomTestStringConvertible {
    let name: String
    /// More than so many bytes never reach it, or are refused at once.
    let most: Int
    let sound: @Sendable () async throws -> [[UInt8]]
    /// Throws an error of ours, or reads it.
    let read: @Sendable ([UInt8]) throws -> Void

    var testDescription: String { name }

    static func isOurs(_ error: any Error) -> Bool {
        error is AppError || error is KeyFileFault || error is RoutineFaults || error is StorageFault
            || error is IdentityRefusal
    }

    /// What was read is not what it must be.
    struct Broken: Error { let what: String }

    static func demand(_ holds: Bool, _ what: String) throws { if !holds { throw Broken(what: what) } }
}

extension Intake {
    /// A reader of text: bytes that are not UTF-8 have become U+FFFD, and long runs of marks were cut, as on the web.
    static func text(
        _ name: String, most: Int = 20_000, _ sound: [String],
        _ read: @escaping @Sendable (String) throws -> Void
    ) -> Self {
        Self(name: name, most: most, sound: { sound.map { Array($0.utf8) } }) { bytes in
            try read(Text.streamSafe(String(decoding: bytes, as: UTF8.self)))
        }
    }

    static let today = Day(year: 2026, month: 11, day: 20) ?? Day(epochDay: 0)

    static let all: [Self] =
        [
            form, carried, query, routine, csv, imported, list(.alarmCentre), list(.treserva), list(.tes),
            serials, order,
            identity, organisation, serial, day, time, caseNumber, identifier, search, storedAnswers, keyFile,
            tokens, cookies,
            senders, typed, ownAddress, backup,
        ] + ofProvider
}

extension Intake {
    private static let sentForm =
        "csrf=0f&recipientName=Greta+%C3%85kerlund&note=rad+1%0D%0Arad+2&home.street=Ekholmsv%C3%A4gen+14&tags=a&tags=b"

    static let form = Self(name: "form", most: 200_000, sound: { [Array(sentForm.utf8)] }) { bytes in
        let form = FormBody(String(decoding: bytes, as: UTF8.self))
        for (name, value) in form.answers.values {
            try demand(
                name.utf8.count <= 200 && name.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "a name")
            try demand(!value.utf8.contains(0), "a value with NUL")
            try demand(Text.cleaned(value) == value, "a value that is not clean")
        }
    }

    static let carried = text("carried form", ["carried.name=Greta&carried.carried-to=/cases/VT-2026-000001"])
    { text in
        let first = CarriedForm(FormBody(text))
        _ = Call.isOwn(first.path)
    }

    static let query = text(
        "query", ["q=x&since=1800000000000&view=late&page=2", "back=%2Fcases%3Fview%3Dlate"]
    ) {
        let query = FormBody($0)
        _ = Int64(query["since"]).map { Instant(milliseconds: $0) }
        _ = Call.isOwn(query["back"])
    }

    static let ownAddress = text(
        "address to go to", ["/cases/VT-2026-000001?view=late", "//evil.example", "/\\evil"]
    ) {
        guard Call.isOwn($0) else { return }
        try demand(
            $0.hasPrefix("/") && !$0.hasPrefix("//") && !$0.contains("\\") && !$0.contains("\r"), "an address"
        )
    }

    static let senders = text(
        "X-Forwarded-For", ["192.0.2.7, 10.0.0.1", "2001:db8::1,unknown", "::ffff:192.0.2.7"]
    ) {
        let origin = ForwardedAddress.origin([$0, "1.2.3.4"], trusted: ["1.2.3.4"])
        try demand(Asker.of(origin ?? "").utf8.count <= 256, "the one who asks")
    }

    static let cookies = text(
        "cookies", ["session=\(String(repeating: "a", count: 64)); language=en", "a=\"b;c\"; ;=;"]
    ) {
        let sent = Hummingbird.Cookies(from: [$0])
        for name in [HTTPBase.Cookies.session, HTTPBase.Cookies.visitor, HTTPBase.Cookies.language] {
            _ = Language(preferred: sent[name]?.value ?? "")
        }
    }

    static let tokens = text("form token", [RandomToken.formToken(seed: "seed")]) {
        let isRight = $0.lowercased() == RandomToken.formToken(seed: "seed")
        try demand(RandomToken.isFormToken($0, seed: "seed") == isRight, "a token")
    }
}

extension Intake {
    static let routine = Self(
        name: "routine", most: 300_000,
        sound: { try ShippedRoutines.all().prefix(4).map { Array($0.text.utf8) } }
    ) { bytes in
        let file = RoutineFile(name: "alarm-order.yaml", text: String(decoding: bytes, as: UTF8.self))
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        for problem in file.problems() { try demand((0...lines + 1).contains(problem.line), "a line") }
    }

    private static let table = """
        serial;model;"place";note\r\nTA-1;Care;"Förråd ""A""\nhylla 2";\r\nTA-2;Care;Förråd;x\r\n
        """

    static let csv = Self(name: "CSV", most: 200_000, sound: { [Array(table.utf8)] }) { bytes in
        var reader = try CSVReader(bytes)
        var last = 0
        while let (line, _) = try reader.next() {
            try demand(line > last, "lines in order")
            last = line
        }
    }

    static let imported = Self(name: "import", most: 200_000, sound: { [Array(table.utf8)] }) {
        _ = try ImportFile($0, required: ["serial", "model"], optional: ["place"])
    }

    static func list(_ source: ListSource) -> Self {
        Self(
            name: "list of \(source)", most: 200_000,
            sound: { [Array(lists.utf8), Array(lists.replacing(";", with: "\t").utf8)] }
        ) {
            _ = ReceivedList.headers(of: $0)
            let typed = Answers(["source": source.rawValue, "asOf": "2026-11-19"])
            _ = try ReceivedList($0, typed, today: today)
        }
    }

    private static let lists = """
        Personnummer;Namn;Telefon;Adress;Enhet;Utförare;Insats;Verkställd;Beslutad;Avslutad;Serienummer;Typ
        19610118-2803;Greta Åkerlund;013-20 60 01;Ekholmsvägen 14;Hemtjänst Ekholmen;Ekholmens omsorg AB;Trygghetslarm;\
        2026-01-02;2026-01-01;;TA-1;larm
        194304260104;"Östen; Ek";;Storgatan 1;Hemtjänst Lambohov;;Trygghetslarm;2026-02-30;;2026-11-01;TA-2;knapp
        """

    static let serials = text("serial numbers", most: 200_000, ["TA-1\nTA-2\n\n", "TA-1\nTA-1"]) {
        _ = try SerialList.read($0, field: "serials")
    }

    static let order = Self(
        name: "order", most: 20_000,
        sound: {
            [Answers.order(), .orderBeforeEffectuation()].map { answers in
                let pairs = answers.values.sorted { $0.key < $1.key }
                return Array(
                    pairs.map { "\($0.key.encoded)=\($0.value.encoded)" }.joined(separator: "&").utf8)
            }
        }
    ) { bytes in
        let answers = FormBody(String(decoding: bytes, as: UTF8.self)).answers
        let content = try ShippedRoutines.alarmOrder.get().read(answers, today: today, override: .refused)
        try demand(
            content.recipient.map { !$0.name.isEmpty && !$0.phone.contains("\n") } ?? true, "a recipient")
    }
}

extension Intake {
    static let identity = text(
        "identity number", ["19610118-2803", "6101182803", "196101182803", "2220-01-01ZY18"]
    ) {
        let number = try PersonIdentifier.parse($0, today: today)
        try demand(try PersonIdentifier.parse(number.value, today: today) == number, "a number as it is kept")
    }

    static let organisation = text("organisation number", ["556016-0680", "5560160680"]) {
        _ = try OrganisationNumber.parse($0)
    }

    static let serial = text("serial number", ["TA-4711", "abc/12.3"]) {
        let serial = try SerialNumber.parse($0)
        try demand(try SerialNumber.parse(serial.text) == serial, "a serial number as it is kept")
    }

    static let day = text("day", ["2026-11-20", "2024-02-29"]) {
        if let day = Day($0) { try demand(day.description == $0, "a day as it is written") }
    }

    static let time = text("time of day", ["08:15", "8.15", "23:59"]) { _ = TimeOfDay($0) }

    static let caseNumber = text("case number", ["VT-2026-000123", "vt-2026-000123"]) {
        if let number = CaseNumber($0) { try demand(CaseNumber(number.text) == number, "a case number") }
    }

    static let identifier = text("id", ["018f3a5e-7c1b-7def-8abc-0123456789ab"]) {
        if let id = ID<Case>($0) { try demand(ID<Case>(id.text) == id, "an id as it is written") }
    }

    static let search = text(
        "search", ["Greta Åkerl", "VT-2026-123", "196101182803", "Ekholmsvägen 14 lgh 1102", "TA-4711"]
    ) {
        _ = try SearchTerm($0, today: today)
    }

    static let typed = text("text", ["Greta Åkerlund", "rad 1\r\nrad 2", "A\u{30a}sa"]) {
        let clean = Text.cleaned($0)
        try demand(Text.cleaned(clean) == clean, "cleaned")
        _ = (
            Text.folded($0),
            Text.isPersonName($0), Text.isPhone($0), Text.dialled($0), Text.nameWords($0),
            Text.isLonger($0, than: 200)
        )
        try demand(!HTML.text($0).bytes.contains { "<>\"'".utf8.contains($0) }, "escaped")
    }

    static let storedAnswers = Self(
        name: "stored answers", most: 200_000, sound: { [Array(#"{"a":"b","c.d":"å"}"#.utf8)] }
    ) {
        do { _ = try JSONDecoder().decode(Answers.self, from: Data($0)) } catch is DecodingError {}
    }

    static let keyFile = text(
        "key file", most: 65_536, ["# first\n2026-11-20-a \(String(repeating: "A", count: 43))=\n"]
    ) {
        _ = try SecretKeys(text: $0)
    }

    static let backup = Self(name: "backup", most: 2_000_000, sound: { [try await emptyDatabase()] }) {
        bytes in
        let file = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
        defer {
            for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + end) }
        }
        try Data(bytes).write(to: file)
        _ = try SQLiteBackup.examine(file.path)
    }

    private static func emptyDatabase() async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("model.sqlite"))
        try await store.migrate()
        try await store.close()
        try await SQLiteBackup.make(of: folder.file("model.sqlite"), at: folder.file("copy")) { _ in }
        return Array(try Data(contentsOf: URL(filePath: folder.file("copy"))))
    }
}
