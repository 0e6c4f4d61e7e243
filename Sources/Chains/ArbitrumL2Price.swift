// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The price of gas on Arbitrum, from the backlog of gas that came faster than its target.
public enum ArbitrumL2Price: Sendable, Hashable {
    /// Until ArbOS 50: one limit, and a tolerance below which a backlog costs nothing. The window
    /// of the constraint is the inertia. Source: OffchainLabs/nitro, arbos/l2pricing/model.go.
    case legacy(ArbitrumGasConstraint, toleranceSeconds: UInt64, minimum: WeiPerGas)
    /// From ArbOS 50: several constraints, each with a backlog of its own.
    case constrained([ArbitrumGasConstraint], minimum: WeiPerGas)

    /// The base fee some seconds after the backlogs were as given: each falls by its target a
    /// second, to B >= 0, and with A the approximate exponential
    ///
    ///     legacy:       x = max(0, 10000 (B - tolerance · target) // (inertia · target))
    ///     constrained:  x = sum of 10000 B // (window · target)
    ///     base fee = minimum · A(x) // 10000
    ///
    /// - Parameter backlogs: one a constraint, in their order.
    /// - Throws: `FeeError.outOfRange` for another number of backlogs; `FeeError.overflow` from
    ///   2^128 wei on.
    public func baseFee(backlogs: [Gas], after seconds: UInt64) throws(FeeError) -> WeiPerGas {
        switch self {
        case .legacy(let limit, let toleranceSeconds, let minimum):
            try Self.check(backlogs, count: 1)
            let tolerated = Natural(toleranceSeconds) * Natural(limit.targetPerSecond)
            let left = Natural(limit.backlog(backlogs[0], after: seconds))
            let excess = try left.lessOrZero(tolerated).gas("the backlog")
            return try Self.price(minimum, try limit.exactExponent(excess))
        case .constrained(let constraints, let minimum):
            try Self.check(backlogs, count: constraints.count)
            var exponent = Natural.zero
            for (constraint, backlog) in zip(constraints, backlogs) {
                let left = constraint.backlog(backlog, after: seconds)
                exponent += try constraint.exactExponent(left)
            }
            return try Self.price(minimum, exponent)
        }
    }

    private static func check(_ backlogs: [Gas], count: Int) throws(FeeError) {
        guard backlogs.count == count else {
            throw .outOfRange(
                name: "the number of backlogs", value: "\(backlogs.count)",
                allowed: "\(count), one a constraint")
        }
    }

    /// minimum · A(exponent) // 10000. An exponent of 2^64 or more gives what 2^64 - 1 gives, as
    /// the products of A have long reached their end.
    private static func price(
        _ minimum: WeiPerGas, _ exponent: Natural
    ) throws(FeeError) -> WeiPerGas {
        let growth = ArbitrumExponential.basisPoints(ofMagnitude: exponent.asUInt64 ?? .max)
        let fee = Natural(minimum) * Natural(growth) / Natural(ArbitrumExponential.one)
        return try fee.weiPerGas("the base fee of Arbitrum")
    }
}
