import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Cases of people whose data are protected, without anything about anybody; who is let in to them, and who let themselves in.
enum ProtectedPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.protected.path, .signedIn, list),
        .post(Route.protectedSearch.path, .signedIn, search),
        .get(Route.protectedCase(":number").path, .signedIn, caseDoor),
        .post(Route.protectedCase(":number").path, .signedIn, openCase),
        .get(Route.protectedPerson(":id").path, .signedIn, personDoor),
        .post(Route.protectedPerson(":id").path, .signedIn, openPerson),
        .post(Route.shutOut(":id").path, .holding(.answerForProtected), shutOut),
        .post(Route.brokenGlass(":id").path, .holding(.answerForProtected), review),
    ]

    private static func list(_ call: Call) async throws -> Response {
        try await list(call, FormState(), status: .ok)
    }

    static func list(_ call: Call, _ state: FormState, status: HTTPResponse.Status) async throws -> Response {
        let page = try await call.store.show(as: call.actor) { try $0.protectedList() }
        return call.show(ProtectedListView(call: call, page: page, state: state).screen(status))
    }

    /// By a number that the asker knows; it is in no address, and nothing is told of the person.
    private static func search(_ call: Call) async throws -> Response {
        let typed = call.form["number"]
        let found = try await call.store.show(as: call.actor) { try $0.protectedPerson(number: typed) }
        if let found { return call.redirect(to: .protectedPerson(found.text)) }
        let state = FormState(call.form.answers, faults: [Fault("protected.search.none", field: "number")])
        return try await list(call, state, status: .unprocessableContent)
    }

    // MARK: - A door

    private static func caseDoor(_ call: Call) async throws -> Response {
        try await show(call, try caseNumber(call), FormState())
    }

    private static func personDoor(_ call: Call) async throws -> Response {
        try await show(call, try person(call), FormState())
    }

    private static func caseNumber(_ call: Call) throws -> CaseNumber {
        guard let number = CaseNumber(try call.part("number")) else { throw AppError.notFound }
        return number
    }

    private static func person(_ call: Call) throws -> ID<CareRecipient> {
        guard let id = ID<CareRecipient>(try call.part("id")) else { throw AppError.notFound }
        return id
    }

    private static func show(
        _ call: Call, _ number: CaseNumber, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let door = try await call.store.show(as: call.actor) { try $0.protectedDoor(to: number) }
        return call.show(
            ProtectedDoorView(call: call, door: door, route: .protectedCase(number.text), state: state)
                .screen(status))
    }

    private static func show(
        _ call: Call, _ person: ID<CareRecipient>, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let door = try await call.store.show(as: call.actor) { try $0.protectedDoor(to: person) }
        return call.show(
            ProtectedDoorView(call: call, door: door, route: .protectedPerson(person.text), state: state)
                .screen(status))
    }

    private static func openCase(_ call: Call) async throws -> Response {
        let number = try caseNumber(call)
        let door = try await call.store.show(as: call.actor) { try $0.protectedDoor(to: number) }
        do {
            return try await open(
                call, door.thing, then: .order(number.text), else: .protectedCase(number.text))
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, number, FormState(call.form, error), status: error.code.status)
        }
    }

    private static func openPerson(_ call: Call) async throws -> Response {
        let id = try person(call)
        do {
            return try await open(
                call, .person(id), then: .person(id.text), else: .protectedPerson(id.text))
        } catch let error as AppError where error.code == .invalid {
            return try await show(call, id, FormState(call.form, error), status: error.code.status)
        }
    }

    /// Lets a colleague in, or the actor, who goes on to what has been opened.
    private static func open(
        _ call: Call, _ thing: ProtectedThing, then opened: Route, else door: Route
    ) async throws -> Response {
        let typed = call.form.answers
        guard try call.actor.may(.answerForProtected) else {
            try await call.store.write(as: call.actor) { try $0.breakGlass(to: thing, typed) }
            call.warnOfBrokenGlass()
            return call.redirect(to: opened)
        }
        guard let user = ID<User>(typed["user"]) else {
            throw AppError.invalid("form.choose", field: "user")
        }
        try await call.store.write(as: call.actor) { try $0.letIn(user, to: thing, typed) }
        return call.redirect(to: door, saying: "letIn")
    }

    private static func shutOut(_ call: Call) async throws -> Response {
        guard let id = ID<ProtectedThing>(try call.part("id")) else { throw AppError.notFound }
        do {
            try await call.store.write(as: call.actor) { try $0.shutOut(id) }
            return call.redirect(to: .protected, saying: "shutOut")
        } catch let error as AppError where error.code == .conflict {
            return try await list(
                call, FormState(Answers(), faults: error.faults), status: error.code.status)
        }
    }

    private static func review(_ call: Call) async throws -> Response {
        guard let id = ID<ProtectedThing>(try call.part("id")) else { throw AppError.notFound }
        // Each has fields of its own, for there may be several on the page.
        let names = ["outcome", "note"]
        let typed = Answers(
            Dictionary(uniqueKeysWithValues: names.map { ($0, call.form["\($0)-\(id.text)"]) }))
        do {
            try await call.store.write(as: call.actor) { try $0.reviewGlass(id, typed) }
            return call.redirect(to: .protected, saying: "glassReviewed")
        } catch let error as AppError where error.code == .invalid {
            let state = FormState(
                call.form.answers, faults: error.faults.map { $0.at("\($0.field ?? "")-\(id.text)") })
            return try await list(call, state, status: error.code.status)
        }
    }
}

extension Call {
    /// Whoever watches the log hears of it at once; it tells of nobody who is in care.
    fileprivate func warnOfBrokenGlass() {
        context.logger.warning(
            "glass broken",
            metadata: ["request": "\(context.requestNumber)", "user": "\((try? actor.user.text) ?? "")"])
    }
}
