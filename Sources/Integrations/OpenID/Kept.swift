import Domain

/// What was fetched from the provider, kept for an hour. Many who ask at once wait for one call; where it fails, what was
/// kept before is believed still.
actor Kept<Value: Sendable> {
    typealias Fetch = @Sendable () async throws(IdentityRefusal) -> Value

    private static var freshMilliseconds: Int64 { 60 * 60 * 1000 }
    /// After a failure nothing is asked for this long, so that a queue of people does not wait for a dead provider one by one.
    private static var pauseMilliseconds: Int64 { 3000 }
    /// Anybody can send a token that names a key which is not known.
    private static var mostLooks: Int { 3 }
    private static var looksMilliseconds: Int64 { 60 * 1000 }

    private let clock: Clock
    private let fetch: Fetch
    private var value: Value?
    private var failure: IdentityRefusal?
    private var askedAt: Int64 = 0
    private var running: Task<Result<Value, IdentityRefusal>, Never>?
    private var looks: [Int64] = []

    init(clock: Clock, fetch: @escaping Fetch) {
        self.clock = clock
        self.fetch = fetch
    }

    func current() async throws(IdentityRefusal) -> Value {
        let age = clock.now().milliseconds - askedAt
        if let failure, (0..<Self.pauseMilliseconds).contains(age) {
            guard let value else { throw failure }
            return value
        }
        // After a failure what is kept may be old, however lately was asked.
        if let value, failure == nil, (0..<Self.freshMilliseconds).contains(age) { return value }
        return try await fetched()
    }

    /// As it is now, since something has shown that what is kept may be old; but not at anybody's every wish.
    func renewed() async throws(IdentityRefusal) -> Value {
        let now = clock.now().milliseconds
        looks.removeAll { !(now - Self.looksMilliseconds..<now + 1).contains($0) }
        guard looks.count < Self.mostLooks else { return try await current() }
        looks.append(now)
        return try await fetched()
    }

    private func fetched() async throws(IdentityRefusal) -> Value {
        let task = running ?? begin()
        let result = await task.value
        if running == task { end(with: result) }
        if case .failure = result, let value { return value }
        return try result.get()
    }

    private func begin() -> Task<Result<Value, IdentityRefusal>, Never> {
        askedAt = clock.now().milliseconds
        let fetch = fetch
        let task = Task<Result<Value, IdentityRefusal>, Never> {
            do throws(IdentityRefusal) { return .success(try await fetch()) } catch { return .failure(error) }
        }
        running = task
        return task
    }

    private func end(with result: Result<Value, IdentityRefusal>) {
        running = nil
        switch result {
        case .success(let new): (value, failure) = (new, nil)
        case .failure(let reason): failure = reason
        }
    }
}
