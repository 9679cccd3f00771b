import Domain

/// An invented person with an identity number of the published test kind.
public struct SamplePerson: Sendable, Hashable {
    public let name: String
    /// Twelve digits.
    public let number: String
    public let phone: String
    public let street: String

    public init(name: String, number: String, phone: String, street: String) {
        self.name = name
        self.number = number
        self.phone = phone
        self.street = street
    }

    public static let greta = SamplePerson(
        name: "Greta Åkerlund", number: "196101182803", phone: "013-20 60 01", street: "Ekholmsvägen 14")
    public static let osten = SamplePerson(
        name: "Östen Ängström", number: "189001019802", phone: "013-20 60 02", street: "Lambohovsgatan 3")

    /// As many different people as wanted: birth number 238 on a day of its own, with its check digit.
    public static func numbered(_ index: Int) -> SamplePerson {
        let born = Day(epochDay: -12_000).adding(days: index)
        let stem = born.description.filter(\.isNumber) + "238"
        return SamplePerson(
            name: "Prov \(letters(index))", number: stem + String(checkDigit(stem.dropFirst(2))),
            phone: "013-20 70 00", street: "Provgatan \(index + 1)")
    }

    private static func letters(_ index: Int) -> String {
        String(index).compactMap(\.wholeNumberValue).map { String("ABCDEFGHIJ".dropFirst($0).prefix(1)) }
            .joined()
    }

    /// Weights 2, 1, 2 … and the sum of the products' digits (Luhn).
    private static func checkDigit(_ nine: Substring) -> Int {
        let sum = nine.compactMap(\.wholeNumberValue).enumerated().reduce(0) { sum, digit in
            let product = digit.element * (digit.offset.isMultiple(of: 2) ? 2 : 1)
            return sum + product / 10 + product % 10
        }
        return (10 - sum % 10) % 10
    }
}

extension SamplePerson {
    /// The same person as another unit may have written them: with another birth number, as a coordination number (60 more
    /// on the day), or in another century.
    public func renumbered(
        century: String? = nil, onDay more: Int = 0, birthNumber: String? = nil, name: String? = nil,
        street: String? = nil
    ) -> SamplePerson {
        let day = String((Int(number.dropFirst(6).prefix(2)) ?? 0) + more)
        let stem =
            (century ?? String(number.prefix(2))) + number.dropFirst(2).prefix(4)
            + (day.count < 2 ? "0" + day : day) + (birthNumber ?? String(number.dropFirst(8).prefix(3)))
        return SamplePerson(
            name: name ?? self.name, number: stem + String(Self.checkDigit(stem.dropFirst(2))), phone: phone,
            street: street ?? self.street)
    }
}
