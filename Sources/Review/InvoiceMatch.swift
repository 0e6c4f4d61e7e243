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
        var charges: [SpendVariance.Charge] = []
        var order: [String] = []
        var sums: [String: ExactDecimal] = [:]
        for charge in invoice.charges {
            if let key = Self.key(charge, keys, map) {
                charges.append(
                    SpendVariance.Charge(
                        key: key, quantity: charge.quantity, billed: charge.billed))
                continue
            }
            let name = Self.name(charge)
            if sums[name] == nil { order.append(name) }
            sums[name] = try (sums[name] ?? .zero) + charge.billed
        }
        self.charges = charges
        unmodelled = order.map { (name: $0, billed: sums[$0] ?? .zero) }
    }

    private static func key(
        _ charge: ForeignBill.Charge, _ keys: [SpendVariance.Key], _ map: BillMap?
    ) -> SpendVariance.Key? {
        if let entry = map?.entry(of: charge) {
            let own = keys.filter { key in
                key.component == entry.component && (entry.item ?? key.item) == key.item
            }
            return own.count == 1 ? own[0] : own.first { $0.meter == charge.meter }
        }
        let own = keys.filter { $0.component == charge.resource && $0.meter == charge.meter }
        let same = own.first { key in
            key.layer == charge.layer && key.item == (charge.item ?? "")
        }
        return same ?? (charge.layer == nil && own.count == 1 ? own[0] : nil)
    }

    private static func name(_ charge: ForeignBill.Charge) -> String {
        let parts = [charge.service, charge.resource, charge.item].compactMap { $0 }
        let named = parts.filter { !$0.isEmpty }
        return named.isEmpty ? "charges without a name" : named.joined(separator: ", ")
    }
}
