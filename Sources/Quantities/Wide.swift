// SPDX-License-Identifier: GPL-3.0-or-later

/// Products of 256 bits, divided and rounded once; nil where the result does not fit.
enum Wide {
    /// a · b / divisor, exact before the division.
    static func divide(
        product a: UInt128, _ b: UInt128, by divisor: UInt128
    ) -> (quotient: UInt128, remainder: UInt128)? {
        let product = a.multipliedFullWidth(by: b)
        guard divisor > product.high else { return nil }
        if product.high == 0 {
            return product.low.quotientAndRemainder(dividingBy: divisor)
        }
        return divisor.dividingFullWidth(product)
    }

    /// a · b / divisor rounded by the rule as a number of the given sign.
    static func divide(
        product a: UInt128, _ b: UInt128, by divisor: UInt128, isNegative: Bool,
        rounding rule: RoundingRule
    ) -> UInt128? {
        guard let (quotient, remainder) = divide(product: a, b, by: divisor) else { return nil }
        let away = rule.roundsAway(
            quotient: quotient, remainder: remainder, divisor: divisor, isNegative: isNegative)
        let (rounded, overflow) = quotient.addingReportingOverflow(away ? 1 : 0)
        return overflow ? nil : rounded
    }

    /// a · b / divisor of signed numbers; nil where it does not fit or the divisor is zero.
    static func divide(
        product a: Int128, _ b: Int128, by divisor: Int128, rounding rule: RoundingRule
    ) -> Int128? {
        let isNegative = ((a < 0) != (b < 0)) != (divisor < 0)
        guard
            let magnitude = divide(
                product: a.magnitude, b.magnitude, by: divisor.magnitude, isNegative: isNegative,
                rounding: rule)
        else { return nil }
        return signed(magnitude, isNegative: isNegative)
    }

    /// value · scale rounded by the rule, from every bit of the Double; scale at most 2^64.
    ///
    /// A finite Double is m · 2^e with m < 2^53, so m · scale stays below 2^117.
    static func round(
        _ value: Double, times scale: UInt64, rule: RoundingRule
    ) -> UInt128? {
        guard value != 0 else { return 0 }
        let leadingBit: UInt64 = value.isNormal ? 1 << 52 : 0
        let significand = UInt128(value.significandBitPattern | leadingBit) * UInt128(scale)
        let exponent = max(Int(value.exponentBitPattern), 1) - 1075
        if exponent >= 0 {
            guard exponent <= significand.leadingZeroBitCount else { return nil }
            return significand << UInt128(exponent)
        }
        // Beyond 2^127 the value is below a half whatever its bits are, and stays so at 2^127.
        let divisor: UInt128 = 1 << UInt128(min(-exponent, 127))
        let (quotient, exactRemainder) = significand.quotientAndRemainder(dividingBy: divisor)
        let away = rule.roundsAway(
            quotient: quotient, remainder: exactRemainder, divisor: divisor,
            isNegative: value < 0)
        return quotient + (away ? 1 : 0)
    }

    /// A count of a unit from a Double, rounded by the rule. Throws where it is not finite,
    /// negative or above `most`.
    static func count(
        rounding value: Double, of unit: String, most: UInt128, rule: RoundingRule
    ) throws(QuantityError) -> UInt128 {
        let failure = { (reason: QuantityError.Reason) in
            QuantityError(
                text: "\(value) \(unit)", expected: "a finite amount from 0 to \(most) \(unit)",
                reason: reason)
        }
        guard value.isFinite else { throw failure(.notFinite) }
        guard value >= 0 else { throw failure(.negative) }
        guard let rounded = round(value, times: 1, rule: rule), rounded <= most else {
            throw failure(.overflow)
        }
        return rounded
    }

    static func signed(_ magnitude: UInt128, isNegative: Bool) -> Int128? {
        if isNegative {
            guard magnitude <= Int128.min.magnitude else { return nil }
            return Int128(truncatingIfNeeded: 0 &- magnitude)
        }
        return Int128(exactly: magnitude)
    }
}
