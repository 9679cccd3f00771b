import Domain
import HTTPBase
import HTTPTypes
import Storage

/// The parts of the inventory, for those who keep it.
struct InventoryTabs: Component {
    let call: Call
    let here: Route

    var html: HTML {
        guard let actor = try? call.actor, actor.may(.seeInventory) else { return "" }
        let parts: [(String, Route)] = [
            ("inventory.devices", .devices), ("inventory.stock", .stock),
            ("inventory.deliveries", .deliveries), ("inventory.places", .storagePlaces),
            ("inventory.kits", .kits),
            ("inventory.stocktakes", .stocktakes), ("inventory.models", .deviceModels),
        ]
        return Tabs(
            label: call.words("inventory.parts"),
            tabs: parts.map {
                .init(text: call.words($0.0), href: $0.1.path, isCurrent: $0.1.path == here.path)
            }
        ).html
    }
}

extension Call {
    /// A page of the inventory with its parts above.
    func inventory(
        _ title: String, part: Route, main: HTML, status: Int = 200, isWide: Bool = true,
        kicker: String? = nil
    ) -> Screen {
        Screen(
            title: title, heading: title, kicker: kicker,
            main: "\(InventoryTabs(call: self, here: part))\(main)", bodyClass: isWide ? "wide" : "narrow",
            here: (try? actor)?.may(.seeInventory) ?? false ? .devices : .stock, status: .init(code: status))
    }
}

extension Words {
    /// A choice among the places in use.
    func placeField(
        _ name: String, _ key: String, _ places: [PlaceLine], in state: FormState, isRequired: Bool = true
    ) -> SelectField {
        SelectField(
            field(name, key, in: state, isRequired: isRequired),
            options: places.map { .init(value: $0.place.id.text, text: $0.place.name) }, value: state[name],
            prompt: self("place.choose"), width: .medium)
    }
}
