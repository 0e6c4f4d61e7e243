// SPDX-License-Identifier: GPL-3.0-or-later

/// Elementary functions for sampled paths: only + - * / and bit operations on literal constants.
///
/// The C library's differ in the last bit with the machine's fused multiply-add; these give the
/// same bits everywhere. The compiler does not contract a * b + c, and nothing here may ask it to.
public enum Elementary {
    /// ln 2 in two parts: 33 leading bits, so that k times it is exact, and the remainder.
    @usableFromInline static var ln2High: Double { 0x1.62e42feep-1 }
    @usableFromInline static var ln2Low: Double { 0x1.a39ef35793c76p-33 }

    /// The natural logarithm; error below 1 unit in the last place.
    ///
    /// x = 2^k (1 + f) with 1 + f in [√½, √2), s = f / (2 + f), and
    /// ln(1 + f) = 2 artanh s = f - f²/2 + s (f²/2 + R), R = 2s²/3 + 2s⁴/5 + … to s²⁰.
    /// ln 0 = -∞, of a negative number NaN.
    public static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
        var bits = x.bitPattern
        var exponent: Int64 = 0
        if bits < 0x0010_0000_0000_0000 {  // subnormal
            bits = (x * 0x1p54).bitPattern
            exponent = -54
        }
        // Adding the gap from √½ to 1 carries into the exponent exactly when the fraction ≥ √2.
        let shifted = bits &+ (0x3FF0_0000_0000_0000 - 0x3FE6_A09E_667F_3BCD)
        exponent += Int64(shifted >> 52) - 1023
        let reduced = (shifted & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD
        let f = Double(bitPattern: reduced) - 1
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        let odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))))
        let even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))))
        let r = z * odd + w * even
        let half = 0.5 * f * f
        let k = Double(exponent)
        return k * ln2High - ((half - (s * (half + r) + k * ln2Low)) - f)
    }

    /// The exponential function; error below 1 unit in the last place (2 where subnormal).
    ///
    /// x = k ln 2 + r with |r| ≤ ln(2)/2; Taylor series of e^r to r¹³, times 2^k.
    public static func exp(_ x: Double) -> Double {
        guard x < 709.79 else { return x.isNaN ? x : .infinity }
        guard x > -745.14 else { return x.isNaN ? x : 0 }
        // Adding 1.5 · 2^52 rounds to the nearest whole number, without a call of the C library.
        let shifter = 0x1.8p52
        let k = (x * 0x1.71547652b82fep0 + shifter) - shifter
        let high = x - k * ln2High
        let low = k * ln2Low
        let r = high - low
        let q = r * r
        let evenTail = 1.0 / 40320 + q * (1.0 / 3_628_800 + q * (1.0 / 479_001_600))
        let even = 1.0 / 2 + q * (1.0 / 24 + q * (1.0 / 720 + q * evenTail))
        let oddTail = 1.0 / 362_880 + q * (1.0 / 39_916_800 + q * (1.0 / 6_227_020_800))
        let odd = 1.0 / 6 + q * (1.0 / 120 + q * (1.0 / 5040 + q * oddTail))
        let p = 1 + (high + (q * (even + r * odd) - low))
        let exponent = Int64(k)
        if exponent >= -1021 && exponent <= 1023 { return p * powerOfTwo(exponent) }
        return exponent > 0
            ? p * powerOfTwo(exponent - 1) * 2
            : p * powerOfTwo(exponent + 64) * 0x1p-64
    }

    /// base^exponent = e^(exponent · ln base) for base > 0, and 0 for base 0 with exponent > 0.
    ///
    /// Relative error up to about (1 + |exponent · ln base|) · 2^-52.
    public static func power(_ base: Double, _ exponent: Double) -> Double {
        exponent == 0 ? 1 : exp(exponent * log(base))
    }

    /// 2^exponent for a normal result, -1022...1023.
    private static func powerOfTwo(_ exponent: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: exponent &+ 1023) << 52)
    }
}
