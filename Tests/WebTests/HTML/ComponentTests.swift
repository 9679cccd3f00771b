import Testing

@testable import Web

@Suite("Components say in words what they show in colour")
struct ComponentTests {
    @Test("a status line's mark is decoration, its words are the message")
    func statusLine() {
        let html = StatusLine(text: "Väntar på \("<oss>")", tone: .danger).html.description
        #expect(html.contains("class=\"status tone-danger loud\""))
        #expect(
            html.contains(
                "<span class=\"mark\" aria-hidden=\"true\"></span><span>Väntar på &lt;oss&gt;</span>"))
    }

    @Test("only attention and danger are loud")
    func loud() {
        #expect(Tone.allCases.filter { $0.cssClass.hasSuffix(" loud") } == [.attention, .danger])
    }

    @Test("progress says each step's state, and which is the current one")
    func steps() {
        let html = ProgressSteps(
            label: "Så långt",
            steps: [
                .init(text: "Beställd", state: .done, detail: "19 nov"),
                .init(text: "Bokad", state: .current),
                .init(text: "Klar", state: .upcoming),
            ],
            words: .init(done: "klart", current: "nu", upcoming: "återstår")
        ).html.description
        #expect(html.hasPrefix("<ol class=\"steps\" aria-label=\"Så långt\">"))
        #expect(html.contains("Beställd<span class=\"unseen\">, klart</span>"))
        #expect(html.contains("Klar<span class=\"unseen\">, återstår</span>"))
        #expect(html.contains("<li class=\"step current\" aria-current=\"step\">"))
        #expect(html.split(separator: "aria-current").count == 2)
    }

    @Test("a task without a link is text, and its state is a word")
    func tasks() {
        let html = TaskList(items: [
            .init(title: "Boka", href: "/a", status: Badge(text: "Nu")),
            .init(title: "Journal", status: Badge(text: "Klar", tone: .done)),
        ]).html.description
        #expect(html.contains("<a href=\"/a\">Boka</a>"))
        #expect(html.contains("<li class=\"task tone-done\">"))
        #expect(html.contains(">Journal</div>"))
        #expect(html.contains("<span class=\"badge tone-done\">Klar</span>"))
    }

    @Test("a moment has its exact time for machines and in the tooltip")
    func time() {
        let time = TimeText(text: "i går", iso: "2026-11-19T14:02+01:00", exact: "19 november")
        #expect(
            time.html.description
                == "<time datetime=\"2026-11-19T14:02+01:00\" title=\"19 november\">i går</time>")
    }

    @Test("a table has a caption, headers with scope and labels for narrow screens")
    func table() {
        let html = Table(
            caption: "Ärenden",
            columns: [
                .init("Nr", isTight: true), .init("Antal", isNumeric: true), .init("Val", isUnseen: true),
            ],
            rows: [.init(["<a href=\"/1\">1</a>", "2", ""], tone: .attention)], hasRowKeys: true
        ).html.description
        #expect(html.contains("<table data-rows><caption>Ärenden</caption>"))
        #expect(
            html.contains(
                "<th scope=\"col\" class=\"tight\">Nr</th><th scope=\"col\" class=\"number\">Antal</th>"))
        #expect(html.contains("<th scope=\"col\"><span class=\"unseen\">Val</span></th>"))
        #expect(
            html.contains(
                "<tr class=\"tone-attention loud\"><th scope=\"row\" class=\"tight\"><a href=\"/1\">"
            ))
        #expect(
            html.contains("<td class=\"number\" data-label=\"Antal\">2</td><td data-label=\"\"></td></tr>"))
    }

    @Test("tabs name themselves and mark the current one")
    func tabs() {
        let html = Tabs(
            label: "Vyer",
            tabs: [
                .init(text: "Nya", href: "?v=a&b", count: 3, isCurrent: true),
                .init(text: "Sena", href: "?v=late"),
            ]
        ).html.description
        #expect(html.contains("aria-label=\"Vyer\""))
        #expect(
            html.contains(
                "<a href=\"?v=a&amp;b\" aria-current=\"page\">Nya <span class=\"count tone-calm\">3<"
            ))
        #expect(html.contains("<a href=\"?v=late\">Sena</a>"))
    }

    @Test("a search with a token is posted, so that no name ends up in an address")
    func search() {
        let box = SearchBox(action: "/search", label: "Sök", button: "Sök", token: FormToken(value: "t"))
        #expect(box.html.description.contains("role=\"search\" method=\"post\""))
        #expect(box.html.description.contains("<label class=\"unseen\" for=\"search\">Sök</label>"))
    }

    @Test("a secret is a button until it was asked for")
    func secret() {
        let reveal = FormButton(
            action: "/code", token: FormToken(value: "t"), button: Button("Visa", .secondary))
        let hidden = Secret(label: "Portkod", value: nil, reveal: reveal).html.description
        let shown = Secret(label: "Portkod", value: "4711", reveal: reveal).html.description
        #expect(hidden.contains("action=\"/code\"") && !hidden.contains("<output"))
        #expect(shown.contains("<output class=\"secret-value\">4711</output>") && !shown.contains("<form"))
    }

    @Test("only the visit's current step is open")
    func visitSteps() {
        let steps: [VisitSteps.Step] = [
            .init(title: "Framme", state: .done, stateText: "klart", content: "<i>1</i>"),
            .init(title: "Läs av", state: .current, stateText: "nu", content: "<i>2</i>"),
            .init(title: "Prova", state: .upcoming, stateText: "sedan"),
        ]
        let html = VisitSteps(steps: steps).html.description
        #expect(
            html.contains(
                "<details><summary><h2>Framme <span class=\"big-step-state\">klart</span></h2></summary>"))
        #expect(
            html.contains(
                "Läs av <span class=\"big-step-state\">nu</span></h2><div class=\"big-step-body\">"
            ))
        #expect(!html.contains("<details open"))
    }
}
