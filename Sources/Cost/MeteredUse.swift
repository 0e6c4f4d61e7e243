// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A quantity on a meter, before it is priced.
struct MeterReading {
    let meter: BillLine.Meter
    /// Of a month.
    let quantity: ExactDecimal
    let basis: BillLine.Basis
    /// Half the 95% interval of the quantity; absent where one replication gives none.
    let halfWidth: Double?
    /// How it moves in the course of the run; absent where it is taken to be steady.
    var levels: UseLevels?
}

/// What a component is charged for by an entry of the price book.
struct MeteredUse {
    let layer: CostLayer
    let component: String
    /// Absent where it is the component's one thing.
    let item: String?
    let entry: PriceEntry
    let reading: MeterReading

    /// What a line of it is called that needs a name.
    var title: String { item ?? component }
}

/// Something that is charged.
enum Charged {
    case use(MeteredUse)
    /// By a price of its own, such as gas.
    case line(BillLine)
}
