// SPDX-License-Identifier: GPL-3.0-or-later
internal import CGSL
import Quantities

/// The GNU Scientific Library, with its handler switched off: by default an error ends the process.
enum Library {
    private static let handlerIsOff: Void = { _ = gsl_set_error_handler_off() }()

    /// To be called before any other function of the library.
    static func prepare() { _ = handlerIsOff }

    /// What a status means.
    static func words(_ status: Int32) -> String {
        guard let text = gsl_strerror(status) else { return "status \(status)" }
        return String(cString: text)
    }
}

/// Quantiles of the distributions of analysis, rounded to 9 significant digits, so that what a
/// report makes of them has the same bytes whatever the C library does in the last bit.
///
/// Computed by the GNU Scientific Library (Galassi and others, Reference Manual 2.7, chapter 20).
/// None may feed a sampled path.
public enum Quantiles {
    /// The standard normal: P(Z ≤ z) = probability, in (0, 1).
    public static func normal(_ probability: Ratio) -> Double {
        Library.prepare()
        return roundedSignificant(gsl_cdf_ugaussian_Pinv(checked(probability)))
    }

    /// Student's t: P(T ≤ t) = probability, in (0, 1), with any positive degrees of freedom.
    public static func student(_ probability: Ratio, degreesOfFreedom: Double) -> Double {
        Library.prepare()
        precondition(degreesOfFreedom > 0, "Student's t needs a positive number of degrees")
        return roundedSignificant(gsl_cdf_tdist_Pinv(checked(probability), degreesOfFreedom))
    }

    /// Chi-square: P(X ≤ x) = probability, in (0, 1), with any positive degrees of freedom.
    public static func chiSquare(_ probability: Ratio, degreesOfFreedom: Double) -> Double {
        Library.prepare()
        precondition(degreesOfFreedom > 0, "chi-square needs a positive number of degrees")
        return roundedSignificant(gsl_cdf_chisq_Pinv(checked(probability), degreesOfFreedom))
    }

    /// The gamma distribution of mean 1: P(X ≤ x) = probability, in (0, 1), with a positive shape.
    ///
    /// The library finds no root for shapes above some 30,000, nor far down the tail of those below
    /// one. There two expansions stand in, each within 1e-9: about the normal law (Cornish and
    /// Fisher, Revue de l'Institut International de Statistique 5 (1938) 307), and about zero,
    /// where P(X ≤ x) = y^k (1 - k y / (k + 1) + …) / Γ(k + 1), y = k x (Abramowitz, Stegun,
    /// Handbook of Mathematical Functions, 1964, 6.5.29).
    public static func gamma(_ probability: Ratio, shape: Double) -> Double {
        Library.prepare()
        precondition(shape > 0, "a gamma distribution needs a positive shape")
        let p = checked(probability)
        if shape > 1e4 { return roundedSignificant(gammaNearNormal(p, shape)) }
        if shape < 1 {
            let scaled = Elementary.exp(
                (Elementary.log(p) + Elementary.logGamma(shape + 1)) / shape)
            if scaled < 1e-5 {
                return roundedSignificant(scaled * (1 + scaled / (1 + shape)) / shape)
            }
        }
        return roundedSignificant(gsl_cdf_gamma_Pinv(p, shape, 1 / shape))
    }

    /// 1 + z r + (z² - 1) r²/3 + (z³ - 7z) r³/36 - (3z⁴ + 7z² - 16) r⁴/810, r = 1/√shape.
    private static func gammaNearNormal(_ probability: Double, _ shape: Double) -> Double {
        let z = Elementary.inverseNormal(probability)
        let r = 1 / shape.squareRoot()
        let square = z * z
        let fourth = (3 * square * square + 7 * square - 16) / 810
        let third = z * (square - 7) / 36
        return 1 + r * (z + r * ((square - 1) / 3 + r * (third - r * fourth)))
    }

    private static func checked(_ probability: Ratio) -> Double {
        precondition(
            probability.fraction > 0 && probability.fraction < 1,
            "a quantile of 0 or 1 is no number")
        return probability.fraction
    }
}

/// What lies beyond a value under the distributions of tests, rounded like `Quantiles`.
public enum Tails {
    /// Chi-square: P(X > x) for x of at least 0, with any positive degrees of freedom.
    public static func chiSquare(above x: Double, degreesOfFreedom: Double) -> Ratio {
        Library.prepare()
        precondition(x >= 0 && degreesOfFreedom > 0, "chi-square is of positive numbers")
        return .fraction(roundedSignificant(gsl_cdf_chisq_Q(x, degreesOfFreedom)))
    }
}

/// x to the nearest number of so many significant decimal digits, ties to even; infinities, NaN and
/// zero stay.
public func roundedSignificant(_ x: Double, digits: Int = 9) -> Double {
    precondition((1...17).contains(digits), "a binary64 carries 1 to 17 significant digits")
    guard x.isFinite, x != 0 else { return x }
    // The shortest decimal that reads back as x; its digits are rounded as text, hence exactly.
    let text = "\(x.magnitude)"
    let parts = text.split(separator: "e", maxSplits: 1)
    var exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    if mantissa.count == 2 { exponent -= mantissa[1].count }
    let figures = mantissa.joined().drop { $0 == "0" }
    guard figures.count > digits, let kept = UInt64(figures.prefix(digits)) else { return x }
    let dropped = figures.dropFirst(digits)
    let tie = dropped.first == "5" && dropped.dropFirst().allSatisfy { $0 == "0" }
    let up = tie ? kept % 2 == 1 : (dropped.first ?? "0") >= "5"
    let rounded = Double("\(up ? kept + 1 : kept)e\(exponent + dropped.count)") ?? x.magnitude
    return x < 0 ? -rounded : rounded
}
