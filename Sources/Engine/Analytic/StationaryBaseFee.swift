// SPDX-License-Identifier: GPL-3.0-or-later

/// Where EIP-1559's base fee comes to rest when each block meets as many new users, whose values V
/// of a transaction and costs C of a block of delay are uniform, and who send it if it pays.
///
/// A user sends where V - C w - tip > base fee, w being the blocks that users expect to wait. The
/// base fee rests where the gas of those who do is the target:
///
///     users · P(V - C w - tip > b) · gas of a transaction = gas target
///
/// or at zero where even then fewer do. Source: abm1559, notebook "stationary1559" (ethereum/
/// abm1559), which simulates it.
public struct StationaryBaseFee: Sendable {
    public let baseFee: Double
    private let values: ClosedRange<Double>
    private let delays: ClosedRange<Double>
    private let tip: Double

    /// - Parameters:
    ///   - values: of V, in any unit of price per gas; delay costs and tip in the same.
    ///   - expectedWait: w, in blocks.
    /// - Throws: `outOfDomain`, also for values that are all one.
    public init(
        usersPerBlock: Double, values: ClosedRange<Double>, delayCosts: ClosedRange<Double>,
        expectedWait: Double, tip: Double, gasTarget: Double, gasPerTransaction: Double
    ) throws(AnalyticError) {
        try AnalyticDomain.positive(usersPerBlock, "usersPerBlock")
        try AnalyticDomain.positive(gasTarget, "gasTarget")
        try AnalyticDomain.positive(gasPerTransaction, "gasPerTransaction")
        try AnalyticDomain.positive(values.upperBound - values.lowerBound, "the width of values")
        for (value, name) in [
            (values.lowerBound, "valueMin"), (delayCosts.lowerBound, "delayCostMin"),
            (delayCosts.upperBound, "delayCostMax"), (expectedWait, "expectedWaitBlocks"),
            (tip, "tip"),
        ] { try AnalyticDomain.notNegative(value, name) }
        self.values = values
        delays = delayCosts.lowerBound * expectedWait...delayCosts.upperBound * expectedWait
        self.tip = tip
        let wanted = gasTarget / gasPerTransaction / usersPerBlock
        let (values, delays) = (values, delays)
        let share = { Self.share(at: $0 + tip, values, delays) }
        baseFee =
            share(0) <= wanted
            ? 0 : Bisection.fall(of: share, below: wanted, in: 0...values.upperBound)
    }

    /// The share of users who send at a base fee.
    public func share(at baseFee: Double) -> Double {
        Self.share(at: baseFee + tip, values, delays)
    }

    /// P(V > x + D) for uniform V and D: with G(x) the integral of P(V > y) over y from x on, it is
    /// (G(x + d0) - G(x + d1)) / (d1 - d0).
    private static func share(
        at price: Double, _ values: ClosedRange<Double>, _ delays: ClosedRange<Double>
    ) -> Double {
        let width = values.upperBound - values.lowerBound
        let (low, high) = (price + delays.lowerBound, price + delays.upperBound)
        guard high > low else {
            return min(max((values.upperBound - low) / width, 0), 1)
        }
        let integral = { (x: Double) -> Double in
            if x >= values.upperBound { return 0 }
            if x <= values.lowerBound { return width / 2 + values.lowerBound - x }
            return (values.upperBound - x) * (values.upperBound - x) / (2 * width)
        }
        return (integral(low) - integral(high)) / (high - low)
    }
}
