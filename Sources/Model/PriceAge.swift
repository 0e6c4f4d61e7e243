// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

// Prices change, most of them within a year.
extension PriceEntry {
    /// Whether more than a year has passed on that day since the price held.
    public func isStale(on day: CalendarDay) -> Bool {
        // A book that was read has dates that there are.
        guard let held = try? CalendarDay(parsing: asOf) else { return true }
        return held.yearLater < day
    }
}

extension Model {
    /// The entries of the price book that something is charged by, in its order.
    public var pricesInUse: [PriceEntry] {
        var keys: Set<PriceKey> = []
        for component in components {
            keys.formUnion([component.charge?.price].compactMap(\.self))
            keys.formUnion((component.charge?.tariffs ?? []).map(\.price))
            keys.formUnion(component.allExtras.map(\.price))
        }
        return economics.prices?.entries.filter { keys.contains($0.key) } ?? []
    }
}
