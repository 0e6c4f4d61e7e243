// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What is on the whole bill: support as a share of what is spent, credits as far as there is
/// something to pay, tax on all of it. Each view of the bill has its own support and tax; a credit
/// is the same in all (FOCUS 1.2, rules of ListCost, ContractedCost and EffectiveCost).
struct Overhead {
    let agreements: Agreements
    let hoursPerMonth: Int64

    /// Support, credits and tax of these lines.
    func lines(on lines: [BillLine]) throws(QuantityError) -> [BillLine] {
        var added: [BillLine] = []
        if let support = agreements.support {
            added.append(try line(for: support, on: lines))
        }
        for credit in agreements.credits {
            if let line = try line(for: credit, on: lines + added) { added.append(line) }
        }
        if let tax = agreements.tax {
            added.append(try line(for: tax, on: lines + added))
        }
        return added
    }

    private func line(
        for support: Support, on lines: [BillLine]
    ) throws(QuantityError) -> BillLine {
        let counted = lines.filter { support.layers.contains($0.layer) }
        let spent = try BillAmounts.sum(counted.map(\.amounts))
        let dearest = support.rates.tiers.map(\.price.approximation).max() ?? 0
        return try line(
            "support", .support,
            try spent.map { amount throws(QuantityError) in
                // Dollars are counted as units: both have 18 decimals.
                let share = try support.rates.cost(
                    of: ExactDecimal(scaled: amount.attodollars), rounding: .halfEven)
                return max(share, support.minimum)
            },
            open: open(counted).map { $0 * dearest }, basis: basis(counted))
    }

    /// Nil where there is nothing left to pay.
    private func line(
        for credit: Credit, on lines: [BillLine]
    ) throws(QuantityError) -> BillLine? {
        let payable = lines.filter { credit.layer == nil || $0.layer == credit.layer }
        let due = try Money.sum(payable.map(\.perMonth))
        let given = min(credit.perMonth, due)
        guard given > .zero else { return nil }
        return try line(
            credit.name, .credit, BillAmounts(try Money.zero - given), open: 0,
            basis: given < credit.perMonth ? basis(payable) : .given,
            layer: credit.layer ?? .overhead)
    }

    private func line(
        for tax: Percentage, on lines: [BillLine]
    ) throws(QuantityError) -> BillLine {
        let taxed = try BillAmounts.sum(lines.map(\.amounts))
        return try line(
            "tax", .tax,
            try taxed.map { amount throws(QuantityError) in
                try tax.of(max(amount, .zero), rounding: .halfEven)
            },
            open: open(lines).map { $0 * tax.fraction.approximation }, basis: basis(lines))
    }

    private func line(
        _ name: String, _ category: BillLine.Category, _ amounts: BillAmounts, open: Double?,
        basis: BillLine.Basis, layer: CostLayer = .overhead
    ) throws(QuantityError) -> BillLine {
        BillLine(
            layer: layer, component: CommitmentDraw.everybody, item: name, meter: .months,
            quantity: .one, free: .zero, unitPrice: amounts.billed, listPrice: amounts.list,
            contractedPrice: amounts.contracted, amounts: amounts,
            perHour: try amounts.billed.divided(by: hoursPerMonth, rounding: .halfEven),
            basis: basis, halfWidthPerMonth: open, category: category, terms: .onDemand,
            price: nil)
    }

    /// What the least certain of the lines rests on.
    private func basis(_ lines: [BillLine]) -> BillLine.Basis {
        lines.first { $0.basis != .given }?.basis ?? .given
    }

    /// By how much the lines may be off together; nil where one does not say.
    private func open(_ lines: [BillLine]) -> Double? {
        var sum = 0.0
        for line in lines {
            guard let open = line.halfWidthPerMonth else { return nil }
            sum += open
        }
        return sum
    }
}

extension BillAmounts {
    fileprivate func map(
        _ change: (Money) throws(QuantityError) -> Money
    ) throws(QuantityError) -> BillAmounts {
        BillAmounts(
            list: try change(list), contracted: try change(contracted),
            effective: try change(effective), billed: try change(billed))
    }
}
