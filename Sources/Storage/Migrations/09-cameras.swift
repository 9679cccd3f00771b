extension Migration {
    /// Supervision by camera: consents, signs, supervision, and who was told which serial number.
    static let cameras = Migration(
        number: 9,
        statements: [
            """
            CREATE TABLE consents (
                id \(Schema.text) PRIMARY KEY, recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                giver \(Schema.text) NOT NULL CHECK (giver IN ('recipient', 'cohabitant')),
                given_by \(Schema.text) NOT NULL, representing \(Schema.text) NOT NULL,
                about \(Schema.text) NOT NULL CHECK (about = 'cameraSupervision'),
                manner \(Schema.text) NOT NULL CHECK (manner IN ('oral', 'written')),
                given_on \(Schema.text) NOT NULL, until_on \(Schema.text), ended_how \(Schema.text)
                    CHECK (ended_how IN ('withdrawn', 'expired', 'renewed')),
                valid_from \(Schema.bigint) NOT NULL, valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from), CHECK ((valid_to IS NULL) = (ended_how IS NULL)),
                CHECK (until_on IS NULL OR until_on >= given_on)
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX consents_current ON consents (recipient_id, giver) WHERE valid_to IS NULL",
            "CREATE INDEX consents_of_recipient ON consents (recipient_id)",
            "CREATE INDEX consents_that_end ON consents (until_on) WHERE valid_to IS NULL AND until_on IS NOT NULL",
            """
            CREATE TABLE camera_notices (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                dwelling_id \(Schema.text) NOT NULL REFERENCES dwellings (id),
                language \(Schema.text) NOT NULL CHECK (language IN ('sv', 'en', 'fa', 'ar', 'so')),
                placement \(Schema.text) NOT NULL, valid_from \(Schema.bigint) NOT NULL, valid_to \(Schema.bigint),
                recorded_at \(Schema.bigint) NOT NULL, recorded_by \(Schema.text) NOT NULL REFERENCES users (id),
                case_id \(Schema.text) REFERENCES cases (id), CHECK (valid_to IS NULL OR valid_to >= valid_from)
            )\(Schema.strict)
            """,
            """
            CREATE UNIQUE INDEX camera_notices_current ON camera_notices (device_id, language)
            WHERE valid_to IS NULL
            """,
            """
            CREATE TABLE supervisions (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                recipient_id \(Schema.text) NOT NULL REFERENCES care_recipients (id),
                centre \(Schema.text) NOT NULL,
                needs_cohabitant \(Schema.bigint) NOT NULL CHECK (needs_cohabitant IN (0, 1)),
                ended_how \(Schema.text)
                    CHECK (ended_how IN ('consentWithdrawn', 'consentExpired', 'cameraUninstalled')),
                valid_from \(Schema.bigint) NOT NULL, valid_to \(Schema.bigint), recorded_at \(Schema.bigint) NOT NULL,
                recorded_by \(Schema.text) NOT NULL REFERENCES users (id), case_id \(Schema.text) REFERENCES cases (id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from), CHECK ((valid_to IS NULL) = (ended_how IS NULL))
            )\(Schema.strict)
            """,
            "CREATE UNIQUE INDEX supervisions_current ON supervisions (device_id) WHERE valid_to IS NULL",
            "CREATE INDEX supervisions_of_recipient ON supervisions (recipient_id)",
            """
            CREATE TABLE told_serials (
                id \(Schema.text) PRIMARY KEY, device_id \(Schema.text) NOT NULL REFERENCES devices (id),
                case_id \(Schema.text) NOT NULL REFERENCES cases (id),
                message_id \(Schema.text) NOT NULL REFERENCES messages (id),
                unit_id \(Schema.text) NOT NULL REFERENCES provider_units (id), phoned_to \(Schema.text) NOT NULL,
                told_at \(Schema.bigint) NOT NULL, told_by \(Schema.text) NOT NULL REFERENCES users (id)
            )\(Schema.strict)
            """,
            "CREATE INDEX told_serials_of_case ON told_serials (case_id)",
            "CREATE INDEX told_serials_of_device ON told_serials (device_id)",
        ])
}
