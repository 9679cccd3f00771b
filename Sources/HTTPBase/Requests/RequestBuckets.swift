import Domain

/// How many requests may come in a minute; 0 is without limit.
public struct RequestLimits: Sendable, Hashable {
    public let perAccount: Int
    public let perAddress: Int

    public init(perAccount: Int, perAddress: Int) {
        self.perAccount = perAccount
        self.perAddress = perAddress
    }

    public static let none = Self(perAccount: 0, perAddress: 0)
}

/// A bucket for each who asks: it holds a minute's requests, one is taken for each request, and it fills evenly (token
/// bucket). Those who have not asked for longest are forgotten, so that no number of addresses fills the memory.
struct RequestBuckets {
    enum Verdict: Equatable {
        case admitted
        /// After how many seconds there is room for one, and whether this is to be told: once a minute of each.
        case refused(seconds: Int64, isNews: Bool)
    }

    private struct Bucket {
        /// In parts of a request, of which there are as many as milliseconds in a minute.
        var content: Int64
        var lookedAt: Int64
        var toldAt: Int64?
    }

    private static let minute: Int64 = 60_000

    private let perMinute: Int64
    private let generation: Int
    private var recent: [String: Bucket] = [:]
    private var older: [String: Bucket] = [:]

    /// - Parameters:
    ///   - perMinute: at least 1.
    ///   - kept: at least this many who asked last are remembered, and at most twice as many.
    init(perMinute: Int, kept: Int = 10_000) {
        self.perMinute = Int64(perMinute)
        generation = kept
    }

    var count: Int { recent.count + older.count }

    mutating func take(_ name: String, at now: Instant) -> Verdict {
        var bucket = refilled(recent[name] ?? older.removeValue(forKey: name), at: now.milliseconds)
        defer { keep(bucket, name) }
        guard bucket.content < Self.minute else {
            bucket.content -= Self.minute
            return .admitted
        }
        let isNews = bucket.toldAt.map { now.milliseconds >= $0 + Self.minute } ?? true
        if isNews { bucket.toldAt = now.milliseconds }
        let milliseconds = (Self.minute - bucket.content + perMinute - 1) / perMinute
        return .refused(seconds: (milliseconds + 999) / 1000, isNews: isNews)
    }

    private func refilled(_ bucket: Bucket?, at now: Int64) -> Bucket {
        let most = perMinute * Self.minute
        guard var bucket else { return Bucket(content: most, lookedAt: now) }
        // A clock that was set back gives nothing, and takes nothing.
        let passed = min(max(now - bucket.lookedAt, 0), Self.minute)
        bucket.content = min(bucket.content + passed * perMinute, most)
        bucket.lookedAt = now
        return bucket
    }

    private mutating func keep(_ bucket: Bucket, _ name: String) {
        recent[name] = bucket
        guard recent.count > generation else { return }
        older = recent
        recent = [:]
    }
}
