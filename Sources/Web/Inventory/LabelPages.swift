import Documents
import Domain
import HTTPBase
import Hummingbird
import Storage

/// Labels to print: of one device, of a delivery, or of all that lies in a place. They tell of nobody.
enum LabelPages {
    // method · path · access
    static let endpoints: [Endpoint] = [
        .get(Route.deviceLabel(":serial").path, .holding(.seeInventory), ofDevice),
        .get(Route.deliveryLabels(":id").path, .holding(.seeInventory), ofDelivery),
        .get(Route.placeLabels(":id").path, .holding(.seeInventory), ofPlace),
        .get(Route.kitLabel(":id").path, .holding(.seeInventory), ofKit),
    ]

    private static func ofDevice(_ call: Call) async throws -> Response {
        let serial = try SerialNumber.parse(try call.part("serial"))
        return try await sheets(call) { [try $0.deviceToLabel(serial)] }
    }

    private static func ofDelivery(_ call: Call) async throws -> Response {
        guard let id = ID<DeliveryNote>(try call.part("id")) else { throw AppError.notFound }
        return try await sheets(call) { try $0.delivery(id).devices }
    }

    private static func ofPlace(_ call: Call) async throws -> Response {
        guard let id = ID<StoragePlace>(try call.part("id")) else { throw AppError.notFound }
        return try await sheets(call) { try $0.devicesToLabel(in: id) }
    }

    /// One for the whole: its number, and what should lie in it.
    private static func ofKit(_ call: Call) async throws -> Response {
        guard let id = ID<Kit>(try call.part("id")) else { throw AppError.notFound }
        let kit = try await call.store.read(as: call.actor) { try $0.kit(id) }
        let contents = kit.devices.map { call.words("device.kind.\($0.kind.rawValue)") }
        return try await print(
            [.init(serial: kit.number, lines: [contents.joined(separator: ", ")])], call)
    }

    private static func sheets(
        _ call: Call, _ find: @escaping @Sendable (Reader) throws -> [Device]
    ) async throws -> Response {
        let devices = try await call.store.read(as: call.actor) { try find($0) }
        guard !devices.isEmpty else { throw AppError.notFound }
        let words = call.words
        return try await print(
            devices.map {
                .init(serial: $0.serial, lines: [words("device.kind.\($0.kind.rawValue)"), $0.model])
            }, call)
    }

    private static func print(_ labels: [LabelDocument.Label], _ call: Call) async throws -> Response {
        let municipality = try await call.store.read(as: call.actor) { try $0.settings().municipality }
        let words = call.words
        let document = LabelDocument(
            title: words("label.document"), author: municipality, language: PrintLanguage(words.language),
            labels: labels)
        let now = call.now
        let pdf = try await call.workbench.run { try document.pdf(createdAt: now) }
        return call.file(pdf, type: "application/pdf", name: "\(words("label.fileName")).pdf")
    }
}
