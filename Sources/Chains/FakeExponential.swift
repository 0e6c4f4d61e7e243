// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The integer exponential of EIP-4844.
public enum FakeExponential {
    /// Above this quotient of numerator and denominator the result has more than 444 digits.
    static let largestQuotient: UInt64 = 1_024

    /// factor · e^(numerator / denominator), as EIP-4844 ("Helpers", `fake_exponential`) computes
    /// it by Taylor's series in integers:
    ///
    ///     term(1) = factor · denominator
    ///     term(i + 1) = term(i) · numerator // (denominator · i)
    ///     result = (term(1) + term(2) + … until a term is 0) // denominator
    ///
    /// Domain: denominator >= 1, numerator / denominator at most 1,024.
    ///
    /// - Throws: `FeeError` outside the domain.
    public static func value(
        factor: Natural, numerator: Natural, denominator: Natural
    ) throws(FeeError) -> Natural {
        guard numerator <= Natural(largestQuotient) * denominator || denominator.isZero else {
            throw .outOfRange(
                name: "the exponent's numerator", value: "\(numerator)",
                allowed: "at most \(largestQuotient) times the denominator, \(denominator)")
        }
        var term = factor * denominator
        var total = Natural.zero
        var divisor = Natural.zero
        while !term.isZero {
            total += term
            divisor += denominator
            term = try (term * numerator).divided(by: divisor, "the denominator")
        }
        return try total.divided(by: denominator, "the denominator")
    }
}
