import ArgumentParser
import HTTPBase

/// How much anybody may ask of the server, and how slowly.
struct WebLimitOptions: ParsableArguments {
    @Option(
        name: .customLong("request-seconds"),
        help: "Within how many seconds a request has to come whole before its connection is cut.")
    var requestSeconds: Int64 = 60
    @Option(
        name: .customLong("answer-seconds"),
        help: "For how many seconds nothing need be read of an answer before its connection is cut.")
    var answerSeconds: Int64 = 60
    @Option(
        name: .customLong("web-connections"),
        help: "How many connections of browsers or of a proxy may be open at once; more wait.")
    var webConnections = 1000
    @Option(
        name: .customLong("requests-per-account"),
        help: "How many requests an account may make in a minute; 0 for any number.")
    var requestsPerAccount = 600
    @Option(
        name: .customLong("requests-per-address"),
        help:
            "How many requests may come in a minute from an address where nobody is signed in; 0 for any number."
    )
    var requestsPerAddress = 300

    /// Nobody needs more, and sums stay far from what a number can hold.
    private static let mostRequests = 1_000_000

    var requests: RequestLimits {
        RequestLimits(perAccount: requestsPerAccount, perAddress: requestsPerAddress)
    }

    func validate() throws {
        for (name, seconds) in [("--request-seconds", requestSeconds), ("--answer-seconds", answerSeconds)]
        where !(1...3600).contains(seconds) {
            throw ValidationError("\(name) must be between 1 and 3600; got \(seconds).")
        }
        for (name, count) in [
            ("--requests-per-account", requestsPerAccount), ("--requests-per-address", requestsPerAddress),
        ] where !(0...Self.mostRequests).contains(count) {
            throw ValidationError("\(name) must be between 0 and \(Self.mostRequests); got \(count).")
        }
        guard webConnections > 0 else {
            throw ValidationError("--web-connections must be at least 1; got \(webConnections).")
        }
    }
}
