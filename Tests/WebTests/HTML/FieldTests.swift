import Domain
import Testing

@testable import Web

@Suite("Form fields tell assistive technology what they show")
struct FieldTests {
    private let faulty = Field(
        "recipient.phone", label: "Telefon", hint: "Med riktnummer", error: "Skriv ett \"helt\" nummer.")

    @Test("a field's ids come from its name")
    func ids() {
        #expect(faulty.id == "f-recipient-phone")
        #expect(faulty.hintID == "f-recipient-phone-hint")
        #expect(faulty.errorID == "f-recipient-phone-error")
        #expect(Field.id(of: "contacts.0.name") == "f-contacts-0-name")
        #expect(Field.id(of: "a b\"<å") == "f-a-b---")
    }

    @Test("label, hint and fault are tied to the control")
    func tied() {
        let html = TextField(faulty, value: "<1>", kind: .tel, maxLength: 20).html.description
        #expect(html.contains("<label for=\"f-recipient-phone\">Telefon</label>"))
        #expect(html.contains("<p class=\"hint\" id=\"f-recipient-phone-hint\">Med riktnummer</p>"))
        #expect(html.contains("id=\"f-recipient-phone-error\">Skriv ett &quot;helt&quot; nummer.</p>"))
        #expect(html.contains("id=\"f-recipient-phone\" name=\"recipient.phone\""))
        #expect(html.contains("aria-describedby=\"f-recipient-phone-hint f-recipient-phone-error\""))
        #expect(html.contains("aria-invalid=\"true\""))
        #expect(html.contains("value=\"&lt;1&gt;\""))
        #expect(html.contains("maxlength=\"20\""))
    }

    @Test("a field without hint or fault says nothing of them")
    func plain() {
        let html = TextField(Field("name", label: "Namn", mark: "(frivilligt)")).html.description
        for absent in [
            "aria-describedby", "aria-invalid", "aria-required", "class=\"error\"", "class=\"hint\"",
            "hidden",
        ] {
            #expect(!html.contains(absent))
        }
        #expect(html.contains("Namn <span class=\"optional\">(frivilligt)</span></label>"))
        #expect(html.contains("autocomplete=\"off\""))
        #expect(html.contains("spellcheck=\"false\""))
    }

    @Test("a required field says so")
    func required() {
        let field = Field("day", label: "Dag", isRequired: true)
        #expect(DateField(field).html.description.contains("aria-required=\"true\""))
    }

    @Test("a text that begins with a line feed keeps it")
    func textAreaKeepsLineFeed() {
        let html = TextArea(Field("note", label: "Not"), value: "\nrad </textarea>").html.description
        #expect(html.contains(">\n\nrad &lt;/textarea&gt;</textarea>"))
    }

    @Test("the chosen option is selected, and no other")
    func select() {
        let options = [
            SelectField.Option(value: "a", text: "Åsa"), SelectField.Option(value: "b", text: "Bo"),
        ]
        let groups = [SelectField.Group(label: "Övriga", options: [.init(value: "c", text: "Cia")])]
        let html = SelectField(
            Field("who", label: "Vem"), options: options, groups: groups, value: "c", prompt: "Välj"
        ).html.description
        #expect(html.contains("<option value=\"\">Välj</option><option value=\"a\">Åsa</option>"))
        #expect(
            html.contains("<optgroup label=\"Övriga\"><option value=\"c\" selected>Cia</option></optgroup>"))
        #expect(html.split(separator: "selected").count == 2)
    }

    @Test("a radio group has a legend, and its first choice is where a fault leads")
    func radios() {
        let field = Field("keys.home", label: "Är nyckeln hämtad?", error: "Välj ett svar.")
        let choices = [Choice("yes", "Ja", hint: "Kvitterad"), Choice("no", "Nej")]
        let html = Radios(field, choices: choices, value: "no").html.description
        #expect(html.contains("<legend>Är nyckeln hämtad?</legend>"))
        #expect(html.contains("id=\"f-keys-home-set\" aria-describedby=\"f-keys-home-error\""))
        #expect(
            html.contains(
                "id=\"f-keys-home\" name=\"keys.home\" value=\"yes\" aria-describedby=\"f-keys-home-about\""))
        #expect(
            html.contains(
                "id=\"f-keys-home-2\" name=\"keys.home\" value=\"no\" aria-invalid=\"true\" checked>"))
        #expect(html.contains("<label for=\"f-keys-home-2\">Nej</label>"))
        let summary = ErrorSummary(
            heading: "Ett fel", items: [.init(text: "Välj ett svar.", field: "keys.home")])
        #expect(summary.html.description.contains("href=\"#f-keys-home\""))
    }

    @Test("checkboxes keep every chosen value")
    func checkboxes() {
        let choices = ["a", "b", "c"].map { Choice($0, $0) }
        let html = Checkboxes(Field("x", label: "X"), choices: choices, values: ["a", "c"]).html.description
        #expect(html.contains("value=\"a\" checked>"))
        #expect(html.contains("value=\"b\"><label"))
        #expect(html.contains("value=\"c\" checked>"))
    }

    @Test("an error summary is announced, can take focus, and links each fault to its field")
    func errorSummary() {
        let html = ErrorSummary(
            heading: "Två fel",
            items: [.init(text: "Skriv <namn>", field: "recipient.name"), .init(text: "Sessionen är slut")]
        ).html.description
        #expect(html.contains("role=\"alert\" tabindex=\"-1\" data-error-summary"))
        #expect(
            html.contains(
                "<li><a href=\"#f-recipient-name\">Skriv &lt;namn&gt;</a></li><li>Sessionen är slut</li>"))
    }

    @Test("a form carries its proof, and leaves listing faults to the server")
    func form() {
        let autosave = Form.Autosave(
            action: "/drafts/1", saving: "Sparar", saved: "Sparat", failed: "Ej sparat")
        let html = Form(
            action: "/orders", token: FormToken(value: "a\"b"), autosave: autosave, content: "<p>"
        ).html.description
        #expect(
            html.hasPrefix("<form method=\"post\" action=\"/orders\" novalidate data-autosave=\"/drafts/1\">")
        )
        #expect(html.contains("<input type=\"hidden\" name=\"csrf\" value=\"a&quot;b\">"))
        #expect(html.contains("role=\"status\" data-autosave-state data-saving=\"Sparar\""))
    }

    @Test("the camera button is hidden until the browser can scan")
    func scan() {
        let html = TextField(
            Field("serial", label: "Serienummer"), scan: .init(button: "Läs av", stop: "Stäng")
        ).html
        #expect(
            html.description.contains(
                "type=\"button\" data-scan=\"f-serial\" data-stop=\"Stäng\" hidden>Läs av"))
    }

    @Test("a group that depends on an answer says on what, and explains itself to those without scripts")
    func conditional() {
        let condition = Domain.Condition.all([
            .equals("lock", "yes"), .not(.any([.answered("no\"te"), .equals("a", "å<")])),
        ])
        let html = Conditional(condition: condition, explanation: "Om lås:", content: "<p>").html
            .description
        let written = html.replacing("&quot;", with: "'").replacing("&#34;", with: "'").replacing(
            "&lt;", with: "<")
        #expect(
            written.contains(
                #"""
                data-shows-when="{'all':[{'equals':['lock','yes']},{'not':{'any':[{'answered':'no\'te'},{'equals':['a','å<']}]}}]}"
                """#))
        #expect(html.contains("data-plain>Om lås:</p><p>"))
    }
}
