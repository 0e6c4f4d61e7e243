// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

// Prices are found in the model's book, or their absence is an error that names what lacks one.
extension Model {
    /// The price of one of several things that a component is billed for.
    public func price(
        of item: Tariff.Item, at id: ComponentID, per unit: PriceUnit
    ) throws(CostError) -> PriceEntry {
        let component = component(id)
        let key = component.charge?.tariffs.first { $0.item == item }?.price
        let entry = try entry(key, of: component, meter: item.rawValue)
        guard entry.price.unit == unit else {
            throw .wrongUnit(
                component: component.name, key: entry.key, unit: entry.price.unit,
                allowed: [unit])
        }
        return entry
    }

    func entry(
        _ key: PriceKey?, of component: Component, meter: String
    ) throws(CostError) -> PriceEntry {
        guard let key else {
            throw .noPriceNamed(component: component.name, meter: meter)
        }
        guard let book = economics.prices else {
            throw .noPriceBook(component: component.name, meter: meter)
        }
        guard let entry = book.entry(key) else {
            throw .missingPrice(component: component.name, meter: meter, key: key, book: book.name)
        }
        return entry
    }
}
