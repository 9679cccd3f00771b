/// What is said of the routine itself: its document, where it is found, and how it has changed.
extension RoutineReader {
    func document(_ file: Section) -> RoutineDocument {
        guard let node = file.required("document") else { return RoutineDocument(owner: "") }
        let part = section(
            node, "document",
            [
                "designation", "responsibleFunction", "owner", "administration", "establishedOn", "revisedOn",
                "appliesTo", "consultation", "registryNumber", "version", "area", "contact", "establishedBy",
                "revisedBy", "status",
            ])
        var document = RoutineDocument(owner: part.text("owner"))
        document.designation = part.optionalText("designation")
        document.responsibleFunction = part.optionalText("responsibleFunction")
        document.administration = part.optionalText("administration")
        document.establishedOn = part.has("establishedOn") ? part.day("establishedOn") : nil
        document.revisedOn = part.has("revisedOn") ? part.day("revisedOn") : nil
        document.appliesTo = part.optionalText("appliesTo")
        document.consultation = part.optionalText("consultation")
        document.registryNumber = part.optionalText("registryNumber")
        document.version = part.optionalText("version")
        document.area = part.optionalText("area")
        document.contact = part.optionalText("contact")
        document.establishedBy = part.optionalText("establishedBy")
        document.revisedBy = part.optionalText("revisedBy")
        document.status = part.has("status") ? part.value("status", of: DocumentStatus.self) : nil
        return document
    }

    func channel(_ file: Section) -> Channel {
        guard let node = file.required("channel") else { return Channel(name: "", path: [], links: []) }
        let channel = section(node, "channel", ["name", "path", "links"])
        return Channel(
            name: channel.text("name"), path: channel.list("path", faults.bilingual),
            links: channel.optionalList("links", link))
    }

    private func link(_ node: RoutineNode, at path: String) -> RoutineLink {
        let link = section(node, path, ["title", "address", "note"])
        let address = link.text("address")
        if !address.isEmpty, !Self.isLink(address) {
            faults.add(.badLink, at: link.place("address"), ["value": address])
        }
        return RoutineLink(
            title: link.bilingual("title"), address: address, note: link.optionalBilingual("note"))
    }

    /// Links become links on a page, so no other scheme may come in.
    private static func isLink(_ address: String) -> Bool {
        let scheme = ["https://", "http://", "mailto:"].first { address.lowercased().hasPrefix($0) }
        guard let scheme, address.count > scheme.count else { return false }
        return !address.unicodeScalars.contains {
            $0.properties.isWhitespace || "<>\"".unicodeScalars.contains($0)
        }
    }

    func changeLogEntry(_ node: RoutineNode, at path: String) -> ChangeLogEntry? {
        let entry = section(node, path, ["day", "text"])
        let (day, text) = (entry.day("day"), entry.bilingual("text"))
        return day.map { ChangeLogEntry(day: $0, text: text) }
    }
}
