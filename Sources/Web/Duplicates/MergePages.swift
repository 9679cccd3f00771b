import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Two who may be one: what would follow, merging them, taking it back, or telling them apart.
enum MergePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.merge(":id", ":other").path, .holding(.plan), preview),
        .post(Route.merge(":id", ":other").path, .holding(.plan), merge),
        .post(Route.mergeUndoing(":id", ":other").path, .holding(.plan), undo),
        .post(Route.distinction(":id", ":other").path, .holding(.plan), distinguish),
    ]

    private typealias Pair = (kept: ID<CareRecipient>, merged: ID<CareRecipient>)

    private static func pair(_ call: Call) throws -> Pair {
        guard let id = ID<CareRecipient>(try call.part("id")),
            let other = ID<CareRecipient>(try call.part("other"))
        else { throw AppError.notFound }
        return (id, other)
    }

    private static func preview(_ call: Call) async throws -> Response {
        try await show(call, MergeForms())
    }

    private static func merge(_ call: Call) async throws -> Response {
        let (pair, typed) = (try pair(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) { try $0.merge(pair.merged, into: pair.kept, typed) }
            return call.redirect(to: .person(pair.kept.text), saying: "merged")
        } catch let error as AppError where error.code == .invalid {
            return try await show(
                call, MergeForms(merging: FormState(call.form, error)), status: error.code.status)
        }
    }

    private static func undo(_ call: Call) async throws -> Response {
        let (pair, typed) = (try pair(call), call.form.answers)
        do {
            try await call.store.write(as: call.actor) {
                try $0.undoMerge(of: pair.merged, into: pair.kept, typed)
            }
            return call.redirect(to: .person(pair.merged.text), saying: "unmerged")
        } catch let error as AppError where error.code == .invalid {
            return try await show(
                call, MergeForms(undoing: FormState(call.form, error)), status: error.code.status)
        }
    }

    /// The reason has a name of its own here, for the form of merging is on the same page.
    private static func distinguish(_ call: Call) async throws -> Response {
        let pair = try pair(call)
        let typed = Answers(["reason": call.form.answers["distinction"]])
        do {
            try await call.store.write(as: call.actor) {
                try $0.distinguish(pair.kept, from: pair.merged, typed)
            }
            return call.redirect(to: .duplicates, saying: "distinguished")
        } catch let error as AppError where error.code == .invalid {
            let state = FormState(call.form.answers, faults: error.faults.map { $0.at("distinction") })
            return try await show(call, MergeForms(distinguishing: state), status: error.code.status)
        }
    }

    private static func show(
        _ call: Call, _ forms: MergeForms, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let pair = try pair(call)
        let done = try await call.store.show(as: call.actor) { try $0.merge(of: pair.merged) }
        if let done, done.kept == pair.kept {
            return call.show(MergedView(call: call, line: done, state: forms.undoing).screen(status))
        }
        let found = try await call.store.show(as: call.actor) {
            try $0.mergePreview(of: pair.merged, into: pair.kept)
        }
        return call.show(MergeView(call: call, preview: found, forms: forms).screen(status))
    }

    /// The page of somebody who was merged with another leads there; of anybody else who is not there it is nothing.
    static func pointer(_ call: Call, from id: ID<CareRecipient>) async throws -> Response {
        guard try await call.store.read(as: call.actor, { try $0.isMerged(id) }) else {
            throw AppError.notFound
        }
        let line = try await call.store.show(as: call.actor) { try $0.merge(of: id) }
        guard let line else { throw AppError.notFound }
        return call.show(MergedView(call: call, line: line, state: FormState()).pointer)
    }
}

/// What was typed in the forms of the page.
struct MergeForms {
    var merging = FormState()
    var undoing = FormState()
    var distinguishing = FormState()
}
