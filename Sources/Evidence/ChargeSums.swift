// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Where a bill says what is charged; some exports leave columns out.
struct ChargeColumns {
    let quantity: Int?
    private let resource: Int?
    private let meter: Int?
    private let layer: Int?
    private let item: Int?

    init(_ table: EvidenceTable, _ names: ForeignBillReader.Names) {
        quantity = table.column(names.quantity)
        resource = table.column(names.resource)
        meter = names.meters.lazy.compactMap(table.column).first
        layer = table.column("x_Layer")
        item = table.column("x_Item")
    }

    /// What makes rows the same charge, of a record's texts by column.
    func key(
        of month: CalendarMonth, _ service: String, _ text: (Int) -> String?
    ) -> ChargeSums.Key {
        ChargeSums.Key(
            month: month, service: service, resource: resource.flatMap(text),
            meter: meter.flatMap(text), layer: layer.flatMap(text), item: item.flatMap(text))
    }
}

/// Adds rows of a bill up by what they charge for.
struct ChargeSums {
    struct Key: Hashable {
        let month: CalendarMonth
        let service: String
        let resource: String?
        let meter: String?
        let layer: String?
        let item: String?
    }

    private struct Sum {
        var quantity: ExactDecimal?
        var billed: ExactDecimal
    }

    private var keys: [Key] = []
    private var sums: [Key: Sum] = [:]

    mutating func add(
        _ key: Key, _ quantity: ExactDecimal?, _ billed: ExactDecimal
    ) throws(QuantityError) {
        guard var sum = sums[key] else {
            keys.append(key)
            sums[key] = Sum(quantity: quantity, billed: billed)
            return
        }
        sum.billed = try sum.billed + billed
        // A credit has no units, and takes none away.
        if let quantity { sum.quantity = try (sum.quantity ?? .zero) + quantity }
        sums[key] = sum
    }

    var charges: [ForeignBill.Charge] {
        keys.compactMap { key in
            sums[key].map { sum in
                ForeignBill.Charge(
                    month: key.month, service: key.service, resource: key.resource,
                    meter: key.meter, layer: key.layer, item: key.item, quantity: sum.quantity,
                    billed: sum.billed)
            }
        }
    }
}
