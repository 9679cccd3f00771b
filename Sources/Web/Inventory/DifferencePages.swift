import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// What a count and the register say differently, each to be settled before the count is finished.
enum DifferencePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.stocktakeDifferences(":id").path, .holding(.keepInventory), form),
        .post(Route.stocktakeDifferences(":id").path, .holding(.keepInventory), finish),
    ]

    private static func form(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = try CountingPages.id(call)
        let (page, differences, places) = try await call.store.read(as: call.actor) {
            (try $0.stocktake(id), try $0.differences(in: id), try $0.storagePlaces())
        }
        guard page.stocktake.finishedAt == nil else { return call.redirect(to: .deviceStocktake(id.text)) }
        let words = call.words
        let others = places.filter { $0.place.id != page.stocktake.place.id }
        let form = Form(
            action: Route.stocktakeDifferences(id.text).path, token: call.token,
            content: """
                \(each: differences, { question(call, $0, page, others, state) })\
                \(Actions([
                    Button(words("difference.finish")).html,
                    Link(words("difference.back"), href: Route.deviceStocktake(id.text).path).html,
                ]))
                """)
        let key = differences.isEmpty ? "difference.none" : "difference.lead"
        return call.show(
            call.inventory(
                words("difference.title", ["place": page.stocktake.place.name]),
                part: .stocktakeDifferences(id.text),
                main: """
                    \(words.summary(of: state, labels: labels(words, differences)))<p class="lead">\(words(key))</p>\(form)
                    """, status: status.code, isWide: false, kicker: words("count.title")))
    }

    private static func labels(_ words: Words, _ differences: [StocktakeDifference]) -> [String: String] {
        Dictionary(
            differences.map { ($0.field(.note), "\(words("stocktake.note")), \($0.serial.text)") }
        ) { first, _ in first }
    }

    private static func question(
        _ call: Call, _ difference: StocktakeDifference, _ page: CountPage, _ places: [PlaceLine],
        _ state: FormState
    ) -> HTML {
        let words = call.words
        let name = difference.device.map { "\(words("device.kind.\($0.kind.rawValue)")) " } ?? ""
        let place = words.placeField(difference.field(.place), "difference.where", places, in: state)
        let choices = difference.choices.map { decision in
            Choice(
                decision.rawValue,
                words("difference.decision.\(decision.rawValue)", ["place": page.stocktake.place.name]),
                reveals: decision == .moved ? place.html : nil)
        }
        let note = TextField(
            words.field(difference.field(.note), "difference.note", in: state, isRequired: false),
            value: state[difference.field(.note)], isSpellchecked: true)
        return FieldSet(
            legend: name + difference.serial.text, hint: "<p>\(told(call, difference, page))</p>", id: nil,
            content: """
                \(HiddenField(name: "seen", value: "\(difference.kind.rawValue) \(difference.serial.text)"))\
                \(Radios(
                    words.field(difference.field(.decision), "difference.question", in: state), choices: choices,
                    value: state[difference.field(.decision)]))\(note)
                """
        ).html
    }

    /// What is found, what the register says, and where one came after the other.
    private static func told(
        _ call: Call, _ difference: StocktakeDifference, _ page: CountPage
    ) -> String {
        let words = call.words
        let status = difference.device.map { words("device.status.\($0.status.rawValue)").lowercased() }
        let since = difference.since.map { words.moment($0, today: call.today) } ?? ""
        let said = words(
            "difference.told.\(difference.kind.rawValue)",
            [
                "place": difference.place.isEmpty ? words("difference.noPlace") : difference.place,
                "status": status ?? "", "since": since,
            ])
        let before = difference.countedAt ?? page.stocktake.begunAt
        guard let changed = difference.since, changed > before else { return said }
        let key =
            difference.countedAt == nil ? "difference.changedSinceBegun" : "difference.changedSinceCounted"
        return "\(said) \(words(key, ["since": since]))"
    }

    private static func finish(_ call: Call) async throws -> Response {
        let (id, typed) = (try CountingPages.id(call), call.form.answers)
        let seen = Set(call.form.all("seen"))
        do {
            try await call.store.write(as: call.actor) {
                try $0.finishStocktake(id, typed: typed, seen: seen)
            }
            return call.redirect(to: .deviceStocktake(id.text), saying: "countFinished")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }
}
