import Domain
import HTTPBase
import Hummingbird
import Storage

/// The inventory and each device's own story.
enum DevicePages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.devices.path, .holding(.seeInventory), list),
        .get(Route.device(":serial").path, .holding(.seeInventory), page),
        .post(Route.restocking(":serial").path, .holding(.plan), restock),
    ]

    private static let pageSize = 50

    private static func list(_ call: Call) async throws -> Response {
        let (words, query) = (call.words, call.query)
        let filter = DeviceFilter(
            serial: String(query["serial"].prefix(40)), kind: DeviceKind(rawValue: query["kind"]),
            status: Device.Status(rawValue: query["status"]))
        let offset = max(0, min(Int(query["from"]) ?? 0, 1_000_000))
        let found = try await call.store.read(as: call.actor) {
            try $0.devices(filter, limit: pageSize + 1, offset: offset)
        }
        let rows = found.prefix(pageSize).map { line in
            Table.Row([
                Link(line.device.serial.text, href: Route.device(line.device.serial.text).path).html,
                .text(words("device.kind.\(line.device.kind.rawValue)")), .text(line.device.model),
                Badge(
                    text: words("device.status.\(line.device.status.rawValue)"),
                    tone: tone(line.device.status)
                ).html,
                line.reservedFor.map { Link($0.text, href: Route.order($0.text).path).html }
                    ?? .text(line.place),
            ])
        }
        let columns = ["device.serial", "device.kind", "device.model", "device.status", "device.place"]
            .map { Table.Column(words($0)) }
        let table: HTML =
            rows.isEmpty
            ? EmptyState(heading: words("device.none"), text: .text(words("device.none.hint"))).html
            : Table(
                caption: words("device.title"), isCaptionUnseen: true, columns: columns, rows: rows,
                hasRowKeys: true
            ).html
        let pager =
            offset > 0 || found.count > pageSize ? pager(call, offset, hasMore: found.count > pageSize) : ""
        return call.show(
            Screen(
                title: words("device.title"), heading: words("device.title"),
                main:
                    "\(InventoryTabs(call: call, here: .devices))\(filterForm(call, filter))\(table)\(pager)",
                bodyClass: "wide", here: .devices))
    }

    /// A serial number is no personal datum, so the filter may stand in the address.
    private static func filterForm(_ call: Call, _ filter: DeviceFilter) -> HTML {
        let words = call.words
        let kinds = DeviceKind.allCases.map {
            SelectField.Option(value: $0.rawValue, text: words("device.kind.\($0.rawValue)"))
        }
        let statuses = Device.Status.allCases.map {
            SelectField.Option(value: $0.rawValue, text: words("device.status.\($0.rawValue)"))
        }
        return """
            <form method="get" action="\(Route.devices.path)" class="filter">\
            \(TextField(Field("serial", label: words("device.serial")), value: filter.serial, width: .medium))\
            \(SelectField(Field("kind", label: words("device.kind")), options: kinds, value: filter.kind?.rawValue ?? "", prompt: words("filter.all")))\
            \(SelectField(Field("status", label: words("device.status")), options: statuses, value: filter.status?.rawValue ?? "", prompt: words("filter.all")))\
            \(Button(words("filter.button"), .secondary))</form>
            """
    }

    private static func pager(_ call: Call, _ offset: Int, hasMore: Bool) -> HTML {
        let (words, query) = (call.words, call.query)
        let link = { (from: Int) in
            Route.devices.path
                + "?serial=\(query["serial"].filter { $0.isASCII && ($0.isLetter || $0.isNumber) })"
                + "&kind=\(DeviceKind(rawValue: query["kind"])?.rawValue ?? "")"
                + "&status=\(Device.Status(rawValue: query["status"])?.rawValue ?? "")&from=\(from)"
        }
        return Pager(
            label: words("pager.label"), summary: nil,
            previous: offset > 0 ? Link(words("pager.previous"), href: link(max(0, offset - pageSize))) : nil,
            next: hasMore ? Link(words("pager.next"), href: link(offset + pageSize)) : nil
        ).html
    }

    static func tone(_ status: Device.Status) -> Tone {
        switch status {
        case .installed: .done
        case .inRepair, .lost: .attention
        default: .calm
        }
    }

    private static func page(_ call: Call) async throws -> Response {
        let serial = try SerialNumber.parse(try call.part("serial"))
        let asked = HindsightQuestion(call)
        let page = try await call.store.show(as: call.actor) {
            try $0.devicePage(serial, seenWith: asked.hindsight)
        }
        let (words, isStory) = (call.words, asked.hindsight == nil)
        let holder =
            page.installations.first { $0.to == nil }?.recipient
            ?? page.links.first { $0.to == nil }?.recipient
        let acts: HTML =
            isStory
            ? "\(try await restocking(call, page.device))\(DeviceActPages.links(call, page.device, of: holder))"
            : ""
        let status = page.device.status
        let now = [
            DefinitionList.Row(
                words("device.status"),
                Badge(text: words("device.status.\(status.rawValue)"), tone: tone(status)).html),
            .init(words("device.place"), place(page, words)),
        ]
        let facts = DefinitionList(
            rows: [
                .init(words("device.kind"), text: words("device.kind.\(page.device.kind.rawValue)")),
                .init(words("device.model"), text: page.device.model),
            ] + (isStory ? now : []) + [
                .init(words("device.receivedAt"), call.moment(page.receivedAt).html)
            ] + (isStory ? DeviceCareList(call: call, care: page.care).rows : []))
        let lifeLine = LifeLine(
            call: call, name: page.device.serial.text,
            lanes: [
                .init(
                    words("install.home"),
                    page.installations.map { .init($0.home.address.oneLine, from: $0.from, to: $0.to) }),
                .init(
                    words("lock.links"), page.links.map { .init($0.name, from: $0.from, to: $0.to) }),
            ])
        return call.show(
            Screen(
                title: page.device.serial.text, heading: page.device.serial.text, kicker: words("device.one"),
                main: """
                    \(words.summary(of: asked.state, labels: HindsightForm.labels(words)))\
                    \(HindsightForm(call: call, route: .device(serial.text), asked: asked))\(facts)\
                    \(acts)\(if: isStory, lifeLine.html)\(installations(call, page.installations, on: .device))\(links(call, page.links))\
                    \(if: isStory, "\(tests(call, page.tests))<section><h2>\(words("timeline.title"))</h2>\(call.timeline(page.timeline))</section>")
                    """, bodyClass: "narrow", here: .devices, status: asked.status))
    }

    /// For a device that is on its way back.
    private static func restocking(_ call: Call, _ device: Device) async throws -> HTML {
        guard device.status.mayBeRestocked, try call.actor.may(.plan) else { return "" }
        let places = try await call.store.read(as: call.actor) { try $0.storagePlaces() }
        let words = call.words
        let form = Form(
            action: Route.restocking(device.serial.text).path, token: call.token,
            content: """
                \(words.placeField("place", "device.restock.place", places, in: FormState(), isRequired: false))\
                <div class="actions">\(Button(words("device.restock"), .secondary))</div>
                """)
        return "<p>\(words("device.restock.lead"))</p>\(form)"
    }

    private static func restock(_ call: Call) async throws -> Response {
        let serial = try SerialNumber.parse(try call.part("serial"))
        let place = ID<StoragePlace>(call.form["place"])
        try await call.store.write(as: call.actor) { try $0.restock(serial, in: place) }
        return call.redirect(to: .device(serial.text), saying: "restocked")
    }

    private static func place(_ page: DevicePage, _ words: Words) -> HTML {
        if let home = page.installations.first(where: { $0.to == nil })?.home {
            return Link(home.address.oneLine, href: Route.dwelling(home.id.text).path).html
        }
        return .text(page.place.isEmpty ? words("form.notAnswered") : page.place)
    }

    /// Who opens their door with the lock, and who did.
    private static func links(_ call: Call, _ lines: [LinkLine]) -> HTML {
        guard !lines.isEmpty else { return "" }
        let words = call.words
        let rows = lines.map { line in
            Table.Row([
                Link(line.name, href: Route.person(line.recipient.text).path).html,
                call.moment(line.from).html,
                line.to.map { call.moment($0).html } ?? .text(words("lock.now")),
            ])
        }
        let columns = ["install.for", "install.from", "install.to"].map { Table.Column(words($0)) }
        let table = Table(caption: words("lock.links"), isCaptionUnseen: true, columns: columns, rows: rows)
        return PagePart(words("lock.links"), table.html).html
    }

    private static func tests(_ call: Call, _ tests: [TestLine]) -> HTML {
        guard !tests.isEmpty else { return "" }
        let words = call.words
        return """
            <section><h2>\(words("device.tests"))</h2><ul>\(each: tests, { test in
                "<li>\(Badge(text: words(test.passed ? "install.test.passed" : "install.test.failed"), tone: test.passed ? .done : .attention)) \(call.moment(test.at)), \(test.who) \(test.remark)</li>"
            })</ul></section>
            """
    }

    /// Whose page the installations stand on; what they have in common is not said in every row.
    enum Subject { case device, person, home, unit }

    /// Where a device has been, or what has been in a home or with a person.
    /// - Parameter mayCorrect: whether the page is one to put facts right from.
    static func installations(
        _ call: Call, _ lines: [InstallationLine], on subject: Subject, mayCorrect: Bool = false
    ) -> HTML {
        let words = call.words
        guard !lines.isEmpty else { return "" }
        let isTeam = (try? call.actor)?.partyRole == .team
        let cells: [(key: String, omitted: [Subject], cell: (InstallationLine) -> HTML)] = [
            ("install.device", [.device], { deviceCell(words, $0.device, isTeam: isTeam) }),
            ("install.home", [.home], { homeCell($0.home, isTeam: isTeam) }),
            ("install.for", [.person, .unit], { personCell(words, $0) }),
            (
                "install.from", [],
                { line in
                    "\(call.moment(line.from)) \(if: line.order, { Link($0.text, href: Route.order($0.text).path).html })"
                }
            ),
            ("install.to", [], { $0.to.map { call.moment($0).html } ?? .text(words("install.now")) }),
        ]
        let shown = cells.filter { !$0.omitted.contains(subject) }
        let corrects = mayCorrect && (try? call.actor)?.may(.plan) ?? false
        let table = Table(
            caption: words("install.title"), isCaptionUnseen: true,
            columns: shown.map { Table.Column(words($0.key)) }
                + (corrects ? [Table.Column(words("correction.link"), isUnseen: true)] : []),
            rows: lines.map { line in
                Table.Row(shown.map { $0.cell(line) } + (corrects ? [correction(words, line)] : []))
            })
        return PagePart(words("install.title"), table.html).html
    }

    /// What other facts hang on is not put right by hand.
    private static func correction(_ words: Words, _ line: InstallationLine) -> HTML {
        guard [.alarmBase, .alarmButton].contains(line.device.kind), line.recipient != nil else { return "" }
        return Link(
            words("correction.link"), href: Route.fact(FactKind.installation.rawValue, line.fact.text).path,
            context: line.device.serial.text
        ).html
    }

    /// With its way there for the team; a unit has none.
    static func deviceCell(_ words: Words, _ device: Device, isTeam: Bool) -> HTML {
        let serial: HTML =
            isTeam
            ? Link(device.serial.text, href: Route.device(device.serial.text).path).html
            : .text(device.serial.text)
        return "\(words("device.kind.\(device.kind.rawValue)")) \(serial)"
    }

    private static func homeCell(_ home: Dwelling, isTeam: Bool) -> HTML {
        isTeam
            ? Link(home.address.oneLine, href: Route.dwelling(home.id.text).path).html
            : .text(home.address.oneLine)
    }

    private static func personCell(_ words: Words, _ line: InstallationLine) -> HTML {
        guard let id = line.recipient else { return .text(line.unit ?? words("install.forHome")) }
        return Link(line.recipientName ?? "", href: Route.person(id.text).path).html
    }
}
