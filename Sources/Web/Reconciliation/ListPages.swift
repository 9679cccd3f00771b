import Domain
import HTTPBase
import HTTPTypes
import Hummingbird
import Storage

/// Taking another system's list: first looked at, with what would follow, then all of it or nothing.
enum ListPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.listReceiving.path, .holding(.reconcile), form),
        .post(Route.listReceiving.path, .holding(.reconcile), receive),
    ]

    private static func form(_ call: Call) async throws -> Response {
        show(call, ListForm(call: call, state: FormState(Answers(["asOf": call.today.description]))))
    }

    private static func show(
        _ call: Call, _ form: ListForm, status: HTTPResponse.Status = .ok
    ) -> Response {
        call.show(
            call.reconciliation(
                call.words("reconcile.receive"), kicker: call.words("reconcile.title"),
                main: """
                    \(call.words.summary(of: form.state, labels: form.labels))\
                    <p class="lead">\(call.words("reconcile.receive.lead"))</p>\(form)
                    """, status: status.code))
    }

    private static func receive(_ call: Call) async throws -> Response {
        var typed = call.form.answers
        // Cleaned text has lost the tabs between the columns.
        typed["file"] = call.form["file"]
        let bytes = Array(call.form["file"].utf8)
        var form = ListForm(
            call: call, state: FormState(typed), headers: ReceivedList.headers(of: bytes))
        do {
            let list = try ReceivedList(bytes, typed, today: call.today)
            form.list = list
            if list.faultCount == 0, call.form["act"] == "take" {
                _ = try await call.store.write(as: call.actor) { try $0.take(list, of: bytes) }
                return call.redirect(to: .reconciliation, saying: "listTaken")
            }
            if list.faultCount == 0 {
                form.outcome = try await call.store.rehearse(list, of: bytes, as: call.actor)
            }
            let isRefused = list.faultCount > 0 && call.form["act"] == "take"
            return show(call, form, status: isRefused ? .unprocessableContent : .ok)
        } catch let error as AppError where [.invalid, .conflict].contains(error.code) {
            form.state = FormState(typed, faults: error.faults)
            return show(call, form, status: error.code.status)
        }
    }
}

/// The form of a list; under it, once it has been looked at, what is wrong with it or what would follow.
struct ListForm: Component {
    let call: Call
    var state: FormState
    /// The names of the file's columns, once there is a file.
    var headers: [String] = []
    var list: ReceivedList?
    var outcome: ListOutcome?

    private var words: Words { call.words }

    var labels: [String: String] {
        Dictionary(
            uniqueKeysWithValues: [
                ("source", words("reconcile.source")), ("asOf", words("reconcile.asOf")),
                ("file", words("reconcile.file")),
            ])
    }

    var html: HTML {
        let check = Button(
            words("reconcile.check"), outcome == nil ? .primary : .secondary, name: "act", value: "check")
        let take = outcome.map { _ in Button(words("reconcile.take"), name: "act", value: "take").html }
        return Form(
            action: Route.listReceiving.path, token: call.token,
            content: """
                \(head)\(file)\(mapping)\(if: list, faults)\(if: outcome, preview)\(Actions([check.html, take]))
                """
        ).html
    }

    private var head: HTML {
        let choices = ListSource.allCases.map {
            Choice(
                $0.rawValue, words("reconcile.source.\($0.rawValue)"),
                hint: words("reconcile.source.hint.\($0.rawValue)"))
        }
        return """
            \(Radios(words.field("source", "reconcile.source", in: state), choices: choices, value: state["source"]))\
            \(DateField(
                words.field("asOf", "reconcile.asOf", in: state), value: state["asOf"], latest: call.today.description))
            """
    }

    private var file: HTML {
        """
        \(FileToRead(
            label: words("reconcile.upload"), hint: words("reconcile.upload.hint"), into: Field.id(of: "file"),
            accept: ".csv,.txt"))\
        \(TextArea(words.field("file", "reconcile.file", in: state), value: state["file"], rows: 10, isCode: true))
        """
    }

    /// Shown once there are columns to choose among: what was guessed can be looked at, and changed.
    private var mapping: HTML {
        guard let source = ListSource(rawValue: state["source"]), !headers.isEmpty else { return "" }
        let known = ColumnMapping(guessing: headers, from: source)
        let names = headers.indices.map { ColumnMapping.name(of: $0, in: headers) }
        let options = headers.indices.map { place in
            SelectField.Option(
                value: names[place],
                text: headers[place].isEmpty
                    ? words("reconcile.column.unnamed", ["place": "\(place + 1)"]) : headers[place])
        }
        let fields = source.fields.map { field -> HTML in
            let isRequired = source.required.contains(field)
            let guess = known.columns[field].map { names[$0] } ?? (isRequired ? "" : ColumnMapping.none)
            let none = SelectField.Option(value: ColumnMapping.none, text: words("reconcile.column.none"))
            return SelectField(
                words.field(
                    field.formName, "reconcile.column.\(field.rawValue)", in: state, isRequired: isRequired),
                options: isRequired ? options : [none] + options,
                value: state[field.formName].isEmpty ? guess : state[field.formName],
                prompt: isRequired ? words("reconcile.column.choose") : nil, width: .medium
            ).html
        }
        return FieldSet(
            legend: words("reconcile.columns"), hint: "<p>\(words("reconcile.columns.hint"))</p>", id: nil,
            content: "\(fields)"
        ).html
    }

    private func faults(_ list: ReceivedList) -> HTML {
        guard list.faultCount > 0 else { return "" }
        let rows = list.faults.map { Table.Row([.text("\($0.line)"), .text(words($0.fault))]) }
        let said = words(
            "reconcile.unsound", ["count": "\(list.faultCount)", "rows": "\(list.rowCount)"])
        let more = list.faultCount - list.faults.count
        return """
            \(Notice(content: "<p>\(said)</p>", tone: .attention))\
            \(Table(
                caption: words("reconcile.faults"),
                columns: [.init(words("reconcile.row"), isNumeric: true), .init(words("reconcile.fault"))], rows: rows))\
            \(if: more > 0, "<p>\(words("reconcile.moreFaults", ["count": "\(more)"]))</p>")
            """
    }

    private func preview(_ outcome: ListOutcome) -> HTML {
        let rows = outcome.changes.map { change in
            Table.Row([
                .text(words("reconcile.kind.\(change.kind.rawValue)")), .text("\(change.found)"),
                .text("\(change.new)"), .text("\(change.resolved)"),
            ])
        }
        let columns = [
            Table.Column(words("reconcile.difference")),
            Table.Column(words("reconcile.standing"), isNumeric: true),
            Table.Column(words("reconcile.new"), isNumeric: true),
            Table.Column(words("reconcile.gone"), isNumeric: true),
        ]
        let units = outcome.unknownUnits.map { unit -> HTML in
            .text(words("reconcile.unknownUnit", ["unit": unit.name, "count": "\(unit.rows)"]))
        }
        let strange: HTML =
            units.isEmpty
            ? ""
            : Notice(
                content: "<p>\(words("reconcile.unknownUnits"))</p>\(PlainList(units))", tone: .attention
            ).html
        let table: HTML =
            rows.isEmpty
            ? "<p>\(words("reconcile.agree"))</p>"
            : Table(caption: words("reconcile.preview"), columns: columns, rows: rows).html
        return """
            \(Notice(content: "<p>\(words("reconcile.sound", ["rows": "\(outcome.rows)"]))</p>", tone: .done))\
            \(strange)\(table)
            """
    }
}
