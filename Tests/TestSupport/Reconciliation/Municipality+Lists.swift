import Domain
import Storage

/// Other systems' lists, taken as the pages and the command line take them.
extension Municipality {
    public static let listHeaders: [ListSource: String] = [
        .alarmCentre: "Personnummer;Namn;Serienummer;Utförare;Kundtyp;Slutdatum",
        .treserva: "Personnummer;Namn;Utförare;Beslutsdatum;Verkställd;Avslutad",
        .tes: "Personnummer;Namn;Utförare;Slutdatum",
    ]

    /// A list with these rows under the headers above, as of today unless another day is told.
    public func list(
        _ source: ListSource, _ rows: [String], asOf: String? = nil
    ) throws -> (list: ReceivedList, bytes: [UInt8]) {
        let text = ([Self.listHeaders[source] ?? ""] + rows).joined(separator: "\n")
        let typed = Answers(["source": source.rawValue, "asOf": asOf ?? time.today.description])
        let bytes = Array(text.utf8)
        return (try ReceivedList(bytes, typed, today: time.today), bytes)
    }

    @discardableResult
    public func take(
        _ source: ListSource, _ rows: [String], asOf: String? = nil, by actor: Actor? = nil
    ) async throws -> ListOutcome {
        let (list, bytes) = try list(source, rows, asOf: asOf)
        return try await store.write(as: actor ?? coordinator) { try $0.take(list, of: bytes) }
    }

    /// All differences that stand, kind by kind.
    public func standing(as actor: Actor? = nil) async throws -> [DifferenceLine] {
        var lines: [DifferenceLine] = []
        for kind in ListDifference.Kind.allCases {
            lines += try await store.show(as: actor ?? coordinator) { try $0.differences(of: kind) }.lines
        }
        return lines
    }

    public func decide(_ id: Int, _ typed: [String: String], by actor: Actor? = nil) async throws {
        try await store.write(as: actor ?? coordinator) { try $0.decide(id, Answers(typed)) }
    }
}
