// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Prices what meters show, under what was agreed.
///
/// Free units, tiers, fees and least charges are those of a price and not of a component: where
/// several use it, free units and lower tiers go to the first in the model's order, the number of
/// all units decides on prices by volume, and a fee is paid once. Of what is not free, first the
/// spot share is taken, then what commitments cover; the rest is on demand.
struct Pricing {
    let hoursPerMonth: Int64
    let agreements: Agreements
    /// Units of the month that are not free, by price: all, and those that have a line.
    private(set) var totals: [PriceKey: ExactDecimal] = [:]
    private var priced: [PriceKey: ExactDecimal] = [:]
    private var freeUsed: [PriceKey: ExactDecimal] = [:]
    private(set) var opens: [PriceKey: OpenSum] = [:]
    private(set) var draws: [CommitmentDraw] = []

    /// The lines of all that is charged, and what commitments came to.
    struct Outcome {
        var lines: [BillLine] = []
        var commitments: [CommitmentUse] = []
    }

    /// A use of which the free units are known.
    private struct Share {
        let use: MeteredUse
        let free: ExactDecimal
        let charged: ExactDecimal
        /// Absent where nothing says how far its charged units may be off.
        let open: OpenUnits?
    }

    private init(hoursPerMonth: Int64, agreements: Agreements) throws(QuantityError) {
        self.hoursPerMonth = hoursPerMonth
        self.agreements = agreements
        for commitment in agreements.commitments {
            draws.append(try CommitmentDraw(commitment, hoursPerMonth: hoursPerMonth))
        }
    }

    /// The lines in the order of what is charged; then what is missing to least charges, and what
    /// commitments cost.
    static func outcome(
        of charged: [Charged], book: PriceBook?, agreements: Agreements, hoursPerMonth: Int64
    ) throws(CostError) -> Outcome {
        var pricing: Pricing
        do {
            pricing = try Pricing(hoursPerMonth: hoursPerMonth, agreements: agreements)
        } catch {
            throw .arithmetic(component: CommitmentDraw.everybody, error)
        }
        let uses = charged.compactMap(\.use)
        pricing.opens = Dictionary(grouping: uses, by: \.entry.key).mapValues { uses in
            OpenSum(
                all: uses.map(\.reading.halfWidth),
                free: uses[0].entry.freePerMonth?.approximation ?? 0)
        }
        var shares: [Share] = []
        for use in uses {
            do { shares.append(try pricing.share(use)) } catch {
                throw .arithmetic(component: use.component, error)
            }
        }
        var next = shares.makeIterator()
        var outcome = Outcome()
        for charged in charged {
            switch charged {
            case .line(let line): outcome.lines.append(line)
            case .use(let use):
                guard let share = next.next() else { preconditionFailure("a share a use") }
                do { outcome.lines += try pricing.lines(of: share) } catch {
                    throw .arithmetic(component: use.component, error)
                }
            }
        }
        try pricing.narrow(&outcome.lines, uses)
        try pricing.addMinimums(uses, to: &outcome.lines)
        for draw in pricing.draws {
            let first = uses.first { $0.entry.key == draw.commitment.price }
            do {
                outcome.lines += try draw.lines(first, hoursPerMonth: hoursPerMonth)
                guard let entry = book?.entry(draw.commitment.price) else { continue }
                let onDemand = try pricing.contracted(entry.schedule.firstPrice, entry.key)
                outcome.commitments.append(try draw.use(onDemand: onDemand))
            } catch {
                throw .arithmetic(component: first?.component ?? CommitmentDraw.everybody, error)
            }
        }
        return outcome
    }

    private mutating func share(_ use: MeteredUse) throws(QuantityError) -> Share {
        let key = use.entry.key
        let used = freeUsed[key] ?? .zero
        let left = try (use.entry.freePerMonth ?? .zero) - used
        let free = min(use.reading.quantity, max(left, .zero))
        freeUsed[key] = try used + free
        let charged = try use.reading.quantity - free
        totals[key] = try (totals[key] ?? .zero) + charged
        let open = opens[key]?.next(
            use.reading.quantity.approximation, open: use.reading.halfWidth)
        return Share(use: use, free: free, charged: charged, open: open)
    }

    /// The lines of a use, after the fee where it is the first of its price.
    private mutating func lines(of share: Share) throws(QuantityError) -> [BillLine] {
        let key = share.use.entry.key
        var lines: [BillLine] = []
        if priced[key] == nil, let fee = share.use.entry.fee {
            lines.append(try standing(fee, "fee", share.use))
        }
        var position = priced[key] ?? .zero
        var free = share.free
        for part in try parts(of: share) {
            let own = try self.lines(of: part, from: position, share.use, free: free)
            lines += own
            position = try position + part.quantity
            free = .zero
        }
        priced[key] = position
        return lines
    }

    // MARK: On which terms

    /// Units on the same terms.
    private struct Part {
        let terms: BillLine.Terms
        let quantity: ExactDecimal
        /// By how many of them the amount that is billed may be off.
        let open: OpenUnits?
        /// What the price of these terms is, and what of a commitment's cost falls on them; absent
        /// for those of the price book, and for none.
        var price: Money?
        var effective: Money?
    }

    /// There is one part at least, also of no units.
    private mutating func parts(of share: Share) throws(QuantityError) -> [Part] {
        let key = share.use.entry.key
        var rest = share.charged
        var open = share.open
        let quantity = share.use.reading.quantity.approximation
        var levels = share.use.reading.levels?.scaled(
            by: quantity > 0 ? rest.approximation / quantity : 1)
        var parts: [Part] = []
        if let spot = agreements.spot.first(where: { $0.price == key }) {
            let taken = try rest.multiplied(by: spot.share.fraction, rounding: .halfEven)
            let fraction = spot.share.fraction.approximation
            parts.append(
                Part(
                    terms: .spot, quantity: taken, open: open?.scaled(by: fraction),
                    price: spot.spotPrice))
            rest = try rest - taken
            open = open?.rest(1 - fraction)
            levels = levels?.scaled(by: 1 - fraction)
        }
        let isCommitted = draws.contains { $0.commitment.price == key }
        if isCommitted { open = open?.contested }
        for index in draws.indices where draws[index].commitment.price == key {
            guard rest > .zero,
                let (taken, effective) = try draws[index].take(rest, &levels)
            else { continue }
            rest = try rest - taken
            // Only what passes the commitment is billed.
            let slack = draws[index].left.approximation
            let beyond = rest == .zero ? open.map { max(0, $0.units - slack) } : nil
            parts.append(
                Part(
                    terms: .committed(draws[index].commitment.name), quantity: taken,
                    open: share.open.map { _ in
                        OpenUnits(units: beyond ?? 0, start: 0, others: 0)
                    }, price: nil, effective: effective))
        }
        if rest > .zero || parts.isEmpty {
            parts.append(Part(terms: .onDemand, quantity: rest, open: open))
        }
        return parts
    }

    /// A line for each tier that the part reaches.
    private func lines(
        of part: Part, from position: ExactDecimal, _ use: MeteredUse, free: ExactDecimal
    ) throws(QuantityError) -> [BillLine] {
        let schedule = use.entry.schedule
        let total = totals[use.entry.key] ?? .zero
        let portions = try schedule.portions(of: part.quantity, after: position, ofAll: total)
        var margins = schedule.margins(
            of: portions, after: position, ofAll: total, open: part.open)
        var spent = Money.zero
        var lines: [BillLine] = []
        for (index, portion) in portions.enumerated() {
            let contracted = try contracted(portion.price, use.entry.key)
            let isLast = index == portions.count - 1
            let effective = try part.effective.map { whole throws(QuantityError) in
                isLast
                    ? try whole - spent
                    : try whole.multiplied(
                        by: portion.quantity, over: part.quantity, rounding: .halfEven)
            }
            spent = try spent + (effective ?? .zero)
            if let price = part.price {
                margins?[index] = index == 0 ? (part.open?.units ?? 0) * price.approximation : 0
            } else if portion.price > .zero, contracted != portion.price {
                margins?[index] *= contracted.approximation / portion.price.approximation
            }
            lines.append(
                try line(
                    portion, of: use, on: part.terms,
                    prices: (portion.price, part.price ?? contracted), effective: effective,
                    free: index == 0 ? free : .zero, margin: margins?[index],
                    isTiered: portions.count > 1 || portion.tier > 0))
        }
        return lines
    }

    private func line(
        _ portion: TierSchedule.Portion, of use: MeteredUse, on terms: BillLine.Terms,
        prices: (list: Money, contracted: Money), effective: Money?, free: ExactDecimal,
        margin: Double?, isTiered: Bool
    ) throws(QuantityError) -> BillLine {
        func amount(_ price: Money) throws(QuantityError) -> Money {
            try price.multiplied(by: portion.quantity, rounding: .halfEven)
        }
        let contracted = try amount(prices.contracted)
        let isCovered = effective != nil
        let billed = isCovered ? .zero : contracted
        let tiers = use.entry.schedule.tiers.count
        var words = terms.words.map { [$0] } ?? []
        // That everything falls in the first tier goes without saying.
        if isTiered { words.append("tier \(portion.tier + 1) of \(tiers)") }
        return BillLine(
            layer: use.layer, component: use.component,
            item: words.isEmpty
                ? use.item : "\(use.title) (\(words.joined(separator: ", ")))",
            meter: use.reading.meter, quantity: portion.quantity, free: free,
            unitPrice: isCovered ? .zero : prices.contracted, listPrice: prices.list,
            contractedPrice: prices.contracted,
            amounts: BillAmounts(
                list: try amount(prices.list), contracted: contracted,
                effective: effective ?? contracted, billed: billed),
            perHour: try billed.divided(by: hoursPerMonth, rounding: .halfEven),
            basis: use.reading.basis, halfWidthPerMonth: margin, category: .usage, terms: terms,
            price: use.entry.key)
    }

    // MARK: Whatever is used

    /// What is missing to the least charge of each price, billed to the first that uses it. As far
    /// as that is missing, what the use leaves open does not move the bill.
    private func addMinimums(
        _ uses: [MeteredUse], to lines: inout [BillLine]
    ) throws(CostError) {
        var seen: Set<PriceKey> = []
        for use in uses {
            guard let minimum = use.entry.minimum, seen.insert(use.entry.key).inserted else {
                continue
            }
            let own = lines.indices.filter { lines[$0].price == use.entry.key }
            do {
                let difference = try minimum - Money.sum(own.map { lines[$0].amounts.list })
                guard difference > .zero else { continue }
                let line = try standing(difference, "minimum", use)
                let open = lines.open(own) ?? 0
                lines.narrow(own, to: max(0, open - line.perMonth.approximation))
                lines.append(line)
            } catch {
                throw .arithmetic(component: use.component, error)
            }
        }
    }

    /// What a month costs whatever is used.
    private func standing(
        _ amount: Money, _ word: String, _ use: MeteredUse
    ) throws(QuantityError) -> BillLine {
        let contracted = try contracted(amount, use.entry.key)
        return BillLine(
            layer: use.layer, component: use.component, item: "\(use.title) \(word)",
            meter: .months, quantity: .one, free: .zero, unitPrice: contracted, listPrice: amount,
            contractedPrice: contracted,
            amounts: BillAmounts(
                list: amount, contracted: contracted, effective: contracted, billed: contracted),
            perHour: try contracted.divided(by: hoursPerMonth, rounding: .halfEven), basis: .given,
            halfWidthPerMonth: 0, category: .subscription, terms: .onDemand, price: use.entry.key)
    }

    /// A price less what was agreed.
    func contracted(_ price: Money, _ key: PriceKey) throws(QuantityError) -> Money {
        let off = agreements.discount(on: key)
        return off == .zero ? price : try price - off.of(price, rounding: .halfEven)
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
