import Domain

/// A model with how many there are of it in each state.
public struct ModelLine: Sendable, Hashable {
    public let model: DeviceModel
    public let counts: [Device.Status: Int]

    public var inStock: Int { counts[.inStock] ?? 0 }
    public var held: Int { (counts[.reserved] ?? 0) + (counts[.allocated] ?? 0) }
    /// What is not scrapped.
    public var inUse: Int { counts.filter { $0.key != .scrapped }.reduce(0) { $0 + $1.value } }
    /// Fewer than there should be.
    public var isShort: Bool { inStock < model.terms.minimum }
}

extension Reading {
    /// The stock, model by model: by kind, then in Swedish order.
    public func stock() throws -> [ModelLine] {
        try actor.require(.seeStock)
        var counts: [ID<DeviceModel>: [Device.Status: Int]] = [:]
        try connection.query(
            "SELECT model_id, status, COUNT(*) FROM devices WHERE model_id IS NOT NULL GROUP BY model_id, status"
        ) { row in
            let id: ID<DeviceModel> = row.id()
            let status: Device.Status = try row.value()
            counts[id, default: [:]][status] = row.int()
        }
        return try deviceModels().map { ModelLine(model: $0, counts: counts[$0.id] ?? [:]) }
    }

    /// All models: by kind, then in Swedish order.
    func deviceModels() throws -> [DeviceModel] {
        let order = Dictionary(uniqueKeysWithValues: DeviceKind.allCases.enumerated().map { ($1, $0) })
        return try all("SELECT id, kind, name, battery_months, test_months, minimum FROM device_models") {
            DeviceModel(
                id: $0.id(), kind: try $0.value(),
                terms: ModelTerms(
                    name: $0.text(), batteryMonths: $0.intIfAny(), testMonths: $0.intIfAny(),
                    minimum: $0.int()))
        }.map { (order[$0.kind] ?? 0, SortKey.of($0.terms.name), $0) }
            .sorted { $0.0 == $1.0 ? $0.1.lexicographicallyPrecedes($1.1) : $0.0 < $1.0 }.map(\.2)
    }

    public func deviceModel(_ id: ID<DeviceModel>) throws -> DeviceModel {
        try actor.require(.seeInventory)
        guard let model = try deviceModels().first(where: { $0.id == id }) else { throw AppError.notFound }
        return model
    }

    /// The models to choose from.
    public func modelsToChoose() throws -> [DeviceModel] {
        try actor.require(.seeInventory)
        return try deviceModels()
    }
}

extension Tx {
    /// Makes a model known.
    /// - Throws: `invalid` with every fault, as `ModelTerms` reads them, and at `kind`; `conflict` at `name` where the
    ///   kind has one of that name.
    @discardableResult
    public func addModel(_ typed: Answers) throws -> ID<DeviceModel> {
        try actor.require(.plan)
        var faults: [Fault] = []
        let kind = DeviceKind(rawValue: typed["kind"])
        if kind == nil { faults.append(Fault("form.choose", field: "kind")) }
        var terms: ModelTerms?
        do { terms = try ModelTerms(typed) } catch { faults += error.faults }
        guard faults.isEmpty, let kind, let terms else { throw AppError(.invalid, faults) }
        try serialize(on: "device models")
        try requireUnused(terms.name, by: kind, but: nil)
        return try insertModel(kind, terms)
    }

    /// Changes what has been decided about a model. A new name is that of its devices too.
    /// - Throws: as `addModel`.
    public func changeModel(_ id: ID<DeviceModel>, _ typed: Answers) throws {
        try actor.require(.plan)
        try serialize(on: "device models")
        let model = try deviceModel(id)
        let terms = try ModelTerms(typed)
        try requireUnused(terms.name, by: model.kind, but: id)
        try execute(
            """
            UPDATE device_models SET name = \(terms.name), battery_months = \(terms.batteryMonths),
                test_months = \(terms.testMonths), minimum = \(terms.minimum) WHERE id = \(id)
            """)
        guard terms.name != model.terms.name else { return }
        try execute("UPDATE devices SET model = \(terms.name) WHERE model_id = \(id)")
    }

    private func requireUnused(_ name: String, by kind: DeviceKind, but id: ID<DeviceModel>?) throws {
        let isUsed = try deviceModels().contains { $0.kind == kind && $0.id != id && $0.terms.isNamed(name) }
        if isUsed { throw AppError(.conflict, "model.name.known", field: "name") }
    }

    private func insertModel(_ kind: DeviceKind, _ terms: ModelTerms) throws -> ID<DeviceModel> {
        let id = ID<DeviceModel>.new(in: self)
        try execute(
            """
            INSERT INTO device_models (id, kind, name, battery_months, test_months, minimum)
            VALUES (\(id), \(kind), \(terms.name), \(terms.batteryMonths), \(terms.testMonths), \(terms.minimum))
            """)
        return id
    }

    /// The model of this name, made known where it is not.
    func ensureModel(_ kind: DeviceKind, named name: String) throws -> DeviceModel {
        let known = { (tx: Tx) in
            try tx.deviceModels().first { $0.kind == kind && $0.terms.isNamed(name) }
        }
        if let model = try known(self) { return model }
        try serialize(on: "device models")
        if let model = try known(self) { return model }
        let terms = ModelTerms(name: name)
        return DeviceModel(id: try insertModel(kind, terms), kind: kind, terms: terms)
    }
}
