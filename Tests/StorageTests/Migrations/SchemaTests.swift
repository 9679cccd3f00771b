import Domain
import TestSupport
import Testing

@testable import Storage

/// The schema is the last guard: whatever code forgets, these rows cannot stand.
@Suite struct SchemaTests {
    struct Breach: Sendable {
        let said: String
        let sql: SQL

        init(_ said: String, _ sql: SQL) {
            self.said = said
            self.sql = sql
        }
    }

    @Test("a row that breaks a rule is refused", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        let here = try await filled(engine)
        for breach in Breach.all {
            let error = await refusal { try await here.store.writing { try $0.execute(breach.sql) } }
            #expect(error == .conflict("error.constraint"), "\(breach.said)")
        }
    }

    /// Every table with a row, so that no breach misses for want of something to break.
    private func filled(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        try await here.checkOutKeys(try await here.installedCase())
        _ = try await here.bookedCase(for: .osten, set: 2, at: "15:00")
        _ = try await here.draft()
        try await here.store.write(as: .system) { tx in
            try tx.set(.municipality, to: "Provköping")
            let account = try #require(try tx.credentials(login: "orderer"))
            try tx.beginSession(of: account.user, under: account.assignments[0], digest: "d")
        }
        return here
    }
}

extension SchemaTests.Breach {
    static let all = access + register + work + keysAndVisits + types

    private static let access: [Self] = [
        Self("two units of one name", "UPDATE provider_units SET name = 'Samma'"),
        Self(
            "two providers of one name",
            "INSERT INTO care_providers (id, name) SELECT 'x', name FROM care_providers LIMIT 1"),
        Self("two teams of one name", "INSERT INTO teams (id, name) SELECT 'x', name FROM teams"),
        Self("a unit of no provider", "UPDATE provider_units SET provider_id = 'nobody'"),
        Self("two users of one login", "UPDATE users SET login = 'same'"),
        Self("a login with a capital", "UPDATE users SET login = 'Orderer' WHERE login = 'orderer'"),
        Self("an assignment of nobody", "UPDATE assignments SET user_id = 'nobody'"),
        Self("a role that is none", "UPDATE assignments SET role = 'king' WHERE role = 'auditor'"),
        Self(
            "an orderer without a unit", "UPDATE assignments SET unit_id = NULL WHERE role = 'orderer'"),
        Self(
            "an auditor in a unit",
            "UPDATE assignments SET unit_id = (SELECT MIN(id) FROM provider_units) WHERE role = 'auditor'"),
        Self(
            "a technician without a team", "UPDATE assignments SET team_id = NULL WHERE role = 'technician'"),
        Self(
            "two sessions of one token",
            """
            INSERT INTO sessions (id, token_digest, user_id, assignment_id, began_at, seen_at, expires_at)
            SELECT 'x', token_digest, user_id, assignment_id, 0, 0, 0 FROM sessions
            """),
        Self("two settings of one name", "INSERT INTO settings SELECT * FROM settings"),
        Self("two counters of one name", "INSERT INTO counters SELECT * FROM counters"),
    ]

    private static let register: [Self] = [
        Self(
            "one identity number of two people",
            """
            INSERT INTO person_identifiers SELECT value, kind, recipient_id, valid_from, 1, recorded_at, recorded_by
            FROM person_identifiers LIMIT 1
            """),
        Self(
            "two current identity numbers of one person",
            """
            INSERT INTO person_identifiers SELECT 'other', kind, recipient_id, valid_from, NULL, recorded_at,
                recorded_by FROM person_identifiers LIMIT 1
            """),
        Self("a kind of identity that is none", "UPDATE person_identifiers SET kind = 'nickname'"),
        Self(
            "one address twice",
            "INSERT INTO dwellings SELECT 'x', street, '', '', '', folded_address, 0 FROM dwellings LIMIT 1"),
        Self("one edition twice", "INSERT INTO routine_editions SELECT * FROM routine_editions"),
        Self("a case under an edition that is none", "UPDATE cases SET edition = '1999'"),
        Self("two cases of one number", "UPDATE cases SET number = 'VT-2026-000009'"),
        Self("a case in a state that is none", "UPDATE cases SET state = 'draft'"),
        Self("a cancelled case without a time", "UPDATE cases SET state = 'cancelled', waits_on = NULL"),
        Self("a time of cancelling on a running case", "UPDATE cases SET cancelled_at = 1"),
        Self("an open case that waits on nobody", "UPDATE cases SET waits_on = NULL"),
        Self("a closed case that waits on somebody", "UPDATE cases SET state = 'closed'"),
        Self("a case that waits on a stranger", "UPDATE cases SET waits_on = 'auditor'"),
        Self("a case about nobody", "UPDATE cases SET recipient_id = 'nobody'"),
        Self("a person in two homes", again("residencies", "recipient_id, dwelling_id")),
        Self("a residency that ends before it begins", "UPDATE residencies SET valid_to = valid_from - 1"),
        Self("two responsible units", again("provider_responsibilities", "recipient_id, unit_id")),
        Self(
            "a responsibility that ends before it begins", "UPDATE provider_responsibilities SET valid_to = 0"
        ),
        Self("a granted service of nobody", "UPDATE granted_services SET recipient_id = 'nobody'"),
        Self("two devices of one serial", "UPDATE devices SET serial = 'SAME'"),
        Self("a kind of device that is none", "UPDATE devices SET kind = 'toaster'"),
        Self("a device in a status that is none", "UPDATE devices SET status = 'borrowed'"),
        Self("a device in two places", again("installations", "device_id, dwelling_id, tested_at")),
        Self("an installation that ends before it begins", "UPDATE installations SET valid_to = 0"),
        Self("an installation of no device", "UPDATE installations SET device_id = 'nothing'"),
        Self("an installation without a test", "UPDATE installations SET tested_at = NULL"),
        Self("one lock linked twice to one person", again("lock_links", "device_id, recipient_id")),
        Self("a lock link that ends before it begins", "UPDATE lock_links SET valid_to = 0"),
    ]

    private static let work: [Self] = [
        Self("a draft of no unit", "UPDATE drafts SET unit_id = 'nobody'"),
        Self("one duty twice in a case", "UPDATE duties SET key = 'book'"),
        Self("a duty in a state that is none", "UPDATE duties SET state = 'forgotten'"),
        Self("an open duty that has ended", "UPDATE duties SET state = 'open' WHERE state = 'done'"),
        Self("a done duty without a time", "UPDATE duties SET ended_at = NULL WHERE state = 'done'"),
        Self("a duty ended by nobody", "UPDATE duties SET ended_by = NULL WHERE state = 'done'"),
        Self(
            "one device held for two cases",
            """
            INSERT INTO reservations (id, device_id, case_id, reserved_at, reserved_by)
            SELECT 'x', device_id, case_id, reserved_at, reserved_by FROM reservations WHERE ended_at IS NULL LIMIT 1
            """),
        Self(
            "a reservation that ended nohow", "UPDATE reservations SET ended_at = 1 WHERE ended_at IS NULL"),
        Self("a test neither passed nor failed", "UPDATE function_tests SET passed = 2"),
        Self("two secrets in one field", "INSERT INTO secrets SELECT * FROM secrets"),
        Self(
            "a message from a stranger",
            """
            INSERT INTO messages (id, case_id, sender, is_feedback, text, sent_at, sent_by)
            SELECT 'x', id, 'auditor', 0, 'Hej', 0, ordered_by FROM cases LIMIT 1
            """),
        Self("two contacts in one place", "UPDATE booking_contacts SET position = 0"),
    ]

    private static let keysAndVisits: [Self] = [
        Self(
            "two receipts of one number",
            """
            INSERT INTO key_receipts SELECT 'x', number, case_id, recipient_id, recipient_name, dwelling_id, unit_id,
                to_unit_id, movement, cabinet, handed_over_by, received_by, moved_on, recorded_at, recorded_by
            FROM key_receipts
            """),
        Self("a movement of keys that is none", "UPDATE key_receipts SET movement = 'lost'"),
        Self("no keys at all", "UPDATE key_items SET count = 0"),
        Self("more keys than 20", "UPDATE key_items SET count = 21"),
        Self("a kind of key that is none", "UPDATE key_items SET kind = 'card'"),
        Self("a transfer of keys to nobody", "UPDATE key_receipts SET movement = 'transfer'"),
        Self(
            "keys handed from a unit to itself",
            "UPDATE key_receipts SET movement = 'transfer', to_unit_id = unit_id"),
        Self(
            "one sort of key twice on a receipt",
            "INSERT INTO key_receipt_items SELECT * FROM key_receipt_items"),
        Self("no keys held", "UPDATE key_custody SET count = 0"),
        Self("keys held by a holder that is none", "UPDATE key_custody SET holder = 'neighbour'"),
        Self("lost keys without a deviation", "UPDATE key_custody SET holder = 'lost'"),
        Self("a custody that ends before it begins", "UPDATE key_custody SET held_to = '2020-01-01'"),
        Self("a visit shorter than 15 minutes", "UPDATE visits SET minutes = 14"),
        Self("a visit longer than a day's work", "UPDATE visits SET minutes = 481"),
        Self("a visit for a purpose that is none", "UPDATE visits SET purpose = 'coffee'"),
        Self("a visit in a status that is none", "UPDATE visits SET status = 'perhaps'"),
        Self("a planned visit that has ended", "UPDATE visits SET ended_at = 1 WHERE status = 'planned'"),
        Self("an ended visit without a time", "UPDATE visits SET ended_at = NULL WHERE status = 'done'"),
        Self(
            "two planned visits for one duty",
            """
            INSERT INTO visits (id, case_id, duty, purpose, technician_id, starts_at, minutes, contacted, note, status,
                outcome, reason, replaces_id, booked_at, booked_by, ended_at) SELECT 'x', case_id, duty, purpose, technician_id, starts_at, minutes, contacted, note,
                status, NULL, NULL, NULL, booked_at, booked_by, NULL FROM visits WHERE status = 'planned' LIMIT 1
            """),
        Self("a visit by nobody", "UPDATE visits SET technician_id = 'nobody'"),
    ]

    private static let types: [Self] = [
        Self("a text where a moment belongs", "UPDATE devices SET received_at = 'yesterday'"),
        Self("nothing where a name belongs", "UPDATE care_recipients SET name = NULL"),
    ]

    /// A second row in force, copied from one that is.
    private static func again(_ table: String, _ columns: String) -> SQL {
        """
        INSERT INTO \(raw: table) (id, \(raw: columns), valid_from, recorded_at, recorded_by)
        SELECT 'x', \(raw: columns), valid_from, recorded_at, recorded_by FROM \(raw: table)
        WHERE valid_to IS NULL LIMIT 1
        """
    }
}
