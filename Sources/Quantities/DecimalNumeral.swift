// SPDX-License-Identifier: GPL-3.0-or-later

/// A plain decimal as it was written, not yet bound to a size.
struct DecimalNumeral {
    let isNegative: Bool
    let whole: Substring
    /// Digits after the point, without trailing zeros.
    let fraction: Substring

    /// The nearest Double to value · 10^exponent (one correct rounding); nil where it is infinite.
    func double(timesTenToThe exponent: Int = 0) -> Double? {
        let point = fraction.isEmpty ? "" : "."
        let sign = isNegative ? "-" : ""
        guard let value = Double("\(sign)\(whole)\(point)\(fraction)e\(exponent)"), value.isFinite
        else { return nil }
        return value
    }

    /// |value| · factor as an integer; throws the reason where it is none or too large.
    func magnitude(times factor: UInt128) throws(MagnitudeFailure) -> UInt128 {
        guard let units = integer(of: whole) else { throw .overflow }
        let (wholePart, tooLarge) = units.multipliedReportingOverflow(by: factor)
        if tooLarge { throw .overflow }
        if fraction.isEmpty { return wholePart }
        guard fraction.utf8.count < powersOfTen.count, let digits = integer(of: fraction) else {
            throw .notExact
        }
        let divisor = powersOfTen[fraction.utf8.count]
        // digits < divisor, so the quotient is below the factor and cannot overflow.
        guard let part = Wide.divide(product: digits, factor, by: divisor) else { throw .overflow }
        if part.remainder != 0 { throw .notExact }
        let (sum, overflow) = wholePart.addingReportingOverflow(part.quotient)
        if overflow { throw .overflow }
        return sum
    }

    enum MagnitudeFailure: Error {
        case overflow, notExact
    }

    private func integer(of digits: Substring) -> UInt128? {
        var value: UInt128 = 0
        for digit in digits.utf8 {
            let (tenfold, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow) = tenfold.addingReportingOverflow(UInt128(digit &- 0x30))
            if tooLarge || overflow { return nil }
            value = next
        }
        return value
    }
}

/// 10^0 … 10^38, all the powers of ten that a UInt128 holds.
let powersOfTen: [UInt128] = {
    var powers: [UInt128] = [1]
    for exponent in 1...38 { powers.append(powers[exponent - 1] * 10) }
    return powers
}()

/// magnitude / 10^decimals written shortest: no exponent, no trailing zeros, no bare point.
func plainText(_ magnitude: UInt128, decimals: Int, isNegative: Bool = false) -> String {
    let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: powersOfTen[decimals])
    var text = (isNegative && magnitude != 0 ? "-" : "") + String(whole)
    guard rest != 0 else { return text }
    let digits = String(rest)
    var fraction = String(repeating: "0", count: decimals - digits.utf8.count) + digits
    while fraction.hasSuffix("0") { fraction.removeLast() }
    text += "." + fraction
    return text
}

/// value · 10^shift in the fewest digits that read back as the same Double, without an exponent.
func plainText(_ value: Double, shift: Int = 0) -> String {
    let shortest = value.magnitude.description  // 0.7, 100000.0, 1e-05, 1.5e+300
    let parts = shortest.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = Array(mantissa.joined().utf8)
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var point = mantissa[0].utf8.count + exponent + shift
    while point > digits.count { digits.append(0x30) }
    while point < 1 {
        digits.insert(0x30, at: 0)
        point += 1
    }
    var whole = String(decoding: digits[..<point], as: UTF8.self).drop { $0 == "0" }
    if whole.isEmpty { whole = "0" }
    var fraction = String(decoding: digits[point...], as: UTF8.self)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = value < 0 ? "-" : ""
    return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
}
