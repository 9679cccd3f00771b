/// A brukare: a person who receives care. Here only what an order and its work need.
public struct CareRecipient: Hashable, Sendable {
    public let id: ID<CareRecipient>
    public let name: String
    public let identifier: PersonIdentifier
    public let phone: String

    public init(id: ID<CareRecipient>, name: String, identifier: PersonIdentifier, phone: String) {
        self.id = id
        self.name = name
        self.identifier = identifier
        self.phone = phone
    }
}

/// A home: where people live and devices stand.
public struct Dwelling: Hashable, Sendable {
    public let id: ID<Dwelling>
    public let address: PostalAddress

    public init(id: ID<Dwelling>, address: PostalAddress) {
        self.id = id
        self.address = address
    }
}

public struct PostalAddress: Hashable, Sendable, Codable {
    public let street: String
    /// The apartment's number in the national register (four digits) or what the door says; may be empty.
    public let apartment: String
    public let postalCode: String
    public let city: String

    public init(street: String, apartment: String, postalCode: String, city: String) {
        self.street = street
        self.apartment = apartment
        self.postalCode = postalCode
        self.city = city
    }

    /// Five digits, the first not 0 (Postnummer i Sverige, since 1968).
    public var hasPostalCode: Bool {
        postalCode.utf8.count == 5 && postalCode.utf8.first != UInt8(ascii: "0")
            && postalCode.utf8.allSatisfy(\.isASCIIDigit)
    }

    /// As it is written on a letter: `580 00`.
    public var shownPostalCode: String {
        postalCode.count == 5 ? postalCode.prefix(3) + " " + postalCode.suffix(2) : postalCode
    }

    /// Street, apartment, postal code and city on one line.
    public var oneLine: String {
        let home = apartment.isEmpty ? street : "\(street), lgh \(apartment)"
        let town = [shownPostalCode, city].filter { !$0.isEmpty }.joined(separator: " ")
        return town.isEmpty ? home : "\(home), \(town)"
    }
}

/// Somebody to call about the visit.
public struct BookingContact: Hashable, Sendable, Codable {
    public let role: ContactRole
    public let name: String
    public let phone: String

    public init(role: ContactRole, name: String, phone: String) {
        self.role = role
        self.name = name
        self.phone = phone
    }
}
