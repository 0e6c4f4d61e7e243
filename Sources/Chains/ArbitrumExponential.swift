// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Arbitrum's approximation of the exponential, in basis points.
///
/// Source: OffchainLabs/nitro, util/arbmath (`ApproxExpBasisPoints` of accuracy 4).
public enum ArbitrumExponential {
    static let one: UInt64 = 10_000

    /// Near 10000 e^(x / 10000): Taylor's series to the fourth power, from the inside out,
    ///
    ///     r = 10000 + x // 4
    ///     r = 10000 + r x // (10000 i)   for i = 3, 2, 1
    ///
    /// with products that stop at 2^64 - 1; for x < 0 it is 10^8 // r of |x|. 5% below the
    /// exponential at x = 20000, far below it beyond.
    public static func basisPoints(of exponent: Int64) -> UInt64 {
        let growth = basisPoints(ofMagnitude: exponent.magnitude)
        return exponent < 0 ? one * one / growth : growth
    }

    /// At least 10000, so that it divides; at most (2^64 - 1) // 10000 + 10000.
    static func basisPoints(ofMagnitude exponent: UInt64) -> UInt64 {
        // At most 2^62 + 10^4.
        var result = one + exponent / 4
        for power in [3, 2, 1] as [UInt64] {
            let (product, overflow) = result.multipliedReportingOverflow(by: exponent)
            result = one + (overflow ? .max : product) / (power * one)
        }
        return result
    }
}
