extension PersonIdentifier {
    /// Reads what somebody typed or pasted: ten or twelve digits with or without `-` or `+`, or a national
    /// reserve number. Spaces at the ends do not matter.
    ///
    /// A century that is written holds; without one see `WrittenBirth`.
    /// - Throws: `invalid` with the first fault of these: `identity.empty`, `.characters`, `.spaces`,
    ///   `.length`, `.separator`, `.interim`, `.organisation`, `.date`, `.future`, `.birthNumber`,
    ///   `.checksum`.
    public static func parse(_ text: String, today: Day) throws(AppError) -> PersonIdentifier {
        let typed = try TypedNumber(text)
        guard typed.isDigits else { return try parseLettered(typed, today: today) }
        if isLocalReserve(typed) { throw .invalid("identity.interim") }
        if isOrganisation(typed) { throw .invalid("identity.organisation") }
        return try parseDigits(typed, today: today)
    }

    private static func parseDigits(_ typed: TypedNumber, today: Day) throws(AppError) -> PersonIdentifier {
        let ten = typed.lastTen
        let written =
            typed.century == nil
            ? WrittenBirth(ten.prefix(6), hasPlus: typed.hasPlus, today: today)
            : WrittenBirth(typed.characters.prefix(8))
        guard let birth = written, birth.isPossible else { throw .invalid("identity.date") }
        guard !birth.isFuture(on: today) else { throw .invalid("identity.future") }
        guard ten.dropFirst(6).prefix(3).asciiNumber != 0 else { throw .invalid("identity.birthNumber") }
        guard Luhn.isValid(ten) else { throw .invalid("identity.checksum") }
        var value: [UInt8] = []
        value.append(birth.year / 100, width: 2)
        return PersonIdentifier(
            stored: String(decoding: value + ten, as: UTF8.self),
            kind: birth.isCoordination ? .samordningsnummer : .personnummer)
    }

    private static func parseLettered(_ typed: TypedNumber, today: Day) throws(AppError) -> PersonIdentifier {
        if isInterim(typed.characters) { throw .invalid("identity.interim") }
        guard isReserveShaped(typed.characters), !typed.hasPlus else { throw .invalid("identity.characters") }
        let birthDate = birthDate(inReserve: typed.characters)
        guard birthDate != nil || hasUnknownBirth(typed.characters) else { throw .invalid("identity.date") }
        if let birthDate, birthDate > today { throw .invalid("identity.future") }
        return PersonIdentifier(
            stored: String(decoding: typed.characters, as: UTF8.self), kind: .nationalReserve)
    }

    private static func isOrganisation(_ typed: TypedNumber) -> Bool {
        typed.century == 16 || (typed.century == nil && typed.isOrganisationShaped)
    }

    /// Schools' T-numbers, and a region's own reserve numbers of the same shape: one letter after the date.
    private static func isInterim(_ characters: [UInt8]) -> Bool {
        let place = characters.count - 4
        return "TRSUWXJKLMN".utf8.contains(characters[place])
            && (characters[..<place] + characters[(place + 1)...]).allSatisfy(\.isASCIIDigit)
    }

    /// Stockholm's own reserve numbers, `99yyyyNNNNNC`.
    private static func isLocalReserve(_ typed: TypedNumber) -> Bool { typed.century == 99 }
}
