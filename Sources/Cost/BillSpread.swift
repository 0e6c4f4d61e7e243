// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Where an amount lies that differs from replication to replication.
public struct Spread: Sendable, Equatable {
    /// Below it are a tenth, half and nine tenths of the amounts: P10, P50, P90.
    public let low: Money
    public let middle: Money
    public let high: Money
    /// One amount a replication, ascending; at least two.
    private let amounts: [Money]

    /// Nil for one amount, which says nothing of a range. Throws where amounts are too large.
    public init?(_ amounts: [Money]) throws(QuantityError) {
        guard amounts.count > 1 else { return nil }
        let sorted = amounts.sorted()
        self.amounts = sorted
        low = try Self.quantile(.percent(10), of: sorted)
        middle = try Self.quantile(.percent(50), of: sorted)
        high = try Self.quantile(.percent(90), of: sorted)
    }

    /// The amount that such a share of them does not exceed.
    public func quantile(_ share: Ratio) throws(QuantityError) -> Money {
        try Self.quantile(share, of: amounts)
    }

    public var count: Int { amounts.count }

    /// The quantile p of n ordered amounts x lies between x_k and x_k+1, k = ⌊(n - 1) p⌋ from 0, by
    /// a straight line, in steps of 10^-6 of p (Hyndman and Fan, Sample quantiles in statistical
    /// packages, The American Statistician 50 (1996) 361, type 7).
    private static func quantile(
        _ share: Ratio, of amounts: [Money]
    ) throws(QuantityError) -> Money {
        let millionths = Int((min(share.fraction, 1) * 1e6).rounded())
        let place = (amounts.count - 1) * millionths
        let (below, rest) = place.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest > 0 else { return amounts[below] }
        let step = try amounts[below + 1] - amounts[below]
        return try amounts[below]
            + step.multiplied(
                by: ExactDecimal(Int64(rest)), over: ExactDecimal(1_000_000), rounding: .halfEven)
    }
}

extension Bill {
    /// Whether nothing of it rests on what an engine measured.
    public var isGiven: Bool {
        lines.allSatisfy { $0.basis == .given } && transaction?.basis ?? .given == .given
    }
}
