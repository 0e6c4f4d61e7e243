// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension TierSchedule {
    /// How far in USD each portion's cost may lie from what it is, where the units are open by so
    /// many to either side; nil where nothing says by how many.
    ///
    /// Together they reach at least to the cost at either end. Tiers beyond the last portion count
    /// with it.
    func margins(
        of portions: [Portion], after before: ExactDecimal, ofAll total: ExactDecimal,
        open: Double?
    ) -> [Double]? {
        guard let open else { return nil }
        let units = portions.reduce(0) { $0 + $1.quantity.approximation }
        let price = portions[0].price.approximation
        if open == 0 { return portions.map { _ in 0 } }
        if tiers.count == 1 { return [open * price] }
        switch rule {
        case .volume:
            return [volumeMargin(units, price, all: total.approximation, open: open)]
        case .graduated:
            let start = before.approximation
            let costs = [max(0, units - open), units, units + open].map { units in
                graduated(units, after: start)
            }
            return portions.indices.map { index in
                let tier = portions[index].tier
                let isLast = index == portions.count - 1
                let range = isLast ? tier...(tiers.count - 1) : tier...tier
                let (low, middle, high) = (costs[0][tier], costs[1][tier], costs[2][range].sum)
                return max(high - middle, middle - low)
            }
        }
    }

    /// The extremes lie at the ends, and at each limit between, where the price jumps.
    private func volumeMargin(
        _ units: Double, _ price: Double, all total: Double, open: Double
    ) -> Double {
        let (low, high) = (max(-units, -open), open)
        func distance(_ shift: Double, _ tier: Int) -> Double {
            ((units + shift) * tiers[tier].price.approximation - units * price).magnitude
        }
        func tier(_ number: Double) -> Int {
            tiers.firstIndex { $0.limit.map { number <= $0.approximation } ?? true } ?? 0
        }
        var widest = max(
            distance(low, tier(total + low)), distance(high, tier(total + high)))
        for (index, limit) in tiers.compactMap(\.limit?.approximation).enumerated()
        where limit > total + low && limit < total + high {
            let jump = max(distance(limit - total, index), distance(limit - total, index + 1))
            widest = max(widest, jump)
        }
        return widest
    }

    /// What so many units cost in each tier.
    private func graduated(_ units: Double, after start: Double) -> [Double] {
        var lower = 0.0
        return tiers.map { tier in
            let upper = tier.limit?.approximation ?? .infinity
            defer { lower = upper }
            return max(0, min(start + units, upper) - max(start, lower))
                * tier.price.approximation
        }
    }
}

extension ArraySlice<Double> {
    fileprivate var sum: Double { reduce(0, +) }
}
