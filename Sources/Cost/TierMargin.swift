// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension TierSchedule {
    /// How far in USD each portion's cost may lie from what it is, where the units are open by so
    /// many to either side; nil where nothing says by how many.
    ///
    /// Together they reach at least to the cost at any corner of what is open. Tiers before the
    /// first portion count with it, and tiers beyond the last with that.
    func margins(
        of portions: [Portion], after before: ExactDecimal, ofAll total: ExactDecimal,
        open: OpenUnits?
    ) -> [Double]? {
        guard let open else { return nil }
        let units = portions.reduce(0) { $0 + $1.quantity.approximation }
        if open.isNone { return portions.map { _ in 0 } }
        if tiers.count == 1 { return [open.units * portions[0].price.approximation] }
        switch rule {
        case .volume:
            return [
                volumeMargin(
                    units, portions[0].price.approximation, all: total.approximation, open: open)
            ]
        case .graduated:
            return graduatedMargins(portions, units, after: before.approximation, open: open)
        }
    }

    /// The cost of a tier is a straight line between limits, whether the start moves or the number:
    /// its extremes lie at the ends of both, and where either end of the units lies on a limit.
    private func graduatedMargins(
        _ portions: [Portion], _ units: Double, after start: Double, open: OpenUnits
    ) -> [Double] {
        let middle = graduated(units, after: start)
        let starts = max(0, start - open.start)...(start + open.start)
        let limits = tiers.compactMap(\.limit?.approximation)
        var widest = portions.map { _ in 0.0 }
        for units in [max(0, units - open.units), units + open.units] {
            let corners = (limits + limits.map { $0 - units }).filter(starts.contains)
            for start in [starts.lowerBound, starts.upperBound] + corners {
                let costs = graduated(units, after: start)
                for index in portions.indices {
                    let first = index == 0 ? 0 : portions[index].tier
                    let isLast = index == portions.count - 1
                    let own = first...(isLast ? tiers.count - 1 : portions[index].tier)
                    let distance = (costs[own].sum - middle[own].sum).magnitude
                    widest[index] = max(widest[index], distance)
                }
            }
        }
        return widest
    }

    /// The extremes lie at the ends of what each tier leaves for the units, given what the others
    /// may be.
    private func volumeMargin(
        _ units: Double, _ price: Double, all total: Double, open: OpenUnits
    ) -> Double {
        let shifts = max(-units, -open.units)...open.units
        var widest = 0.0
        var lower = -Double.infinity
        for tier in tiers {
            let upper = tier.limit?.approximation ?? .infinity
            // Shifts with which the number of all can fall in this tier.
            let low = max(shifts.lowerBound, lower - total - open.others)
            let high = min(shifts.upperBound, upper - total + open.others)
            lower = upper
            guard low <= high else { continue }
            for shift in [low, high] {
                let cost = (units + shift) * tier.price.approximation
                widest = max(widest, (cost - units * price).magnitude)
            }
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
