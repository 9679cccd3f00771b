import Domain
import HTTPBase
import Storage

/// A secret answer behind a button.
struct SecretView: Component {
    let call: Call
    let order: Case
    let field: Domain.Field
    let secret: (field: String, value: String)?
    let visit: ID<Visit>?

    var html: HTML {
        let label = field.label(call.words.language)
        var hidden = [HiddenField(name: "field", value: field.key)]
        if let visit { hidden.append(HiddenField(name: "visit", value: visit.text)) }
        let shown = Secret(
            label: label, value: secret?.field == field.key ? secret?.value : nil,
            reveal: FormButton(
                action: Route.secret(order.number.text).path + "#secret-\(field.key)", token: call.token,
                button: Button(call.words("secret.show"), .secondary, context: label), hidden: hidden)
        )
        return "<div id=\"secret-\(field.key)\">\(shown)</div>"
    }
}
