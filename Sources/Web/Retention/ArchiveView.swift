import Documents
import Domain
import HTTPBase
import Storage

/// What is to be handed over to the archive, the transfer that is under way, and those that were.
struct ArchiveView {
    let call: Call
    let overview: RetentionOverview
    let state: FormState

    private var words: Words { call.words }
    private var archive: ArchiveOverview { overview.archive }

    var html: HTML {
        guard archive.current != nil || !archive.transfers.isEmpty || overview.files.researchCount > 0 else {
            return ""
        }
        return PagePart(
            words("archive.title"),
            """
            <p>\(words("archive.lead"))</p>\(archive.current.map(underWay) ?? next)\(log)\
            <p>\(Link(words("archive.schema"), href: Assets.address(of: "personal-files.xsd")))</p>
            """
        ).html
    }

    /// Those about people who are protected, and about others too, are handed over by somebody who has been let in.
    private var next: HTML {
        let (count, left) = (
            overview.files.transferableCount, overview.files.researchCount - overview.files.transferableCount
        )
        let rest = left > 0 ? "<p class=\"hint\">\(words("archive.left", count: left))</p>" : "" as HTML
        guard count > 0 else { return "<p>\(words("archive.none"))</p>\(rest)" }
        let form = Form(
            action: Route.archiveTransfers.path, token: call.token,
            content: "\(Actions([Button(words("archive.make"), .secondary).html]))")
        return "<p>\(words("archive.count", count: count))</p>\(rest)\(form)"
    }

    private func underWay(_ transfer: TransferLine) -> HTML {
        let number = String(transfer.number)
        let facts = DefinitionList(
            rows: [
                .init(words("archive.column.number"), text: number),
                .init(words("archive.column.people"), text: String(transfer.people)),
                .init(words("archive.made"), "\(call.moment(transfer.madeAt)), \(transfer.madeBy)"),
            ])
        let fetched = archive.fetched.map { file -> HTML in
            "\(call.moment(file.at)), \(file.who): <code class=\"digest\">\(file.digest)</code>"
        }
        let files: HTML =
            fetched.isEmpty
            ? "" : "<p>\(words("archive.fetched"))</p>\(PlainList(fetched))"
        return """
            \(facts)\(fetch(number))\(files)\
            \(if: !fetched.isEmpty, receipt(number))\(withdrawal(number))
            """
    }

    private func fetch(_ number: String) -> HTML {
        Form(
            action: Route.archiveFile(number).path, token: call.token,
            content: "\(Actions([Button(words("archive.fetch"), .secondary).html]))"
        ).html
    }

    private func receipt(_ number: String) -> HTML {
        let reference = TextField(
            words.field("reference", "archive.reference", in: state), value: state["reference"])
        let digest = TextField(words.field("digest", "archive.digest", in: state), value: state["digest"])
        let form = Form(
            action: Route.archiveReceipt(number).path, token: call.token,
            content: "\(reference)\(digest)\(Actions([Button(words("archive.receive")).html]))")
        return "\(Heading(.text(words("archive.answered")), level: .three))\(form)"
    }

    private func withdrawal(_ number: String) -> HTML {
        let reason = TextField(words.field("reason", "archive.reason", in: state), value: state["reason"])
        let form = Form(
            action: Route.archiveWithdrawal(number).path, token: call.token,
            content: "\(reason)\(Actions([Button(words("archive.withdraw"), .secondary).html]))")
        return "\(Heading(.text(words("archive.notSent")), level: .three))\(form)"
    }

    private var log: HTML {
        let ended = archive.transfers.compactMap { line in line.ending.map { (line, $0) } }
        guard !ended.isEmpty else { return "" }
        let rows = ended.map { line, ending in
            Table.Row([
                .text(String(line.number)), .text(String(line.people)), call.moment(line.madeAt).html,
                .text(words("archive.outcome.\(ending.outcome.rawValue)")), .text(ending.note),
                call.moment(ending.at).html, .text(ending.who),
            ])
        }
        let columns = ["number", "people", "made", "outcome", "note", "at", "who"].map {
            Table.Column(words("archive.column.\($0)"), isNumeric: $0 == "people")
        }
        let table = Table(
            caption: words("archive.log"), isCaptionUnseen: true, columns: columns, rows: rows)
        return "\(Heading(.text(words("archive.log")), level: .three))\(table)"
    }
}

extension TransferDocument {
    /// In Swedish, whoever fetches it: the archive keeps it.
    init(_ files: TransferredFiles) {
        let words = Words.of(.swedish)
        self.init(
            municipality: files.municipality, number: files.number, madeAt: files.madeAt.iso8601,
            routines: files.routines.map { Routine(slug: $0.slug, edition: $0.edition, source: $0.source) },
            files: files.files.map { file in
                File(
                    id: file.id.text,
                    records: file.records.map { record in
                        Record(
                            kind: record.kind.rawValue, title: words("archive.kind.\(record.kind.rawValue)"),
                            isPast: record.isPast, values: record.values.map { ($0.name, $0.text) })
                    })
            })
    }
}
