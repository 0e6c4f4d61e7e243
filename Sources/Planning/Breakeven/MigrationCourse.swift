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
        /// A year; minus infinite for none.
        let internalRate: Double
        /// Infinite for never, zero for always.
        let volume: Double
        let gwei: Double
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
            volume: Self.crossing { factor in
                worth(volumes, times: factor, gwei: gwei) - outlay
            },
            gwei: Self.crossing { worth(volumes, gwei: $0) - outlay })
    }

    /// As `Payback` has it.
    private static func payback(_ outlay: Double, _ flows: [Double]) -> Double {
        if outlay <= 0 { return 0 }
        var total = -outlay
        for (month, flow) in flows.enumerated() {
            if total + flow >= 0 { return Double(month) - total / flow }
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

    /// From where on a gain is not negative, as it rises in a line, or nearly; infinite where it
    /// never is, zero where it always is.
    private static func crossing(_ gain: (Double) -> Double) -> Double {
        if gain(0) >= 0 { return 0 }
        var (low, high) = (0.0, 1.0)
        while gain(high) < 0 {
            low = high
            high *= 8
            if high > 1e6 { return .infinity }
        }
        for _ in 0..<24 where high - low > 1e-6 * high {
            let (below, above) = (gain(low), gain(high))
            // The secant, kept off the ends so that both come nearer.
            let share = min(max(-below / (above - below), 0.001), 0.999)
            let middle = low + share * (high - low)
            if gain(middle) >= 0 { high = middle } else { low = middle }
        }
        return high
    }
}
