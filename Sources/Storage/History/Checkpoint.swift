import Domain

/// How far the history had come when a node last looked, which it keeps outside the database: history that does not go on
/// from there has been made anew, or a backup has been put in its place.
public struct HistoryCheckpoint: Hashable, Sendable, Codable {
    /// The last seal, and its digest.
    public let seal: Int64
    public let digest: String
    /// The last head; `nil` until the first day is signed.
    public let head: HistoryHead?
}

/// How the history departs from what was last seen of it; tells of nobody.
public struct HistoryFault: DiscreetError, Hashable {
    public let description: String
}

extension Store {
    /// How far the history has come now.
    /// - Parameter known: how far this node saw it come; `nil` for the first time, when it is believed as it stands.
    /// - Returns: `nil` where nothing has been sealed yet.
    /// - Throws: `HistoryFault` where it does not go on from `known`.
    public func checkpoint(after known: HistoryCheckpoint?) async throws -> HistoryCheckpoint? {
        try await read(as: .system) { reading in
            let head = try reading.historyHeads(last: 1).first
            let stranger = head == known?.head ? nil : try reading.strangersHead(head)
            let wrong =
                try (known.map { try reading.departures(from: $0) } ?? []) + (stranger.map { [$0] } ?? [])
            guard wrong.isEmpty else { throw HistoryFault(description: wrong.joined(separator: ", ")) }
            let seal = try reading.seals(where: "1 = 1", order: "number DESC").first
            return seal.map { HistoryCheckpoint(seal: $0.number, digest: $0.digest, head: head) }
        }
    }
}

extension Reading {
    /// In what the history is no longer what it was: sentences. Looks at what was last seen alone; that each seal fits what
    /// it sealed is seen by `brokenSeals`.
    func departures(from known: HistoryCheckpoint) throws -> [String] {
        var wrong: [String] = []
        let seal = try seals(where: "number = \(known.seal)", order: "number").first
        if seal?.digest != known.digest {
            wrong.append("seal \(known.seal) is \(seal == nil ? "gone" : "another") since it was last seen")
        }
        if let head = known.head, try historyHeads(last: 1, of: head.day) != [head] {
            wrong.append("what was signed of \(head.day) is another since it was last seen")
        }
        return wrong
    }
}
