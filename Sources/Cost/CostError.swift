// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Why a model cannot be billed. A price that is missing is an error and never zero.
public enum CostError: Error, Equatable, Sendable {
    /// The component is charged, but no price book is given.
    case noPriceBook(component: String, meter: String)
    /// The component is charged, but names no price.
    case noPriceNamed(component: String, meter: String)
    /// The price book has no such entry.
    case missingPrice(component: String, meter: String, key: PriceKey, book: String)
    /// The price is for another unit than the component is metered in.
    case wrongUnit(component: String, key: PriceKey, unit: PriceUnit, allowed: [PriceUnit])
    /// A volume is stated of what is billed by time and not by use.
    case volumeOfTime(component: String, meter: String, unit: PriceUnit)
    /// The engine did not count what is to be billed, and no volume is stated.
    case notCounted(component: String, meter: String)
    /// The price is of what calls weigh, and none of its methods has a weight.
    case notWeighed(component: String, key: PriceKey)
    /// The price book's month has no hours.
    case emptyMonth(book: String)
    case arithmetic(component: String, QuantityError)
}

extension CostError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noPriceBook(let component, let meter):
            "the \(meter) of '\(component)' have no price: the scenario names no price book;"
                + " name one in 'prices'"
        case .noPriceNamed(let component, let meter):
            "the \(meter) of '\(component)' have no price; name one in"
                + " 'components.\(component).price'"
        case .missingPrice(let component, let meter, let key, let book):
            "the \(meter) of '\(component)' have no price: the price book '\(book)' has no"
                + " '\(key)'; add it, or name another price"
        case .wrongUnit(let component, let key, let unit, let allowed):
            "'\(component)' cannot be billed by '\(key)', a price per \(unit); use a price per "
                + allowed.map(\.rawValue).joined(separator: " or per ")
        case .volumeOfTime(let component, let meter, let unit):
            "'components.\(component).volume' says how much is used, but a price per \(unit) is"
                + " for \(meter); leave the volume out, or name a price per use"
        case .notCounted(let component, let meter):
            "the \(meter) of '\(component)' are not counted by this engine;"
                + " state 'components.\(component).volume' or simulate"
        case .notWeighed(let component, let key):
            "the compute units of '\(component)' are not counted: '\(key)' does not say what calls"
                + " count as; give it 'methods' in the price book, or state"
                + " 'components.\(component).volume'"
        case .emptyMonth(let book):
            "a month of the price book '\(book)' has no hours; write 'hours per month: 730'"
        case .arithmetic(let component, let error):
            "the bill of '\(component)' cannot be computed: \(error)"
        }
    }
}
