import Domain

/// A camera mounted and supervised by one order of one unit: every duty about cameras, without the two halves of a move.
public enum CameraRoutine {
    public static let file = RoutineFile(
        name: "camera-order.yaml",
        text: """
            slug: camera-order
            edition: "1"
            title: {sv: Beställa trygghetskamera, en: Order a safety camera}
            appliesWhen: {sv: När det behövs., en: When it is needed.}
            retention: personalFile
            document: {owner: Välfärdsteknikteamet, establishedBy: Valfärdsteamet, status: perhapsSuperseded}
            channel: {name: Hemtrygg, path: [{sv: Kamera, en: Camera}]}
            parties:
              - {key: unit, role: orderer, name: {sv: verksamheten, en: the unit}}
              - {key: team, role: team, name: {sv: teamet, en: the team}}
            systems:
              - {key: records, name: Journalen}
            forms:
              - party: unit
                groups:
                  - key: who
                    heading: {sv: Vem?, en: Who?}
                    fields:
                      - {key: number, kind: identityNumber, label: {sv: Nummer, en: Number}, required: true, fills: recipientNumber}
                      - {key: name, kind: personName, label: {sv: Namn, en: Name}, required: true, fills: recipientName}
                      - {key: place, kind: address, label: {sv: Adress, en: Address}, required: true, fills: recipientHome}
                      - {key: serial, kind: serial, device: safetyCamera, label: {sv: Kamerans nummer, en: The camera}, required: false}
                      - key: signs
                        kind: choiceMany
                        label: {sv: Skyltar, en: Signs}
                        choices:
                          - {value: en, label: {sv: Engelska, en: English}}
                          - {value: fa, label: {sv: Persiska, en: Persian}}
                          - {value: ar, label: {sv: Arabiska, en: Arabic}}
                          - {value: so, label: {sv: Somaliska, en: Somali}}
                        required: false
                        fills: signLanguages
                      - {key: cohabitant, kind: yesNo, label: {sv: Sammanboende?, en: A cohabitant?}, required: true}
            duties:
              - {key: consent, party: team, kind: consent, from: recipient, title: {sv: Samtycke, en: Consent}}
              - key: otherConsent
                party: team
                kind: consent
                from: cohabitant
                title: {sv: Den andras samtycke, en: The other's consent}
                when: {equals: {cohabitant: "yes"}}
              - {key: book, party: team, kind: book, purpose: install, title: {sv: Boka, en: Book}}
              - {key: install, party: team, kind: install, devices: [safetyCamera], title: {sv: Montera, en: Mount}, after: [book]}
              - {key: notices, party: team, kind: postNotices, title: {sv: Skyltar, en: Signs}}
              - {key: start, party: team, kind: startSupervision, centre: Larmcentralen, title: {sv: Tillsyn, en: Supervise}}
              - key: feedback
                party: team
                kind: giveFeedback
                to: unit
                channels: [phone, caseMessage]
                tells: [safetyCamera]
                message: {sv: Kameran är på plats., en: The camera is there.}
                title: {sv: Svara, en: Answer}
                after: [start]
              - {key: keepSerial, party: unit, kind: attest, system: records, title: {sv: Spara numret, en: Keep the number}, after: [feedback]}
              - key: uninstall
                party: team
                kind: uninstall
                devices: [safetyCamera]
                title: {sv: Montera ner, en: Take down}
            milestones:
              - {title: {sv: Klar, en: Done}, duties: [feedback]}
            """)
}

extension Answers {
    /// A whole order under `CameraRoutine`, without signs in other languages, and nobody else in the home.
    public static func camera(
        for person: SamplePerson = .greta, _ change: (inout Answers) -> Void = { _ in }
    ) -> Answers {
        var answers = Answers([
            "number": person.number, "name": person.name, "place.street": person.street,
            "place.apartment": "1102", "place.postalCode": "589 25", "place.city": "Linköping",
            "cohabitant": "no",
        ])
        change(&answers)
        return answers
    }
}
