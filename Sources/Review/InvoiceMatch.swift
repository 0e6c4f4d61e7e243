// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Quantities

/// Finds the line of a model's bill that each charge of an invoice is.
///
/// A charge is a line where an entry of the map says so; else where it names the same layer,
/// component, item and meter; else where its resource is a component with one such meter. Every
/// other charge is not modelled.
public struct InvoiceMatch: Sendable {
    public let charges: [SpendVariance.Charge]
    /// By name, in the order of the invoice.
    public let unmodelled: [(name: String, billed: ExactDecimal)]

    /// - Parameter keys: the lines that the model has or forecast.
    public init(
        _ invoice: MonthEvidence.Invoice, keys: [SpendVariance.Key], map: BillMap?
    ) throws(QuantityError) {
        var matched: [(key: SpendVariance.Key, charge: ForeignBill.Charge)] = []
        var order: [String] = []
        var sums: [String: ExactDecimal] = [:]
        for charge in invoice.charges {
            if let key = Self.key(charge, keys, map) {
                matched.append((key, charge))
                continue
            }
            let name = Self.name(charge)
            if sums[name] == nil { order.append(name) }
            sums[name] = try (sums[name] ?? .zero) + charge.billed
        }
        let meters = Self.meters(matched)
        charges = matched.map { key, charge in
            SpendVariance.Charge(
                key: key, quantity: charge.meter == meters[key] ? charge.quantity : nil,
                billed: charge.billed)
        }
        unmodelled = order.map { (name: $0, billed: sums[$0] ?? .zero) }
    }

    private static func key(
        _ charge: ForeignBill.Charge, _ keys: [SpendVariance.Key], _ map: BillMap?
    ) -> SpendVariance.Key? {
        if let entry = map?.entry(of: charge) {
            var own = keys.filter { $0.component == entry.component }
            if let item = entry.item ?? charge.item, own.count > 1 || entry.item != nil {
                own.removeAll { $0.item != item }
            }
            if own.count > 1 { own.removeAll { $0.meter != charge.meter } }
            return own.count == 1 ? own[0] : nil
        }
        let own = keys.filter { $0.component == charge.resource && $0.meter == charge.meter }
        let same = own.first { key in
            key.layer == charge.layer && key.item == (charge.item ?? "")
        }
        return same ?? (charge.layer == nil && own.count == 1 ? own[0] : nil)
    }

    /// By which meter of the invoice the units of a line count: its own where a charge has it, else
    /// the only one there is. Of several nobody knows which, and money alone is added up.
    private static func meters(
        _ matched: [(key: SpendVariance.Key, charge: ForeignBill.Charge)]
    ) -> [SpendVariance.Key: String] {
        var all: [SpendVariance.Key: Set<String>] = [:]
        for (key, charge) in matched {
            guard let meter = charge.meter else { continue }
            all[key, default: []].insert(meter)
        }
        var meters: [SpendVariance.Key: String] = [:]
        for (key, names) in all {
            meters[key] =
                names.contains(key.meter) ? key.meter : names.count == 1 ? names.first : nil
        }
        return meters
    }

    private static func name(_ charge: ForeignBill.Charge) -> String {
        let parts = [charge.service, charge.resource, charge.item].compactMap { $0 }
        let named = parts.filter { !$0.isEmpty }
        return named.isEmpty ? "charges without a name" : named.joined(separator: ", ")
    }
}
