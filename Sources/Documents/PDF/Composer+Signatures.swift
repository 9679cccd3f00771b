extension Composer {
    /// Two parties to a row, each with its name in print above a line for the name and one for the date.
    func signatureFlow(_ signatures: [Signature]) -> [Flow] {
        let columns = columns(shares: [1, 1], gap: 28)
        return stride(from: 0, to: signatures.count, by: columns.count).flatMap { first -> [Flow] in
            let pairs = Array(zip(columns, signatures[first...]))
            var names = Row(gap: 15, staysWithNext: true)
            var lines = Row(gap: scale.body.size * 2.6)
            for (column, signature) in pairs {
                names.cells.append(cell(nameSettings(signature), x: column.x, width: column.width))
                lines.cells += lineCells(signature, x: column.x, width: column.width)
            }
            return [.row(names), .row(lines)]
        }
    }

    private func nameSettings(_ signature: Signature) -> [Setting] {
        let role = Setting(text: signature.role, style: scale.label, tag: "P")
        let name = Setting(
            text: signature.name, style: scale.emphasis, tag: "P", spaceBefore: 1, isData: true)
        return signature.name.isBlank ? [role] : [role, name]
    }

    private func lineCells(_ signature: Signature, x: Double, width: Double) -> [Row.Cell] {
        let gap = 12.0
        let dateWidth = (width - gap) * 0.3
        let nameWidth = width - gap - dateWidth
        let places = [
            (signature.signatureLabel, x, nameWidth), (signature.dateLabel, x + nameWidth + gap, dateWidth),
        ]
        return places.map { label, x, width in
            let setting = Setting(text: label, style: scale.label, tag: "P", spaceBefore: 2)
            var cell = cell([setting], x: x, width: width)
            cell.ruleAbove = true
            return cell
        }
    }
}
