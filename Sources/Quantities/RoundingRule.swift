// SPDX-License-Identifier: GPL-3.0-or-later

/// How an exact result is cut to the decimals that are kept.
///
/// | rule | 2.5 | -2.5 | 2.1 | -2.1 |
/// |---|---|---|---|---|
/// | halfEven | 2 | -2 | 2 | -2 |
/// | halfUp | 3 | -3 | 2 | -2 |
/// | down | 2 | -3 | 2 | -3 |
/// | up | 3 | -2 | 3 | -2 |
/// | towardZero | 2 | -2 | 2 | -2 |
/// | awayFromZero | 3 | -3 | 3 | -3 |
public enum RoundingRule: Hashable, Sendable, CaseIterable {
    /// To the nearest; a tie to the even neighbour (IEEE 754, bankers' rounding).
    case halfEven
    /// To the nearest; a tie away from zero, as invoices do: a credit rounds as its charge did.
    case halfUp
    /// Towards minus infinity.
    case down
    /// Towards plus infinity.
    case up
    /// Drops the rest.
    case towardZero
    /// Any rest counts as a whole.
    case awayFromZero

    /// Whether quotient + remainder/divisor, a magnitude, is rounded to quotient + 1.
    func roundsAway(
        quotient: UInt128, remainder: UInt128, divisor: UInt128, isNegative: Bool
    ) -> Bool {
        guard remainder != 0 else { return false }
        let complement = divisor - remainder
        switch self {
        case .halfEven:
            return remainder > complement || (remainder == complement && quotient & 1 == 1)
        case .halfUp: return remainder >= complement
        case .down: return isNegative
        case .up: return !isNegative
        case .towardZero: return false
        case .awayFromZero: return true
        }
    }
}
