import Domain

/// How each kind of difference is found. A difference is one that was there on the day of the list and is there still:
/// what the register has put right since, or what has happened since, is none.
extension Reading {
    /// One `SELECT` for each kind that the list can show: `kind`, `subject`, `recipient_id`, `number`, `since`, `here`,
    /// `there`.
    func searches(_ list: NewestList) -> [SQL] {
        let common = [gone(list), elsewhereServed(list), twice(list)]
        return switch list.source {
        case .alarmCentre:
            common + [stillActive(list), emergency(list), otherSerial(list), notAtCentre(list)]
        case .treserva: common + [notInstalled(list), notEnded(list), notEffectuated(list)]
        case .tes: common
        }
    }

    // MARK: - All lists

    private func gone(_ list: NewestList) -> SQL {
        rows(
            .deceasedOrMoved, of: list,
            since: """
                COALESCE((SELECT MAX(x.valid_from) FROM person_details x WHERE x.recipient_id = i.recipient_id
                    AND x.detail = 'deceased' AND x.valid_to IS NULL AND x.value <> ''),
                    (SELECT MAX(h.valid_to) FROM residencies h WHERE h.recipient_id = i.recipient_id))
                """, where: hasGone("i.recipient_id", by: list.asOf))
    }

    private func elsewhereServed(_ list: NewestList) -> SQL {
        let same: SQL = "(u.id = l.unit_id OR (l.unit_id IS NULL AND u.provider_id = l.provider_id))"
        return rows(
            .wrongProvider, of: list,
            since: """
                (SELECT r.valid_from FROM provider_responsibilities r WHERE r.recipient_id = i.recipient_id
                    AND r.valid_to IS NULL)
                """,
            here: """
                COALESCE((SELECT u.name FROM provider_responsibilities r JOIN provider_units u ON u.id = r.unit_id
                    WHERE r.recipient_id = i.recipient_id AND r.valid_to IS NULL), '')
                """, there: "l.unit",
            where: """
                l.provider_id IS NOT NULL AND EXISTS (SELECT 1 FROM provider_responsibilities r
                    WHERE r.recipient_id = i.recipient_id AND r.valid_to IS NULL)
                AND NOT EXISTS (SELECT 1 FROM provider_responsibilities r JOIN provider_units u ON u.id = r.unit_id
                    WHERE r.recipient_id = i.recipient_id AND \(same) AND (r.valid_to IS NULL
                        OR (r.valid_from < \(list.end) AND r.valid_to >= \(list.end))))
                AND NOT \(hasGone("i.recipient_id", by: list.asOf))
                """)
    }

    private func twice(_ list: NewestList) -> SQL {
        """
        SELECT 'duplicatePerson' AS kind, i.recipient_id AS subject, i.recipient_id AS recipient_id,
            MIN(l.number) AS number, CAST(NULL AS BIGINT) AS since, '' AS here, '' AS there
        FROM list_rows l JOIN person_identifiers i ON i.value = l.number AND \(identifies("i"))
        WHERE \(stands(list)) GROUP BY i.recipient_id HAVING COUNT(*) > 1
        """
    }

    // MARK: - The alarm centre

    private static var isUnitsOwn: SQL {
        "EXISTS (SELECT 1 FROM devices o WHERE o.serial = l.serial AND o.kind = 'providerEmergencyAlarm')"
    }

    private func stillActive(_ list: NewestList) -> SQL {
        rows(
            .endedStillActive, of: list, since: Self.lastTakenDown, there: "COALESCE(l.serial, '')",
            where: """
                l.is_emergency = 0 AND l.number IS NOT NULL AND NOT \(Self.isUnitsOwn)
                AND (i.recipient_id IS NULL OR (\(lacksAlarm("i.recipient_id", list))
                    AND NOT \(hasGone("i.recipient_id", by: list.asOf))))
                """)
    }

    private func emergency(_ list: NewestList) -> SQL {
        rows(
            .emergencyAsCustomer, of: list,
            here: """
                COALESCE((SELECT MIN(u.name) FROM devices o JOIN installations a ON a.device_id = o.id
                    AND a.valid_to IS NULL JOIN provider_units u ON u.id = a.unit_id WHERE o.serial = l.serial), '')
                """, there: "l.serial", where: "l.is_emergency = 0 AND \(Self.isUnitsOwn)")
    }

    /// A customer without a number is one too: nobody knows whose alarm it is.
    private func otherSerial(_ list: NewestList) -> SQL {
        rows(
            .serialMismatch, of: list,
            here: """
                COALESCE((SELECT MIN(e.serial) FROM installations a JOIN devices e ON e.id = a.device_id
                    AND e.kind = 'alarmBase' WHERE a.recipient_id = i.recipient_id AND a.valid_to IS NULL), '')
                """, there: "l.serial",
            where: """
                l.is_emergency = 0 AND l.serial IS NOT NULL AND NOT \(Self.isUnitsOwn) AND (l.number IS NULL
                    OR (\(hasAlarm("i.recipient_id", list)) AND NOT EXISTS (SELECT 1 FROM installations a
                        JOIN devices e ON e.id = a.device_id AND e.kind IN ('alarmBase', 'alarmButton')
                        WHERE a.recipient_id = i.recipient_id AND e.serial = l.serial
                            AND (a.valid_to IS NULL OR \(Self.held("a", list.end))))
                    AND NOT \(hasGone("i.recipient_id", by: list.asOf))))
                """)
    }

    /// Somebody's alarm that the centre has not got: nobody would answer.
    private func notAtCentre(_ list: NewestList) -> SQL {
        installed(.serialMismatch, here: "e.serial", butNotOn: list, where: stands(list))
    }

    // MARK: - Treserva

    private func notInstalled(_ list: NewestList) -> SQL {
        rows(
            .effectuatedNotInstalled, of: list, since: "l.effectuated_from",
            where: """
                \(isEffectuated(list)) AND (i.recipient_id IS NULL OR (\(lacksAlarm("i.recipient_id", list))
                    AND NOT \(Self.hadAlarm) AND NOT \(hasGone("i.recipient_id", by: list.asOf))))
                """)
    }

    private func notEnded(_ list: NewestList) -> SQL {
        rows(
            .returnedNotEnded, of: list, since: Self.lastTakenDown,
            where: """
                \(isEffectuated(list)) AND \(lacksAlarm("i.recipient_id", list)) AND \(Self.hadAlarm)
                AND NOT \(hasGone("i.recipient_id", by: list.asOf))
                """)
    }

    /// Whom an extract counts, also by a button alone.
    private func notEffectuated(_ list: NewestList) -> SQL {
        installed(
            .installedNotEffectuated, [.alarmBase, .alarmButton], here: "''", butNotOn: list,
            where: "\(stands(list)) AND \(isEffectuated(list))")
    }

    // MARK: - Parts

    /// Rows of the list that stand on its day, with whom they are about as `i`.
    private func rows(
        _ kind: ListDifference.Kind, of list: NewestList, since: SQL = "CAST(NULL AS BIGINT)",
        here: SQL = "''", there: SQL = "''", where condition: SQL
    ) -> SQL {
        """
        SELECT \(SQL(stringLiteral: "'\(kind.rawValue)'")) AS kind,
            COALESCE(i.recipient_id, l.number, l.serial) AS subject, i.recipient_id AS recipient_id,
            COALESCE(l.number, '') AS number, \(since) AS since, \(here) AS here, \(there) AS there
        FROM list_rows l LEFT JOIN person_identifiers i ON i.value = l.number AND \(identifies("i"))
        WHERE \(stands(list)) AND \(condition)
        """
    }

    /// Those with a device of these kinds, on the list's day and now, who are not among the list's rows that fulfil
    /// `condition`; each of them once.
    private func installed(
        _ kind: ListDifference.Kind, _ devices: [DeviceKind] = [.alarmBase], here: SQL,
        butNotOn list: NewestList, where condition: SQL
    ) -> SQL {
        """
        SELECT \(SQL(stringLiteral: "'\(kind.rawValue)'")) AS kind, b.recipient_id AS subject,
            b.recipient_id AS recipient_id, n.value AS number, b.valid_from AS since, \(here) AS here, '' AS there
        FROM installations b JOIN devices e ON e.id = b.device_id AND e.kind IN (\(list: devices))
        JOIN person_identifiers n ON n.recipient_id = b.recipient_id AND n.valid_to IS NULL
        WHERE b.valid_to IS NULL AND \(hasAlarm("b.recipient_id", list, devices))
            AND NOT EXISTS (SELECT 1 FROM installations o JOIN devices y ON y.id = o.device_id
                AND y.kind IN (\(list: devices)) WHERE o.recipient_id = b.recipient_id AND o.valid_to IS NULL
                    AND (y.kind, o.id) < (e.kind, b.id))
            AND NOT \(hasGone("b.recipient_id", by: list.asOf))
            AND b.recipient_id NOT IN (SELECT i.recipient_id FROM list_rows l JOIN person_identifiers i
                ON i.value = l.number AND \(identifies("i")) WHERE \(condition))
        """
    }

    private func stands(_ list: NewestList) -> SQL {
        "l.list_id = \(list.id) AND (l.ended_on IS NULL OR l.ended_on > \(list.asOf))"
    }

    private func isEffectuated(_ list: NewestList) -> SQL {
        "l.effectuated_from IS NOT NULL AND l.effectuated_from < \(list.end)"
    }

    private static func held(_ row: SQL, _ moment: Instant) -> SQL {
        "(\(row).valid_from < \(moment) AND (\(row).valid_to IS NULL OR \(row).valid_to >= \(moment)))"
    }

    private static func alarm(
        _ person: SQL, _ devices: [DeviceKind] = [.alarmBase], where condition: SQL
    ) -> SQL {
        """
        EXISTS (SELECT 1 FROM installations a JOIN devices e ON e.id = a.device_id AND e.kind IN (\(list: devices))
            WHERE a.recipient_id = \(person) AND \(condition))
        """
    }

    /// Both on the list's day and now; a device that was changed meanwhile makes no difference (I10).
    private func hasAlarm(
        _ person: SQL, _ list: NewestList, _ devices: [DeviceKind] = [.alarmBase]
    ) -> SQL {
        """
        \(Self.alarm(person, devices, where: "a.valid_to IS NULL"))
        AND \(Self.alarm(person, devices, where: Self.held("a", list.end)))
        """
    }

    /// Neither on the list's day nor now.
    private func lacksAlarm(_ person: SQL, _ list: NewestList) -> SQL {
        """
        \(person) IS NOT NULL
        AND NOT \(Self.alarm(person, where: "(a.valid_to IS NULL OR \(Self.held("a", list.end)))"))
        """
    }

    /// Whether one was taken down since the service was effectuated.
    private static var hadAlarm: SQL {
        alarm("i.recipient_id", where: "a.valid_to > a.valid_from AND a.valid_to >= l.effectuated_from")
    }

    private static var lastTakenDown: SQL {
        """
        (SELECT MAX(a.valid_to) FROM installations a JOIN devices e ON e.id = a.device_id AND e.kind = 'alarmBase'
            WHERE a.recipient_id = i.recipient_id AND a.valid_to > a.valid_from)
        """
    }

    /// Died by `day`, or left their home by then and has no other.
    private func hasGone(_ person: SQL, by day: Day) -> SQL {
        """
        (EXISTS (SELECT 1 FROM person_details x WHERE x.recipient_id = \(person) AND x.detail = 'deceased'
            AND x.valid_to IS NULL AND x.value <> '' AND x.value <= \(day))
         OR (EXISTS (SELECT 1 FROM life_events v WHERE v.recipient_id = \(person) AND v.undone_at IS NULL
            AND v.kind IN ('residentialCare', 'movedOut') AND v.happened_on <= \(day))
            AND NOT EXISTS (SELECT 1 FROM residencies h WHERE h.recipient_id = \(person) AND h.valid_to IS NULL)))
        """
    }
}
