// SPDX-License-Identifier: GPL-3.0-or-later

extension Elementary {
    /// ln Γ(x) for x > 0, with an error of at most 1e-14 of the larger of 1 and itself.
    ///
    /// ln Γ(x) = ln Γ(x + n) - ln(x (x + 1) … (x + n - 1)), with x + n from 12 on, where Stirling's
    /// series (x - ½) ln x - x + ½ ln 2π + 1/(12x) - 1/(360x³) + 1/(1260x⁵) - … has converged.
    /// Source: Abramowitz, Stegun, Handbook of Mathematical Functions, 1964, 6.1.15 and 6.1.41.
    public static func logGamma(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? .infinity : (x > 0 ? x : .nan) }
        var argument = x
        var product = 1.0
        while argument < 12 {
            product *= argument
            argument += 1
        }
        let halfLogTwoPi = 0x1.d67f1c864beb5p-1
        let inverse = 1 / argument
        let z = inverse * inverse
        let tail = 1.0 / 1260 + z * (-1.0 / 1680 + z * (1.0 / 1188 - z * (691.0 / 360_360)))
        let series = inverse * (1.0 / 12 + z * (-1.0 / 360 + z * tail))
        return (argument - 0.5) * log(argument) - argument + halfLogTwoPi + series - log(product)
    }

    /// (e^(t r) - 1) / t, with its digits also near t = 0, where it is r.
    static func growth(_ t: Double, _ r: Double) -> Double {
        let x = t * r
        guard x.magnitude < 0.5 else { return (exp(x) - 1) / t }
        var term = r
        var sum = 0.0
        for k in 2...18 {
            sum += term
            term *= x / Double(k)
        }
        return sum
    }
}
