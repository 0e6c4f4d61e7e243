// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The cash flows of a move under any base fee, growth and effort, from cost curves.
struct MigrationCourse: Sendable {
    struct Outcome: Sendable {
        let worth: Double
        /// Months; infinite for never.
        let payback: Double
        /// A year; minus infinite where the outlay does not come back, infinite without an outlay.
        let internalRate: Double
        /// Times the volume of the scenario.
        let volume: EvenPoint<Double>
        let gwei: EvenPoint<Double>
    }

    private let before: CostCurve
    private let after: CostCurve
    /// USD a month whatever the volume, and what is paid at once beside the effort.
    private let standing: Double
    private let oneOff: Double
    private let months: Int
    /// What a dollar at the end of each month is worth today.
    private let discounts: [Double]

    init(_ plan: MigrationPlan) throws {
        func inputs(_ price: WeiPerGas) -> MigrationPlan.Inputs {
            var inputs = plan.inputs
            inputs.baseFee = price
            inputs.bridge = .zero
            inputs.posting = .zero
            inputs.liquidity = .zero
            return inputs
        }
        before = try CostCurve { try plan.before(inputs($1), volume: $0).total }
        after = try CostCurve { try plan.after(inputs($1), volume: $0).total }
        let capital = try plan.inputs.costOfCapital.ofMonth(plan.inputs.liquidity)
        standing = try Money.sum([plan.inputs.bridge, plan.inputs.posting, capital]).approximation
        oneOff = plan.inputs.oneOff.approximation
        months = plan.inputs.months
        let factor = 1 / (1 + (try plan.discountRate(plan.inputs)).share.approximation)
        var discounts: [Double] = []
        for _ in 0..<months { discounts.append((discounts.last ?? 1) * factor) }
        self.discounts = discounts
    }

    /// What is saved in a month.
    private func saving(_ volume: Double, _ gwei: Double) -> Double {
        before.cost(volume: volume, gwei: gwei) - after.cost(volume: volume, gwei: gwei)
            - standing
    }

    /// Savings of all months, today.
    private func worth(_ volumes: [Double], times factor: Double = 1, gwei: Double) -> Double {
        zip(volumes, discounts).reduce(0) { sum, month in
            sum + saving(month.0 * factor, gwei) * month.1
        }
    }

    func outcome(gwei: Double, growth: Double, effort: Double) -> Outcome {
        var volumes = [1.0]
        for _ in 1..<max(months, 1) { volumes.append((volumes.last ?? 1) * growth) }
        let outlay = effort + oneOff
        let flows = volumes.map { saving($0, gwei) }
        return Outcome(
            worth: worth(volumes, gwei: gwei) - outlay,
            payback: Self.payback(outlay, flows),
            internalRate: Self.internalRate(outlay, flows),
            volume: volume { factor in worth(volumes, times: factor, gwei: gwei) - outlay },
            gwei: Self.baseFee { worth(volumes, gwei: $0) - outlay })
    }

    /// As `Breakeven.payback` has it.
    private static func payback(_ outlay: Double, _ flows: [Double]) -> Double {
        if outlay <= 0, flows.first.map({ $0 >= 0 }) ?? true { return 0 }
        var total = -outlay
        for (month, flow) in flows.enumerated() {
            if total + flow >= 0, flow > 0 { return Double(month) - total / flow }
            total += flow
        }
        return .infinity
    }

    /// Of an outlay that comes back in flows: the rate at which it is worth nothing; minus infinite
    /// where the flows do not bring it back, and infinite without an outlay.
    private static func internalRate(_ outlay: Double, _ flows: [Double]) -> Double {
        guard outlay > 0 else { return .infinity }
        func worth(_ x: Double) -> Double { flows.reversed().reduce(0) { ($0 + $1) * x } - outlay }
        var (low, high) = (0.0, 1.0)
        // Beyond, the rate is below -50% a month.
        while worth(high) < 0 {
            low = high
            high *= 1.25
            if high > 2 { return -.infinity }
        }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if worth(middle) >= 0 { high = middle } else { low = middle }
        }
        let factor = 1 / high
        return (0..<12).reduce(1) { power, _ in power * factor } - 1
    }

    /// Powers of two, times the volume of the scenario, at which gains are looked at.
    private static let doublings = -20...20

    /// Where the gain is not negative: its signs at volumes a doubling apart, and between two of
    /// different sign a secant.
    private func volume(_ gain: (Double) -> Double) -> EvenPoint<Double> {
        var ranges: [EvenRange<Double>] = []
        var low = 0.0
        // Where nothing is paid besides, a gain of nothing at no volume says nothing.
        let none = gain(0)
        var pays = none == 0 ? gain(Elementary.power(2, -20)) >= 0 : none >= 0
        var from: Double?
        for doubling in Self.doublings {
            let high = Elementary.power(2, Double(doubling))
            let isPaying = gain(high) >= 0
            if isPaying != pays {
                let point = Self.crossing(low, high, rises: isPaying, gain)
                if isPaying {
                    from = point
                } else {
                    ranges.append(EvenRange(from: from, upTo: point))
                }
                pays = isPaying
            }
            low = high
        }
        if pays { ranges.append(EvenRange(from: from, upTo: nil)) }
        return EvenPoint(ranges, reason: .notCovered)
    }

    /// - Precondition: the gain is not negative at one of both ends alone.
    private static func crossing(
        _ low: Double, _ high: Double, rises: Bool, _ gain: (Double) -> Double
    ) -> Double {
        var (low, high) = (low, high)
        var (below, above) = (gain(low), gain(high))
        for _ in 0..<24 where high - low > 1e-6 * high {
            // The secant, kept off the ends so that both come nearer.
            let share = min(max(-below / (above - below), 0.001), 0.999)
            let middle = low + share * (high - low)
            let value = gain(middle)
            if (value >= 0) == rises {
                (high, above) = (middle, value)
            } else {
                (low, below) = (middle, value)
            }
        }
        return rises ? high : low
    }

    private static let highestGwei = 1e6

    /// Where the gain, a line, is not negative.
    private static func baseFee(_ gain: (Double) -> Double) -> EvenPoint<Double> {
        let none = gain(0)
        let slope = (gain(100) - none) / 100
        let point = -none / slope
        if slope > 0 {
            if none >= 0 { return .always }
            return point <= highestGwei ? .from(point) : .never(.notCovered)
        }
        if slope < 0 {
            if none <= 0 { return .never(.nothingSaved) }
            return point <= highestGwei ? .upTo(point) : .always
        }
        return none >= 0 ? .always : .never(.nothingSaved)
    }
}
