// SPDX-License-Identifier: GPL-3.0-or-later

extension CounterStream {
    /// A standard normal variate, by inversion.
    public mutating func normal() -> Double { Elementary.inverseNormal(nextUnit()) }

    /// A gamma variate of scale 1 and a positive shape, exact in law.
    ///
    /// For shape ≥ 1: d = shape - 1/3, v = (1 + z/√(9d))³, accept d·v when
    /// ln u < z²/2 + d - dv + d ln v. Below 1: X(shape + 1) · u^(1/shape).
    /// Source: Marsaglia, Tsang, A Simple Method for Generating Gamma Variables, ACM TOMS 26(3),
    /// 2000.
    public mutating func gamma(shape: Double) -> Double {
        let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let z = normal()
            let root = 1 + c * z
            guard root > 0 else { continue }
            let v = root * root * root
            let u = nextUnit()
            let square = z * z
            // The squeeze of the paper spares most draws the logarithms.
            if u >= 1 - 0.0331 * square * square {
                let bound = 0.5 * square + d * (1 - v + Elementary.log(v))
                guard Elementary.log(u) < bound else { continue }
            }
            return shape < 1 ? d * v * Elementary.power(nextUnit(), 1 / shape) : d * v
        }
    }

    /// A variate of Student's t with five degrees of freedom: a normal one over the root of a fifth
    /// of a chi-square, which is twice two exponentials and the square of another normal.
    public mutating func student5() -> Double {
        let z = normal()
        let other = normal()
        let square = other * other - 2 * Elementary.log(nextUnit() * nextUnit())
        return z / (square / 5).squareRoot()
    }
}
