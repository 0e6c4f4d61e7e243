// SPDX-License-Identifier: GPL-3.0-or-later

/// What units cost where the price depends on how many there are in a month.
///
/// Graduated: each unit costs the price of the tier that it falls in, so the cost is continuous,
/// never falls where prices are not negative, and a month split in two costs the same. By volume:
/// all units cost the price of the tier that their number falls in, so the cost jumps at a limit,
/// and more units may cost less. A limit belongs to the tier that it ends.
public struct TierSchedule: Sendable, Hashable {
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        case graduated, volume
    }

    public struct Tier: Sendable, Hashable {
        /// Units of the month up to which it reaches; absent for the last, which has no end.
        public let limit: ExactDecimal?
        public let price: Money

        public init(limit: ExactDecimal?, price: Money) {
            self.limit = limit
            self.price = price
        }
    }

    /// Units at one price.
    public struct Portion: Sendable, Hashable {
        /// The position of its tier.
        public let tier: Int
        public let quantity: ExactDecimal
        public let price: Money
    }

    public let rule: Rule
    /// At least one; limits rise.
    public let tiers: [Tier]

    /// Throws where there is no tier, limits do not rise from above zero, or any but the last tier
    /// has no end.
    public init(rule: Rule, tiers: [Tier]) throws(TierError) {
        guard let last = tiers.last else { throw .empty }
        if last.limit != nil { throw .ends }
        var before = ExactDecimal.zero
        for (index, tier) in tiers.dropLast().enumerated() {
            guard let limit = tier.limit else { throw .endless(index) }
            guard limit > before else { throw .notRising(index) }
            before = limit
        }
        self.rule = rule
        self.tiers = tiers
    }

    /// One price, however many there are.
    public init(_ price: Money) {
        rule = .graduated
        tiers = [Tier(limit: nil, price: price)]
    }

    /// Of the first unit.
    public var firstPrice: Money { tiers[0].price }

    /// The position of the tier that the last of so many units falls in.
    public func tier(of quantity: ExactDecimal) -> Int {
        tiers.firstIndex { tier in tier.limit.map { quantity <= $0 } ?? true } ?? tiers.count - 1
    }

    /// So many units as they are priced, once `before` of the month's `total` are; by their tiers.
    /// There is one at least, also of no units.
    ///
    /// Throws where a sum is too large.
    public func portions(
        of quantity: ExactDecimal, after before: ExactDecimal, ofAll total: ExactDecimal
    ) throws(QuantityError) -> [Portion] {
        switch rule {
        case .volume:
            let tier = tier(of: total)
            return [Portion(tier: tier, quantity: quantity, price: tiers[tier].price)]
        case .graduated:
            let end = try before + quantity
            var start = before
            var portions: [Portion] = []
            for (index, tier) in tiers.enumerated() {
                let stop = tier.limit.map { min($0, end) } ?? end
                guard stop > start || (portions.isEmpty && stop == end) else { continue }
                portions.append(
                    Portion(tier: index, quantity: try stop - start, price: tier.price))
                start = stop
                if start == end { break }
            }
            return portions
        }
    }

    /// What a month's units cost: each portion times its price, each rounded at 10^-18 USD.
    public func cost(
        of quantity: ExactDecimal, rounding rule: RoundingRule
    ) throws(QuantityError) -> Money {
        var cost = Money.zero
        for portion in try portions(of: quantity, after: .zero, ofAll: quantity) {
            cost = try cost + portion.price.multiplied(by: portion.quantity, rounding: rule)
        }
        return cost
    }
}

/// Why tiers are no schedule; the number is the tier's position.
public enum TierError: Error, Hashable, Sendable {
    case empty
    /// The last tier has a limit, and nothing is said of units beyond.
    case ends
    case endless(Int)
    case notRising(Int)
}
