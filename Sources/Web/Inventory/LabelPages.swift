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

    private static func sheets(
        _ call: Call, _ find: @escaping @Sendable (Reader) throws -> [Device]
    ) async throws -> Response {
        let (devices, municipality) = try await call.store.read(as: call.actor) {
            (try find($0), try $0.settings().municipality)
        }
        guard !devices.isEmpty else { throw AppError.notFound }
        let words = call.words
        let document = LabelDocument(
            title: words("label.document"), author: municipality, language: PrintLanguage(words.language),
            labels: devices.map {
                .init(serial: $0.serial, lines: [words("device.kind.\($0.kind.rawValue)"), $0.model])
            })
        let now = call.now
        let pdf = try await call.workbench.run { try document.pdf(createdAt: now) }
        return call.file(pdf, type: "application/pdf", name: "\(words("label.fileName")).pdf")
    }
}
