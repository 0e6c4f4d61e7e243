// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Prices what meters show. Free units, tiers, fees and least charges are those of a price and not
/// of a component: where several use it, free units and lower tiers go to the first in the model's
/// order, the number of all units decides on prices by volume, and a fee is paid once.
struct Pricing {
    private let hoursPerMonth: Int64
    /// Units of the month that are not free, by price: all, and those that have a line.
    private var totals: [PriceKey: ExactDecimal] = [:]
    private var priced: [PriceKey: ExactDecimal] = [:]
    private var freeUsed: [PriceKey: ExactDecimal] = [:]

    /// A use of which the free units are known.
    private struct Share {
        let use: MeteredUse
        let free: ExactDecimal
        let charged: ExactDecimal
        /// Half the interval of its units; zero where all of it is free.
        let open: Double?
    }

    private init(hoursPerMonth: Int64) { self.hoursPerMonth = hoursPerMonth }

    /// The lines of all that is charged, in its order, and then what is missing to least charges.
    static func lines(
        of charged: [Charged], hoursPerMonth: Int64
    ) throws(CostError) -> [BillLine] {
        var pricing = Pricing(hoursPerMonth: hoursPerMonth)
        let uses = charged.compactMap(\.use)
        var shares: [Share] = []
        for use in uses {
            do { shares.append(try pricing.share(use)) } catch {
                throw .arithmetic(component: use.component, error)
            }
        }
        var next = shares.makeIterator()
        var lines: [BillLine] = []
        for charged in charged {
            switch charged {
            case .line(let line): lines.append(line)
            case .use(let use):
                guard let share = next.next() else { preconditionFailure("a share a use") }
                do { lines += try pricing.lines(of: share) } catch {
                    throw .arithmetic(component: use.component, error)
                }
            }
        }
        return try lines + pricing.minimums(uses, lines)
    }

    private mutating func share(_ use: MeteredUse) throws(QuantityError) -> Share {
        let key = use.entry.key
        let used = freeUsed[key] ?? .zero
        let left = try (use.entry.freePerMonth ?? .zero) - used
        let free = min(use.reading.quantity, max(left, .zero))
        freeUsed[key] = try used + free
        let charged = try use.reading.quantity - free
        totals[key] = try (totals[key] ?? .zero) + charged
        // Where even the upper end of the interval is free, nothing is left open.
        let open = use.reading.halfWidth.map { open in
            use.reading.quantity.approximation + open <= left.approximation ? 0 : open
        }
        return Share(use: use, free: free, charged: charged, open: open)
    }

    /// A line for each tier that it reaches, after the fee where it is the first.
    private mutating func lines(of share: Share) throws(QuantityError) -> [BillLine] {
        let entry = share.use.entry
        let before = priced[entry.key]
        var lines: [BillLine] = []
        if before == nil, let fee = entry.fee {
            lines.append(try standing(fee, "fee", share.use))
        }
        let total = totals[entry.key] ?? .zero
        let portions = try entry.schedule.portions(
            of: share.charged, after: before ?? .zero, ofAll: total)
        let margins = entry.schedule.margins(
            of: portions, after: before ?? .zero, ofAll: total, open: share.open)
        for (index, portion) in portions.enumerated() {
            let tiers = entry.schedule.tiers.count
            let amount = try portion.price.multiplied(by: portion.quantity, rounding: .halfEven)
            lines.append(
                BillLine(
                    layer: share.use.layer, component: share.use.component,
                    item: tiers == 1
                        ? share.use.item
                        : "\(share.use.title) (tier \(portion.tier + 1) of \(tiers))",
                    meter: share.use.reading.meter, quantity: portion.quantity,
                    free: index == 0 ? share.free : .zero, unitPrice: portion.price,
                    amounts: BillAmounts(amount),
                    perHour: try amount.divided(by: hoursPerMonth, rounding: .halfEven),
                    basis: share.use.reading.basis, halfWidthPerMonth: margins?[index],
                    category: .usage, price: entry.key))
        }
        priced[entry.key] = try (before ?? .zero) + share.charged
        return lines
    }

    /// What is missing to the least charge of each price, billed to the first that uses it.
    private func minimums(
        _ uses: [MeteredUse], _ lines: [BillLine]
    ) throws(CostError) -> [BillLine] {
        var seen: Set<PriceKey> = []
        var missing: [BillLine] = []
        for use in uses {
            guard let minimum = use.entry.minimum, seen.insert(use.entry.key).inserted else {
                continue
            }
            let own = lines.filter { $0.price == use.entry.key }.map(\.amounts.list)
            do {
                let difference = try minimum - Money.sum(own)
                if difference > .zero { missing.append(try standing(difference, "minimum", use)) }
            } catch {
                throw .arithmetic(component: use.component, error)
            }
        }
        return missing
    }

    /// What a month costs whatever is used.
    private func standing(
        _ amount: Money, _ word: String, _ use: MeteredUse
    ) throws(QuantityError) -> BillLine {
        BillLine(
            layer: use.layer, component: use.component, item: "\(use.title) \(word)",
            meter: .months, quantity: .one, free: .zero, unitPrice: amount,
            amounts: BillAmounts(amount),
            perHour: try amount.divided(by: hoursPerMonth, rounding: .halfEven), basis: .given,
            halfWidthPerMonth: 0, category: .subscription, price: use.entry.key)
    }
}

extension Charged {
    fileprivate var use: MeteredUse? {
        switch self {
        case .use(let use): use
        case .line: nil
        }
    }
}
