// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// A complex number, as far as the closed forms need one: only + - * / sqrt on real numbers, so
/// that its bits are the same on every machine.
struct Complex {
    var real: Double
    var imaginary: Double

    init(_ real: Double, _ imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    /// |z|².
    var norm: Double { real * real + imaginary * imaginary }

    /// The root in the right half plane: of the two sums below, only that without cancellation is
    /// formed.
    var squareRoot: Complex {
        let length = norm.squareRoot()
        guard length > 0 else { return Complex(0) }
        let larger = ((length + abs(real)) / 2).squareRoot()
        let smaller = imaginary / (2 * larger)
        if real >= 0 { return Complex(larger, smaller) }
        return Complex(abs(smaller), imaginary < 0 ? -larger : larger)
    }

    /// e^z.
    static func exp(_ z: Complex) -> Complex {
        let length = Elementary.exp(z.real)
        let unit = onCircle(z.imaginary)
        return Complex(length * unit.real, length * unit.imaginary)
    }

    /// e^(i θ) for |θ| up to about 10: the series at θ/32, then five doublings of the angle.
    static func onCircle(_ angle: Double) -> Complex {
        let x = angle / 32
        let square = x * x
        var (sine, cosine) = (x, 1.0)
        var (odd, even) = (x, 1.0)
        for k in 1...8 {
            even *= -square / Double((2 * k - 1) * 2 * k)
            odd *= -square / Double(2 * k * (2 * k + 1))
            cosine += even
            sine += odd
        }
        for _ in 0..<5 { (sine, cosine) = (2 * sine * cosine, 1 - 2 * sine * sine) }
        return Complex(cosine, sine)
    }

    static func + (a: Complex, b: Complex) -> Complex {
        Complex(a.real + b.real, a.imaginary + b.imaginary)
    }
    static func - (a: Complex, b: Complex) -> Complex {
        Complex(a.real - b.real, a.imaginary - b.imaginary)
    }
    static func * (a: Complex, b: Complex) -> Complex {
        Complex(
            a.real * b.real - a.imaginary * b.imaginary,
            a.real * b.imaginary + a.imaginary * b.real)
    }
    static func * (factor: Double, z: Complex) -> Complex {
        Complex(factor * z.real, factor * z.imaginary)
    }
    static func / (a: Complex, b: Complex) -> Complex {
        let inverse = 1 / b.norm
        return Complex(
            (a.real * b.real + a.imaginary * b.imaginary) * inverse,
            (a.imaginary * b.real - a.real * b.imaginary) * inverse)
    }
}
