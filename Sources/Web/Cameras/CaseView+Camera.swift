import Domain
import HTTPBase
import Storage

extension CaseView {
    /// What the register says about supervision by camera; the state first, then what it rests on.
    var camera: HTML {
        guard let facts = page.camera else { return "" }
        let rows: [DefinitionList.Row] = [
            .init(words("camera.supervision"), state(of: facts)),
            .init(
                words("camera.consents"),
                list(facts.consentsInForce.map(consent) + facts.consentsLost.map(lost))),
            .init(words("camera.notices"), list(notices(facts))),
        ]
        let mayRecord = (try? call.actor)?.may(.recordLifeEvents) ?? false
        let withdraw: HTML? = order.recipient.flatMap { person in
            mayRecord && !facts.consentsInForce.isEmpty
                ? "<p>\(Link(words("withdrawal.title"), href: Route.lifeEvents(person.text).path))</p>" : nil
        }
        return PagePart(
            words("camera.title"), "\(warning(facts))\(DefinitionList(rows: rows))\(withdraw)"
        ).html
    }

    /// The camera hangs where it hung, and nobody may look through it.
    private func warning(_ facts: CameraFacts) -> HTML {
        guard isTeam, !facts.isSupervised, let last = facts.supervisions.first, let end = last.end,
            end != .cameraUninstalled
        else { return "" }
        let still = facts.cameras.isEmpty ? "" : words("camera.stillThere")
        return Notice(
            content: "<p>\(words("supervision.end.\(end.rawValue)")) \(still)</p>", tone: .attention
        ).html
    }

    private func list(_ lines: [HTML]) -> HTML {
        lines.isEmpty ? .text(words("camera.none")) : PlainList(lines).html
    }

    private func state(of facts: CameraFacts) -> HTML {
        guard let last = facts.supervisions.first else { return .text(words("camera.notSupervised")) }
        guard let endedAt = last.endedAt else {
            return """
                \(words("camera.supervised", ["centre": last.centre])) \(words("period.since")) \
                \(call.moment(last.startedAt))
                """
        }
        return "\(words("camera.ended")) \(call.moment(endedAt))"
    }

    private func consent(_ line: ConsentLine) -> HTML {
        let who = line.representing.isEmpty ? line.name : "\(line.name) (\(line.representing))"
        let until = line.until.map {
            words("consent.holdsUntil", ["day": words.plainDay($0, today: call.today)])
        }
        return """
            \(who), \(words("consent.of.\(line.giver.rawValue)")), \
            \(words("consent.manner.\(line.manner.rawValue)").lowercased()), \(call.day(line.day))\
            \(if: until, { ", \($0)" })
            """
    }

    private func lost(_ line: ConsentLine) -> HTML {
        let how = words("consent.end.\(line.end?.rawValue ?? "")")
        let whose = words.heading(words("consent.of.\(line.giver.rawValue)"))
        return "\(whose) \(how) \(if: line.endedAt, { call.moment($0).html })"
    }

    private func notices(_ facts: CameraFacts) -> [HTML] {
        Dictionary(grouping: facts.notices, by: \.serial).sorted { $0.key.text < $1.key.text }.map {
            serial, lines in
            let languages = lines.map { words("sign.\($0.language.rawValue)") }.joined(separator: ", ")
            let exceptions = (lines.first?.exceptions ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }
            return """
                \(serial.text): \(languages)\
                \(each: exceptions, { "<br><span class=\"hint\">\(words("notice.not.\($0.key.rawValue)")) \($0.value)</span>" })
                """
        }
    }
}
