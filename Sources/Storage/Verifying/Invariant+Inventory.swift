extension Invariant {
    static let inventory = [
        Invariant(
            sentence: "a device has the kind and the name of its model",
            breaches: """
                SELECT d.serial FROM devices d LEFT JOIN device_models m ON m.id = d.model_id
                WHERE m.id IS NULL OR m.kind <> d.kind OR m.name <> d.model
                """),
        Invariant(
            sentence: "what is installed, lost or scrapped lies on no shelf",
            breaches: """
                SELECT d.serial FROM devices d WHERE d.place_id IS NOT NULL AND d.status IN ('installed', 'lost', 'scrapped')
                """),
        Invariant(
            sentence: "a device is scrapped exactly where its wiping is attested",
            breaches: """
                SELECT d.serial FROM devices d WHERE (d.status = 'scrapped') <> EXISTS (
                    SELECT 1 FROM scrappings s WHERE s.device_id = d.id
                        AND NOT EXISTS (SELECT 1 FROM scrapping_withdrawals w WHERE w.scrapping_id = s.id))
                """),
        Invariant(
            sentence: "what is lost or broken at somebody's home is mounted",
            breaches: """
                SELECT d.serial FROM life_events e JOIN devices d ON d.id = e.device_id
                WHERE e.undone_at IS NULL AND e.over_on IS NULL
                    AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.device_id = d.id
                        AND i.recipient_id = e.recipient_id AND i.valid_to IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM lock_links l WHERE l.device_id = d.id
                        AND l.recipient_id = e.recipient_id AND l.valid_to IS NULL)
                """),
        Invariant(
            sentence: "what is packed in a kit is with the team, together, and not alone",
            breaches: """
                SELECT k.number FROM kits k JOIN kit_devices m ON m.kit_id = k.id AND m.unpacked_at IS NULL
                JOIN devices d ON d.id = m.device_id GROUP BY k.number
                HAVING COUNT(*) < 2 OR COUNT(DISTINCT COALESCE(d.place_id, '')) > 1
                    OR SUM(CASE WHEN d.status IN ('inStock', 'reserved', 'allocated') THEN 0 ELSE 1 END) > 0
                """),
    ]
}
