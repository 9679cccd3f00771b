import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// The list to check the cabinet against, on paper or on a phone; what is missing is reported from it.
enum StocktakePage {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.stocktake.path, .holding(.workOnUnitDuties), list),
        .post(Route.stocktake.path, .holding(.workOnUnitDuties), report),
    ]

    private static func list(_ call: Call) async throws -> Response { try await show(call, FormState()) }

    private static func show(
        _ call: Call, _ state: FormState, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let held = try await call.store.show(as: call.actor) { try $0.keyHoldings() }
            .filter { $0.holder == .unit }
        let words = call.words
        let form = Form(
            action: Route.stocktake.path, token: call.token,
            content: """
                \(table(call, held, missing: Set(call.form.all("missing"))))\
                \(FieldSet(
                    legend: words("stocktake.missing"), hint: .text(words("stocktake.missing.hint")), id: nil,
                    content: LossFields(call: call, state: state).html))\
                <div class="actions">\(Button(words("stocktake.button"), .danger))</div>
                """)
        let labels = [
            "noticedOn": words("keys.loss.noticedOn"), "account": words("keys.loss.account"),
        ]
        return call.show(
            Screen(
                title: words("stocktake.title"), heading: words("stocktake.title"),
                main: """
                    \(words.summary(of: state, labels: labels))<p class="lead">\(words("stocktake.lead"))</p>\
                    \(if: held.isEmpty, EmptyState(heading: words("holdings.none"), text: nil).html)\
                    \(if: !held.isEmpty, form.html)
                    """, bodyClass: "wide", here: .keys(nil), status: status))
    }

    private static func table(_ call: Call, _ held: [KeyHolding], missing: Set<String>) -> HTML {
        let words = call.words
        let columns = [
            Table.Column(words("holdings.place"), isTight: true), Table.Column(words("holdings.keys")),
            Table.Column(words("holdings.person")), Table.Column(words("stocktake.isMissing")),
        ]
        let rows = held.map { holding in
            let keys = holding.keys
            return Table.Row([
                .text(keys.place.isEmpty ? words("keys.placeMissing") : keys.place),
                .text(words.said(keys.item)), .text(holding.recipientName),
                RowCheckbox(
                    name: "missing", value: keys.id.text,
                    label: "\(words("stocktake.isMissing")): \(words.said(keys.item)), \(keys.place)",
                    isChecked: missing.contains(keys.id.text)
                ).html,
            ])
        }
        return Table(
            caption: words("stocktake.title"), isCaptionUnseen: true, columns: columns, rows: rows
        ).html
    }

    private static func report(_ call: Call) async throws -> Response {
        let (ids, typed, words) = (
            call.form.all("missing").compactMap { ID<HeldKeys>($0) }, call.form.answers, call.words
        )
        do {
            guard !ids.isEmpty else { throw AppError.invalid("stocktake.none") }
            try await call.store.write(as: call.actor) {
                try $0.reportMissing(ids, typed: typed) { words.said($0) }
            }
            return call.redirect(to: .keys(nil), saying: "keysMissing")
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            return try await show(call, FormState(call.form, error), status: error.code.status)
        }
    }
}
