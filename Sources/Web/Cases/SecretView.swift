import Domain
import HTTPBase
import Storage

/// A secret answer behind a button.
struct SecretView: Component {
    let call: Call
    let order: Case
    let field: Domain.Field
    let secret: (field: String, value: RevealedSecret)?
    let visit: ID<Visit>?

    var html: HTML {
        let label = field.label(call.words.language)
        var hidden = [HiddenField(name: "field", value: field.key)]
        if let visit { hidden.append(HiddenField(name: "visit", value: visit.text)) }
        let part = Secret(
            label: label, value: value, fault: isUnreadable ? call.words("secret.unreadable") : nil,
            reveal: FormButton(
                action: Route.secret(order.number.text).path + "#secret-\(field.key)", token: call.token,
                button: Button(call.words("secret.show"), .secondary, context: label), hidden: hidden)
        )
        return "<div id=\"secret-\(field.key)\">\(part)</div>"
    }

    private var shown: RevealedSecret? { secret?.field == field.key ? secret?.value : nil }
    private var value: String? { if case .value(let value) = shown { value } else { nil } }
    private var isUnreadable: Bool { if case .unreadable = shown { true } else { false } }
}

extension Call {
    /// Of a secret that cannot be opened, in the log: why, and nothing of what it is or whose.
    func tell(of fault: SecretFault) {
        context.logger.error("a secret cannot be opened", metadata: ["reason": "\(discreetly(fault))"])
    }
}
