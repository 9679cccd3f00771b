/// A system beside Hemtrygg with a list of its own of the people whom the register is about.
public enum ListSource: String, Sendable, CaseIterable {
    case alarmCentre, treserva, tes

    /// What its list can tell, in the order in which it is asked for.
    public var fields: [ListField] {
        switch self {
        case .alarmCentre: [.number, .name, .serial, .unit, .kind, .ended]
        case .treserva: [.number, .name, .unit, .decided, .effectuated, .ended]
        case .tes: [.number, .name, .unit, .ended]
        }
    }

    /// Without these nothing can be compared.
    public var required: [ListField] {
        switch self {
        case .alarmCentre: [.number, .serial]
        case .treserva: [.number, .effectuated]
        case .tes: [.number]
        }
    }
}

/// Something that a row of a list can tell.
public enum ListField: String, Sendable, CaseIterable {
    case number, name, serial
    /// The unit or the provider, as the other system calls it.
    case unit
    /// What kind of customer; only whether it is an emergency alarm is asked.
    case kind
    case decided, effectuated, ended

    /// The name of the form's field that chooses its column.
    public var formName: String { "column.\(rawValue)" }

    /// What headers it is known by, folded and without anything but letters and digits.
    var headers: Set<String> {
        switch self {
        case .number:
            [
                "personnummer", "personnr", "persnr", "pnr", "personid", "identitetsnummer",
                "personsamordningsnummer", "personochsamordningsnummer", "identity", "identitynumber",
                "personalidentitynumber", "personalnumber", "socialsecuritynumber",
            ]
        case .name: ["namn", "brukarnamn", "kundnamn", "kund", "brukare", "name", "fullname", "customer"]
        case .serial:
            [
                "serienummer", "serienr", "larmserienummer", "enhetsnummer", "larmnummer", "serial",
                "serialnumber", "serialno", "deviceserial",
            ]
        case .unit:
            [
                "utförare", "verksamhet", "hemtjänst", "hemtjänstutförare", "enhet", "utförarenhet",
                "provider",
                "unit", "careprovider", "providerunit",
            ]
        case .kind:
            ["kundtyp", "typ", "larmtyp", "abonnemangstyp", "kind", "type", "customertype", "customerkind"]
        case .decided:
            [
                "beslutsdatum", "beslutad", "beslutsdag", "beviljad", "beviljat", "decided", "granted",
                "decidedon",
            ]
        case .effectuated:
            [
                "verkställd", "verkställddatum", "verkställighetsdatum", "verkställddag", "verkställtdatum",
                "verkställdfrom", "effectuated", "effectuatedon", "startdatum",
            ]
        case .ended:
            [
                "avslutad", "avslutsdatum", "slutdatum", "avslutsdag", "avslutat", "upphörd", "ended",
                "endedon",
                "enddate",
            ]
        }
    }
}
