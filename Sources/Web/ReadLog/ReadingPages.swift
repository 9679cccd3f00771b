import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// The read log, for the auditor: what was read, what stands out, samples that are looked through, and one person's own log.
enum ReadingPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.readings.path, .holding(.followUpReadings), list),
        .get(Route.reading(":id").path, .holding(.followUpReadings), reading),
        .get(Route.unusualReadings.path, .holding(.followUpReadings), unusual),
        .get(Route.refusedRequests.path, .holding(.followUpReadings), refused),
        .get(Route.readingSamples.path, .holding(.followUpReadings), samples),
        .post(Route.readingSamples.path, .holding(.followUpReadings), draw),
        .get(Route.readingSample(":id").path, .holding(.followUpReadings), sample),
        .post(Route.readingSample(":id").path, .holding(.followUpReadings), review),
        .get(Route.personsLogs.path, .holding(.followUpReadings), askPerson),
        .post(Route.personsLogs.path, .holding(.followUpReadings), findPerson),
        .get(Route.personsLog(":id").path, .holding(.followUpReadings), personsLog),
    ]

    // MARK: - The log

    private static func list(_ call: Call) async throws -> Response {
        let query = call.query
        let filter = ReadingFilter(
            day: Day(query["day"]), user: ID<User>(query["user"]),
            action: Disclosure.Action(rawValue: query["action"]))
        let from = call.offset
        let page = try await call.store.read(as: call.actor) { try $0.readings(filter, offset: from) }
        return call.show(ReadingListView(call: call, page: page, filter: filter).screen)
    }

    private static func reading(_ call: Call) async throws -> Response {
        guard let id = ID<Disclosure>(try call.part("id")) else { throw AppError.notFound }
        let page = try await call.store.show(as: call.actor) { try $0.reading(id) }
        return call.show(ReadingView(call: call, page: page).screen)
    }

    private static func refused(_ call: Call) async throws -> Response {
        let from = call.offset
        let list = try await call.store.read(as: call.actor) { try $0.refusals(offset: from) }
        return call.show(RefusalListView(call: call, list: list).screen)
    }

    // MARK: - What stands out

    /// The last seven days unless others are asked for.
    private static func unusual(_ call: Call) async throws -> Response {
        let query = call.query
        let typed = Answers([
            "from": query["from"].isEmpty ? call.today.adding(days: -6).description : query["from"],
            "to": query["to"].isEmpty ? call.today.description : query["to"],
        ])
        guard let first = Day(typed["from"]), let last = Day(typed["to"]) else {
            let fault = Fault("form.day.wrong", field: Day(typed["from"]) == nil ? "from" : "to")
            return unusual(call, FormState(typed, faults: [fault]), [], status: .unprocessableContent)
        }
        do {
            let found = try await call.store.show(as: call.actor) {
                try $0.unusualReadings(from: first, to: last)
            }
            return unusual(call, FormState(typed), found, status: .ok)
        } catch let error as AppError where error.code == .invalid {
            return unusual(call, FormState(typed, faults: error.faults), [], status: error.code.status)
        }
    }

    private static func unusual(
        _ call: Call, _ state: FormState, _ found: [UnusualReading], status: HTTPResponse.Status
    ) -> Response {
        call.show(UnusualReadingsView(call: call, found: found, state: state).screen(status))
    }

    // MARK: - Samples

    private static func samples(_ call: Call) async throws -> Response {
        let typed = Answers([
            "from": call.today.adding(days: -30).description, "to": call.today.description, "size": "10",
        ])
        return try await samples(call, FormState(typed), status: .ok)
    }

    private static func samples(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let lines = try await call.store.read(as: call.actor) { try $0.readingSamples() }
        return call.show(ReadingSamplesView(call: call, lines: lines, state: state).screen(status))
    }

    private static func draw(_ call: Call) async throws -> Response {
        let typed = call.form.answers
        do {
            let id = try await call.store.write(as: call.actor) { try $0.drawSample(typed) }
            return call.redirect(to: .readingSample(id.text))
        } catch let error as AppError where error.code == .invalid {
            return try await samples(call, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func sampleID(_ call: Call) throws -> ID<ReadingSample> {
        guard let id = ID<ReadingSample>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func sample(_ call: Call) async throws -> Response {
        try await sample(call, FormState(), status: .ok)
    }

    private static func sample(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status
    ) async throws -> Response {
        let id = try sampleID(call)
        let page = try await call.store.read(as: call.actor) { try $0.readingSample(id) }
        return call.show(ReadingSampleView(call: call, page: page, state: state).screen(status))
    }

    private static func review(_ call: Call) async throws -> Response {
        let (id, typed) = (try sampleID(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.review(id, typed) }
            return call.redirect(to: .readingSamples, saying: "readingsReviewed")
        } catch let error as AppError where error.code == .invalid {
            return try await sample(call, FormState(call.form, error), status: error.code.status)
        }
    }

    // MARK: - A person's own log

    private static func askPerson(_ call: Call) async throws -> Response {
        call.show(PersonsLogView.question(call, FormState(), .ok))
    }

    /// By a number that is in no address.
    private static func findPerson(_ call: Call) async throws -> Response {
        let typed = call.form["number"]
        let found = try await call.store.show(as: call.actor) { try $0.loggedPerson(number: typed) }
        if let found { return call.redirect(to: .personsLog(found.text)) }
        let state = FormState(call.form.answers, faults: [Fault("readings.person.none", field: "number")])
        return call.show(PersonsLogView.question(call, state, .unprocessableContent))
    }

    private static func personsLog(_ call: Call) async throws -> Response {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        let log = try await call.store.show(as: call.actor) { try $0.personsLog(id) }
        return call.show(PersonsLogView(call: call, log: log).screen)
    }
}
