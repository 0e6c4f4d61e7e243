// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// Arbitrum's rules.
extension FeeMechanism {
    static let arbitrum = [
        FeeMechanism("arb_approx_exp_bips", exponential),
        FeeMechanism("arb_exponent_bips", exponent),
        FeeMechanism("arb_l2_base_fee_legacy", legacyPrice),
        FeeMechanism("arb_l2_base_fee_constraints", constrainedPrice),
        FeeMechanism("arb_poster_gas", posterGas),
        FeeMechanism("arb_receipt_l2_gas", receiptGas),
        FeeMechanism("arb_l1_settlement", settlement),
        FeeMechanism("arb_l1_price_equilibrium", equilibrium),
    ]

    @Sendable private static func exponential(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let exponent = try inputs.signed("x")
        return { () throws(FeeError) in
            .one(Natural(ArbitrumExponential.basisPoints(of: exponent)))
        }
    }

    @Sendable private static func exponent(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let backlog = try inputs.gas("backlog")
        let weight = try inputs.count("weight")
        let window = try inputs.count("window")
        let target = try inputs.gas("target")
        let heaviest = try inputs.count("max_weight")
        return { () throws(FeeError) in
            let constraint = try ArbitrumGasConstraint(
                targetPerSecond: target, windowSeconds: window)
            return .one(
                Natural(
                    try constraint.exponent(
                        ofBacklog: backlog, weight: weight, heaviestWeight: heaviest)))
        }
    }

    @Sendable private static func legacyPrice(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let backlog = try inputs.gas("backlog")
        let seconds = try inputs.count("dt")
        let speed = try inputs.gas("speed_limit")
        let inertia = try inputs.count("inertia")
        let tolerance = try inputs.count("tolerance")
        let minimum = try inputs.price("min_base_fee")
        return { () throws(FeeError) in
            let limit = try ArbitrumGasConstraint(targetPerSecond: speed, windowSeconds: inertia)
            let price = ArbitrumL2Price.legacy(
                limit, toleranceSeconds: tolerance, minimum: minimum)
            return .price(try price.baseFee(backlogs: [backlog], after: seconds))
        }
    }

    @Sendable private static func constrainedPrice(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let backlogs = try inputs.counts("backlogs").map { Gas($0) }
        let targets = try inputs.counts("targets")
        let windows = try inputs.counts("windows")
        let seconds = try inputs.count("dt")
        let minimum = try inputs.price("min_base_fee")
        return { () throws(FeeError) in
            guard targets.count == windows.count else {
                throw .outOfRange(
                    name: "the number of windows", value: "\(windows.count)",
                    allowed: "\(targets.count), one a target")
            }
            var constraints: [ArbitrumGasConstraint] = []
            for (target, window) in zip(targets, windows) {
                constraints.append(
                    try ArbitrumGasConstraint(
                        targetPerSecond: Gas(target), windowSeconds: window))
            }
            let price = ArbitrumL2Price.constrained(constraints, minimum: minimum)
            return .price(try price.baseFee(backlogs: backlogs, after: seconds))
        }
    }

    @Sendable private static func posterGas(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let bytes = try inputs.count("brotli_bytes")
        let unitPrice = try inputs.price("price_per_unit")
        let baseFee = try inputs.price("base_fee")
        return { () throws(FeeError) in
            .gas(
                try ArbitrumPosterGas.gas(
                    compressedBytes: bytes, pricePerUnit: unitPrice, baseFee: baseFee))
        }
    }

    @Sendable private static func receiptGas(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let gasUsed = try inputs.gas("gas_used")
        let forL1 = try inputs.gas("gas_used_for_l1")
        return { () throws(FeeError) in
            .gas(try ArbitrumPosterGas.l2Gas(gasUsed: gasUsed, gasUsedForL1: forL1))
        }
    }

    @Sendable private static func settlement(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let funds = try inputs.wei("funds")
        let units = try inputs.count("units")
        let reward = try inputs.count("unit_reward")
        let cap = try inputs.count("cap_bips")
        let report = ArbitrumL1Pricer.Report(
            updateTime: try inputs.count("update_time"), now: try inputs.count("now"),
            spent: try inputs.wei("spent"), l1BaseFee: try inputs.price("l1_base_fee"))
        return { () throws(FeeError) in
            // The price takes no part in the first payment.
            var pricer = try ArbitrumL1Pricer(
                price: .zero, rewardPerUnit: reward, costCapBasisPoints: cap == 0 ? nil : cap)
            try pricer.collect(units: units, paying: funds)
            let payment = try pricer.settle(report)
            return .several([
                ("reward", Natural(payment.reward.wei)), ("units", Natural(pricer.units)),
                ("poster", Natural(payment.poster.wei)), ("held", Natural(pricer.funds.wei)),
            ])
        }
    }

    private static let mostRounds: UInt64 = 100_000

    /// Whether the price has moved to the equilibrium within 1% of the way.
    @Sendable private static func equilibrium(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let start = try inputs.price("start")
        let goal = try inputs.price("equilibrium")
        let rounds = try inputs.count("rounds")
        return { () throws(FeeError) in
            guard rounds <= mostRounds else {
                throw .outOfRange(
                    name: "the number of rounds", value: "\(rounds)",
                    allowed: "at most \(mostRounds)")
            }
            var pricer = try ArbitrumL1Pricer(price: start)
            let units = Gas(pricer.equilibrationUnits)
            for round in 0..<rounds {
                try pricer.collect(units: units.units, paying: try bill(units, pricer.price))
                _ = try pricer.settle(
                    .init(
                        updateTime: 10 * (round + 1), now: 10 * (round + 1) + 5,
                        spent: try bill(units, goal), l1BaseFee: goal))
            }
            return .flag(hasArrived(from: start.wei, at: pricer.price.wei, goal: goal.wei))
        }
    }

    private static func bill(_ units: Gas, _ price: WeiPerGas) throws(FeeError) -> Wei {
        do { return try units * price } catch {
            throw .overflow(result: "the bill of a round", most: "\(UInt128.max) wei")
        }
    }

    /// |way - distance| <= distance / 100.
    private static func hasArrived(from start: UInt128, at price: UInt128, goal: UInt128) -> Bool {
        let distance = max(start, goal) - min(start, goal)
        let missing = max(price, goal) - min(price, goal)
        return Natural(missing) * 100 <= Natural(distance)
    }
}
