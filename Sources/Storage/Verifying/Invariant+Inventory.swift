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
                    SELECT 1 FROM scrappings s WHERE s.device_id = d.id)
                """),
    ]
}
