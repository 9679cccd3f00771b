extension Migration {
    /// People, homes, devices, and the dated facts about them. A fact has the time it is valid from and to, when
    /// and by whom it was recorded, and the case that it came from.
    static let register = Migration(
        number: 2,
        statements: [
            """
            CREATE TABLE care_recipients (
                id \(Schema.text) PRIMARY KEY, name \(Schema.text) NOT NULL, folded_name \(Schema.text) NOT NULL, sort_key \(Schema.bytes) NOT NULL,
                phone \(Schema.text) NOT NULL DEFAULT '', recorded_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            "CREATE INDEX care_recipients_by_name ON care_recipients (folded_name)",
            """
            CREATE TABLE person_identifiers (
                value \(Schema.text) PRIMARY KEY, kind \(Schema.text) NOT NULL CHECK (kind IN ('personnummer', 'samordningsnummer',
                    'nationalReserve', 'other')),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), valid_from \(Schema.bigint) NOT NULL,
                valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            """
            CREATE UNIQUE INDEX person_identifiers_current ON person_identifiers (recipient_id)
            WHERE valid_to IS NULL
            """,
            """
            CREATE TABLE dwellings (
                id \(Schema.text) PRIMARY KEY, street \(Schema.text) NOT NULL, apartment \(Schema.text) NOT NULL, postal_code \(Schema.text) NOT NULL,
                city \(Schema.text) NOT NULL, folded_address \(Schema.text) NOT NULL UNIQUE, recorded_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            """
            CREATE TABLE routine_editions (
                slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL, title \(Schema.text) NOT NULL, source \(Schema.text) NOT NULL,
                published_at \(Schema.bigint) NOT NULL, PRIMARY KEY (slug, edition)
            )\(Schema.strict)
            """,
            """
            CREATE TABLE cases (
                id \(Schema.text) PRIMARY KEY, number \(Schema.text) NOT NULL UNIQUE, slug \(Schema.text) NOT NULL, edition \(Schema.text) NOT NULL,
                unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), team_id \(Schema.text) NOT NULL REFERENCES teams (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id), ordered_by \(Schema.text) NOT NULL REFERENCES users (id),
                ordered_name \(Schema.text) NOT NULL, submitted_at \(Schema.bigint) NOT NULL, cancelled_at \(Schema.bigint),
                state \(Schema.text) NOT NULL CHECK (state IN ('submitted', 'handled', 'closed', 'cancelled')),
                waits_on \(Schema.text) CHECK (waits_on IN ('orderer', 'team')), waits_duty \(Schema.text), waits_since \(Schema.bigint),
                waits_due \(Schema.text), team_duty \(Schema.text), team_since \(Schema.bigint), queue_rank \(Schema.text), unit_duty \(Schema.text),
                unit_since \(Schema.bigint), unit_due \(Schema.text),
                team_began_at \(Schema.bigint), first_handled_at \(Schema.bigint), revision \(Schema.bigint) NOT NULL,
                FOREIGN KEY (slug, edition) REFERENCES routine_editions (slug, edition),
                CHECK ((cancelled_at IS NOT NULL) = (state = 'cancelled')),
                CHECK ((waits_on IS NULL) = (state IN ('closed', 'cancelled'))),
                CHECK ((queue_rank IS NULL) = (state IN ('closed', 'cancelled')))
            )\(Schema.strict)
            """,
            // The running cases in the order in which they are due, with all that the queue's counts ask for: a page
            // is read from its beginning, however many cases have ended.
            """
            CREATE INDEX cases_in_queue_of_team ON cases
            (team_id, queue_rank, id, state, team_since, unit_since, team_began_at) WHERE queue_rank IS NOT NULL
            """,
            """
            CREATE INDEX cases_in_queue_of_unit ON cases
            (unit_id, queue_rank, id, state, team_since, unit_since, team_began_at) WHERE queue_rank IS NOT NULL
            """,
            "CREATE INDEX cases_ended_of_team ON cases (team_id, submitted_at, id) WHERE queue_rank IS NULL",
            "CREATE INDEX cases_ended_of_unit ON cases (unit_id, submitted_at, id) WHERE queue_rank IS NULL",
            "CREATE INDEX cases_of_recipient ON cases (recipient_id)",
            """
            CREATE TABLE residencies (
                id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id), valid_from \(Schema.bigint) NOT NULL,
                valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from)
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX residencies_current ON residencies (recipient_id) WHERE valid_to IS NULL",
            "CREATE INDEX residencies_by_dwelling ON residencies (dwelling_id)",
            """
            CREATE TABLE provider_responsibilities (
                id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), valid_from \(Schema.bigint) NOT NULL,
                valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from)
            )\(Schema.strict)
            """,
            """
            CREATE UNIQUE INDEX provider_responsibilities_current ON provider_responsibilities (recipient_id)
            WHERE valid_to IS NULL
            """,
            "CREATE INDEX provider_responsibilities_by_unit ON provider_responsibilities (unit_id)",
            """
            CREATE TABLE granted_services (
                id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                system \(Schema.text) NOT NULL, effectuated_on \(Schema.text) NOT NULL, recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX granted_services_by_recipient ON granted_services (recipient_id)",
            """
            CREATE TABLE devices (
                id \(Schema.text) PRIMARY KEY, serial \(Schema.text) NOT NULL UNIQUE,
                kind \(Schema.text) NOT NULL CHECK (kind IN ('alarmBase', 'alarmButton', 'lockUnit', 'safetyCamera',
                    'providerEmergencyAlarm')),
                model \(Schema.text) NOT NULL, place \(Schema.text) NOT NULL DEFAULT '',
                status \(Schema.text) NOT NULL CHECK (status IN ('inStock', 'reserved', 'allocated', 'installed', 'returned',
                    'inRepair', 'lost', 'scrapped')),
                received_at \(Schema.bigint) NOT NULL
            )\(Schema.strict)
            """,
            "CREATE INDEX devices_by_status ON devices (kind, status, serial)",
            """
            CREATE TABLE installations (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id),
                recipient_id \(Schema.text) REFERENCES care_recipients (id), tested_at \(Schema.bigint) NOT NULL,
                original_part \(Schema.text) NOT NULL DEFAULT '', valid_from \(Schema.bigint) NOT NULL,
                valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from)
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX installations_current ON installations (device_id) WHERE valid_to IS NULL",
            "CREATE INDEX installations_by_recipient ON installations (recipient_id)",
            "CREATE INDEX installations_by_dwelling ON installations (dwelling_id)",
            """
            CREATE TABLE lock_links (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id), valid_from \(Schema.bigint) NOT NULL,
                valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from)
            )\(Schema.strict)
            """,
            """
            CREATE UNIQUE INDEX lock_links_current ON lock_links (device_id, recipient_id) WHERE valid_to IS NULL
            """,
            "CREATE INDEX lock_links_by_recipient ON lock_links (recipient_id)",
        ])
}
