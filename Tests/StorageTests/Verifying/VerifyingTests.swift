import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct VerifyingTests {
    struct Breach: Sendable, CustomTestStringConvertible {
        let rule: String
        /// What there has to be for it.
        var first: SQL?
        let sql: SQL
        var testDescription: String { rule }
    }

    /// What somebody with a key to the database could do to it.
    static let breaches: [Breach] = [
        Breach(rule: "a case has the order that was received", sql: "DELETE FROM submissions"),
        Breach(
            rule: "a case has duties", sql: "DELETE FROM duties WHERE case_id IN (SELECT MIN(id) FROM cases)"),
        Breach(
            rule: "the history tells when a case was ordered",
            sql: "DELETE FROM event_subjects WHERE subject = 'case'"),
        Breach(
            rule: "a case is about the person that its order was about",
            sql: "UPDATE cases SET recipient_id = (SELECT MAX(id) FROM care_recipients)"),
        Breach(
            rule: "a case has the duties that its routine gives it",
            sql: "DELETE FROM duties WHERE key = 'journal'"),
        Breach(
            rule: "a closed case has no open duty",
            sql: "UPDATE cases SET state = 'closed', waits_on = NULL, waits_duty = NULL, queue_rank = NULL"),
        Breach(
            rule: "an ended case has no planned visit",
            sql: "UPDATE cases SET state = 'closed', waits_on = NULL, waits_duty = NULL, queue_rank = NULL"),
        Breach(
            rule: "a draft that was sent is a draft no more",
            sql: """
                INSERT INTO drafts (id, slug, edition, unit_id, user_id, answers, began_at, saved_at)
                SELECT id, slug, edition, unit_id, ordered_by, '{}', 0, 0 FROM cases
                """),
        Breach(
            rule: "the counter of a year's cases is not behind their numbers",
            sql: "UPDATE counters SET last = 0 WHERE name LIKE 'case-%'"),
        Breach(
            rule: "an ended case keeps no secrets (I13)",
            sql: "UPDATE cases SET state = 'closed', waits_on = NULL, waits_duty = NULL, queue_rank = NULL"),
        Breach(
            rule: "a secret belongs to a case or a draft",
            sql: "INSERT INTO secrets (owner_id, field, value, recorded_at) VALUES ('nobody', 'x', 'y', 0)"),
        Breach(rule: "no secret stands in clear (I13)", sql: "UPDATE secrets SET key_id = NULL"),
        Breach(
            rule: "a secret opens with the key that sealed it (I13)",
            sql: "UPDATE secrets SET field = field || 'x'"),
        Breach(
            rule: "a device is installed exactly where it has an installation",
            sql: "UPDATE devices SET status = 'installed' WHERE serial = 'LARM-2'"),
        Breach(
            rule: "a device is held exactly where a case has reserved it",
            sql: "UPDATE devices SET status = 'reserved' WHERE serial = 'LARM-2'"),
        Breach(
            rule: "a lock that somebody is linked to is installed",
            sql: "UPDATE installations SET valid_to = valid_from WHERE recipient_id IS NULL"),
        Breach(
            rule: "somebody is linked to a lock that is installed, or a running case is to take it down (I7)",
            sql: "UPDATE lock_links SET valid_to = valid_from"),
        Breach(
            rule: "what is installed has passed its test",
            sql: "DELETE FROM function_tests"),
        Breach(
            rule: "an alarm belongs to a person", sql: "UPDATE installations SET recipient_id = NULL"),
        Breach(
            rule: "an emergency alarm belongs to a unit and to no person, and a unit has nothing else",
            sql:
                "UPDATE installations SET unit_id = (SELECT MIN(id) FROM provider_units) WHERE recipient_id IS NULL"
        ),
        Breach(
            rule: "an emergency alarm belongs to a unit and to no person, and a unit has nothing else",
            sql: "UPDATE devices SET kind = 'providerEmergencyAlarm' WHERE kind = 'alarmBase'"),
        Breach(
            rule: "a device has the kind and the name of its model",
            sql: "UPDATE device_models SET name = 'Annat' WHERE kind = 'alarmBase'"),
        Breach(
            rule: "what is installed, lost or scrapped lies on no shelf",
            sql: """
                UPDATE devices SET place_id = (SELECT MIN(id) FROM storage_places) WHERE status = 'installed'
                """),
        Breach(
            rule: "what is packed in a kit is with the team, together, and not alone",
            sql:
                "UPDATE kit_devices SET unpacked_at = 1 WHERE device_id = (SELECT MIN(device_id) FROM kit_devices)"
        ),
        Breach(
            rule: "a device is scrapped exactly where its wiping is attested",
            sql: "UPDATE devices SET status = 'scrapped' WHERE serial = 'LARM-2'"),
        Breach(
            rule: "what is lost or broken at somebody's home is mounted",
            sql: """
                INSERT INTO life_events (id, recipient_id, kind, happened_on, told_by, note, recorded_at, recorded_by,
                    device_id)
                SELECT 'x', p.id, 'deviceLost', '2026-11-20', 'Lisa', '', 1, u.id, d.id
                FROM care_recipients p, users u, devices d WHERE d.serial = 'LARM-2' LIMIT 1
                """),
        Breach(
            rule: "a case about a person has their home", sql: "UPDATE cases SET dwelling_id = NULL"),
        Breach(
            rule: "a camera that is supervised is installed at the one it is for",
            sql: "UPDATE supervisions SET recipient_id = (SELECT MIN(id) FROM care_recipients)"),
        Breach(
            rule: "a camera that is supervised has its sign in Swedish",
            sql: "UPDATE camera_notices SET valid_to = valid_from WHERE language = 'sv'"),
        Breach(
            rule: "a camera is supervised with the consents that it needs",
            sql: "UPDATE consents SET valid_to = valid_from, ended_how = 'expired' WHERE giver = 'recipient'"),
        Breach(
            rule: "a camera is supervised with the consents that it needs",
            sql: "UPDATE consents SET valid_to = valid_from, ended_how = 'expired' WHERE giver = 'cohabitant'"
        ),
        Breach(
            rule: "a sign about a camera hangs where the camera is",
            sql: "UPDATE camera_notices SET dwelling_id = (SELECT MIN(id) FROM dwellings)"),
        Breach(
            rule: "the two people of a case about cohabitants are two",
            sql: """
                INSERT INTO case_people (case_id, role, recipient_id, dwelling_id, ordered_name)
                SELECT id, 'cohabitant', recipient_id, dwelling_id, 'x' FROM cases
                """),
        Breach(
            rule: "a half of a move is about the person who moves",
            sql: "UPDATE handovers SET recipient_id = (SELECT MAX(id) FROM care_recipients)"),
        Breach(
            rule: "a half of a move that is not called off has its place in the move (I2)",
            sql: "UPDATE handovers SET receiver_case_id = NULL"),
        Breach(
            rule: "two halves of one move know each other (I2)",
            sql: "UPDATE cases SET twin_id = NULL WHERE party = 'receiver'"),
        Breach(
            rule: "two halves of one move know each other (I2)",
            sql: "UPDATE handovers SET receiver_case_id = NULL"),
        Breach(
            rule: "all keys of a receipt are with somebody, or lost (I12)",
            sql: "UPDATE key_custody SET held_to = held_from"),
        Breach(
            rule: "all keys of a receipt are with somebody, or lost (I12)",
            sql: "UPDATE key_custody SET count = count + 1"),
        Breach(
            rule: "a sealed extract lists as many as it counts", sql: "UPDATE extracts SET customers = 99"),
        Breach(
            rule: "a person stands once in an extract",
            sql: """
                INSERT INTO extract_customers (extract_id, position, recipient_id, code, name, kind, value, unit_name,
                    active_from, association_id)
                SELECT extract_id, position + 100, recipient_id, code, name, kind, value, unit_name, active_from,
                    association_id FROM extract_customers
                """),
        Breach(
            rule: "a file of an extract is there in its whole length", sql: "DELETE FROM extract_pieces"),
        Breach(
            rule: "an extract's versions follow each other without a gap",
            sql: "UPDATE extracts SET version = 3"),
        Breach(
            rule: "who held keys and holds them no longer, it is known since when",
            sql: "UPDATE key_custody SET ended_at = recorded_at"),
        Breach(
            rule: "a person is found by the words of their name",
            sql: "UPDATE care_recipients SET folded_name = 'annat namn'"),
        Breach(
            rule: "a person has an identity number in force",
            sql:
                "UPDATE person_identifiers SET valid_to = 1 WHERE recipient_id IN (SELECT MIN(id) FROM care_recipients)"
        ),
        Breach(
            rule: "a person is called, reached and protected as the register says now",
            sql: "UPDATE care_recipients SET name = 'x'"),
        Breach(
            rule: "who is merged with another follows from what was merged and not undone",
            sql: """
                UPDATE care_recipients SET merged_into_id = (SELECT MAX(id) FROM care_recipients)
                WHERE id = (SELECT MIN(id) FROM care_recipients)
                """),
        Breach(
            rule: "nothing holds any longer of somebody who was merged with another",
            sql: """
                UPDATE care_recipients SET merged_into_id = (SELECT MAX(id) FROM care_recipients)
                WHERE id = (SELECT MIN(id) FROM care_recipients)
                """),
        Breach(
            rule: "a difference between a list and the register stands once",
            sql: """
                INSERT INTO list_differences (kind, source, subject, number, here, there, first_list_id, last_list_id,
                    first_seen_on, last_seen_at) SELECT kind, source, subject, number, here, there, first_list_id,
                    last_list_id, first_seen_on, last_seen_at FROM list_differences
                """),
        Breach(
            rule: "what is decided of a difference is what was said of it last",
            sql: "UPDATE list_differences SET note = 'x' WHERE decision IS NOT NULL"),
        Breach(
            rule: "what is decided of a difference is what was said of it last",
            sql: "DELETE FROM list_difference_acts"),
        Breach(
            rule: "a list has all of its rows as long as it is its source's newest, and none afterwards",
            sql: "DELETE FROM list_rows"),
        Breach(
            rule: "the history tells of no device that is not there",
            sql: """
                UPDATE event_subjects SET subject_id = 'gone' WHERE subject = 'device'
                    AND subject_id = (SELECT MIN(subject_id) FROM event_subjects WHERE subject = 'device')
                """),
        Breach(
            rule: "a case's state follows from its duties",
            sql: "UPDATE cases SET waits_on = 'orderer' WHERE waits_on = 'team'"),
        Breach(rule: "a case can be read", sql: "UPDATE submissions SET answers = '['"),
        Breach(
            rule: "the history is sealed as long as other jobs are done",
            sql: "UPDATE jobs SET done_at = done_at + 8000000 WHERE name = 'forgetDrafts'"),
        Breach(
            rule: "what the history says is what was sealed",
            sql: "UPDATE events SET kind = 'signedOut' WHERE kind = 'caseSubmitted'"),
        Breach(
            rule: "what the history says is what was sealed",
            sql: "UPDATE events SET details = '{}' WHERE kind = 'caseSubmitted'"),
        Breach(
            rule: "what the history says is what was sealed",
            sql: """
                INSERT INTO events (position, id, happened_at, user_id, kind, details)
                \(sqlite: "", postgres: "OVERRIDING SYSTEM VALUE") SELECT -1, 'slipped-in', 0, id, 'signedIn', '{}'
                FROM users WHERE login = 'hemtrygg'
                """),
        Breach(
            rule: "what the history says is what was sealed",
            sql: "DELETE FROM event_subjects WHERE subject = 'recipient'"),
        Breach(
            rule: "what the history says is what was sealed",
            sql: "UPDATE history_seals SET events = events + 1"),
        Breach(
            rule: "what the history says is what was sealed",
            sql: "UPDATE readings SET user_id = (SELECT id FROM users WHERE login = 'hemtrygg')"),
        Breach(
            rule: "what the history says is what was sealed",
            sql: """
                DELETE FROM reading_people WHERE recipient_id = (SELECT MIN(recipient_id) FROM reading_people)
                """),
        Breach(
            rule: "the read log tells of nobody who has never been in the register",
            sql: "UPDATE reading_people SET recipient_id = 'gone' || SUBSTR(recipient_id, 5)"),
        Breach(
            rule: "whom a reading showed belongs to a reading",
            sql: "INSERT INTO reading_people SELECT 'gone', MIN(id) FROM care_recipients"),
        Breach(
            rule: "nothing goes on about somebody whose file was disposed of", first: disposal,
            sql: """
                INSERT INTO disposed_people SELECT MIN(i.recipient_id), 'd' FROM installations i WHERE i.valid_to IS NULL
                """),
        Breach(
            rule: "of somebody whose file was disposed of nothing tells who it was", first: disposal,
            sql: "INSERT INTO disposed_people SELECT MIN(p.id), 'd' FROM care_recipients p"),
        Breach(
            rule: "what was disposed of is what the history tells of it",
            sql: disposal),
        Breach(
            rule: "what was decided is what the history tells of it",
            sql: """
                INSERT INTO consent_policies (number, from_day, asks_cohabitant, accepts_representative, accepts_oral, source,
                    decided_at, decided_by)
                SELECT 9, '2026-01-01', 0, 1, 1, 'x', 0, id FROM users WHERE login = 'hemtrygg'
                """),
        Breach(rule: "no disposal was left open", sql: "INSERT INTO disposing (disposal_id) VALUES ('d')"),
    ]

    private static let disposal: SQL = """
        INSERT INTO disposals (id, number, decision, exemption, personal_before, unit_before, people, orders, extracts,
            made_at, made_by)
        SELECT 'd', 1, '', 'none', '2021-11-20', '2019-11-20', 1, 0, 0, 0, id FROM users WHERE login = 'hemtrygg'
        """

    @Test("what has been done by the rules is found sound", arguments: Engine.allCases)
    func sound(engine: Engine) async throws {
        let here = try await Self.lived(engine)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("each rule that is broken is found and named", arguments: Engine.allCases, breaches)
    func broken(engine: Engine, breach: Breach) async throws {
        let here = try await Self.lived(engine)
        let personal = try await here.store.rows(
            "SELECT value FROM person_identifiers UNION SELECT name FROM care_recipients")
        #expect(personal.count >= 4)
        try await here.store.writing { connection in
            try connection.openTheTriggers()
            if let first = breach.first { try connection.send(first) }
            try connection.send(breach.sql)
        }
        let findings = try await here.store.verify { _ in }
        let found = try #require(findings.first { $0.rule == breach.rule }, "\(findings.map(\.rule))")
        #expect(!found.examples.isEmpty)
        #expect(found.examples.allSatisfy { example in !personal.contains { example.contains($0[0]) } })
    }

    @Test("every rule has its breach here")
    func everyRule() {
        let tried = Set(Self.breaches.map(\.rule))
        let told = Invariant.all.map(\.sentence).filter { !$0.hasPrefix("the history tells of no") }
        #expect(Set(told).subtracting(tried).isEmpty)
    }

    /// A closed case, a running one with a visit booked, a draft, a camera supervised, a move in two
    /// halves; and the history sealed.
    private static func lived(_ engine: Engine) async throws -> Municipality {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase()
        _ = try await here.bookedCase(for: .osten, set: 3, at: "14:00")
        _ = try await here.draft(.order(for: .numbered(5)))
        _ = try await here.supervisedCase(for: .numbered(6), withCohabitant: true)
        _ = try await here.move()
        try await here.packKit([
            SerialNumber.sample(.lockUnit, 2).text, SerialNumber.sample(.alarmButton, 2).text,
        ])
        try await here.makeExtract { try $0.extractDraft(of: .municipality, on: nil) }
        try await here.take(.tes, ["18900101-9802;Östen;Hemtjänst Lambohov;"])
        try await here.take(.treserva, ["\(SamplePerson.numbered(9).number);Prov;;;2026-11-01;"])
        let difference = try #require(try await here.standing().first)
        try await here.decide(difference.id, ["decision": "explained", "note": "Larmet kommer."])
        for job in Job.all { _ = try await here.store.doIfDue(job) }
        return here
    }
}

extension Connection {
    /// What a breach must get past before it can be found.
    func openTheTriggers() throws {
        if dialect == .postgres {
            try send("SET LOCAL session_replication_role = 'replica'")
        } else {
            var names: [String] = []
            try query("SELECT name FROM sqlite_master WHERE type = 'trigger'") { names.append($0.text()) }
            for name in names { try send("DROP TRIGGER \(raw: name)") }
        }
    }
}
