// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

// Partitioned tables are billed by the unit where they serve on demand, and by the hour for the
// units a second that they are provided with.
extension MeterReader {
    func tableUses(
        _ component: Component, _ charge: Charge, _ table: PartitionedTable, _ id: ComponentID
    ) throws(CostError) -> [MeteredUse] {
        let sides: [(item: Tariff.Item, meter: BillLine.Meter, unit: UseUnit, capacity: Int)] = [
            (.readUnits, .readUnits, .readUnits, table.capacity.read),
            (.writeUnits, .writeUnits, .writeUnits, table.capacity.write),
        ]
        var uses: [MeteredUse] = []
        for side in sides {
            let entry = try model.price(
                of: side.item, at: id, per: table.capacity.isProvisioned ? .hour : .request)
            let reading =
                table.capacity.isProvisioned
                ? try standing(side.capacity, component)
                : try count(component, id, side.meter, side.unit)
            uses.append(
                MeteredUse(
                    layer: charge.layer, component: component.name,
                    item: "\(component.name) \(side.item.rawValue)", entry: entry, reading: reading)
            )
        }
        return uses
    }

    /// Capacity that is paid for each hour.
    private func standing(
        _ unitsPerSecond: Int, _ component: Component
    ) throws(CostError) -> MeterReading {
        do {
            let hours = try ExactDecimal(Int64(unitsPerSecond)).multiplied(
                by: ExactDecimal(hoursPerMonth), rounding: .halfEven)
            return MeterReading(meter: .unitHours, quantity: hours, basis: .given, halfWidth: 0)
        } catch {
            throw .arithmetic(component: component.name, error)
        }
    }
}
