// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Laws of times as generating functions on a lattice of equal steps: sums of independent times are
/// products, choices are weighted sums.
///
/// A time between two points is split between them so that its mean is kept; its variance grows by
/// at most a quarter of a squared step. What lies beyond the last point comes round to the first.
struct Lattice {
    static let size = 4096
    /// Frequencies 0 to size/2; the others are their conjugates.
    static let frequencies = size / 2 + 1

    /// Seconds.
    let step: Double

    /// e^(-2πi k/size)
    private static let roots: [Complex] = (0..<size).map {
        Complex.onCircle(-2 * .pi * Double($0) / Double(size))
    }

    static var one: [Complex] { Array(repeating: Complex(1), count: frequencies) }

    func transform(_ time: Distribution) -> [Complex] {
        switch time.law {
        case .deterministic(let time):
            return points([(time.seconds, 1)])
        case .exponential(let mean):
            return exponential(mean.seconds)
        case .hyperexponential(let branches):
            var sum = Array(repeating: Complex(0), count: Self.frequencies)
            for branch in branches {
                let part = exponential(branch.mean.seconds)
                for k in sum.indices { sum[k] = sum[k] + branch.probability * part[k] }
            }
            return sum
        case .empirical(let outcomes):
            return points(outcomes.map { ($0.value.seconds, $0.probability) })
        case .uniform, .lognormal, .gamma, .weibull, .pareto:
            return points(Self.strata(time))
        }
    }

    /// The wait of those who wait, as in M/G/1: a geometric number of residual services,
    /// (1 - ρ) E(z) / (1 - ρ E(z)), E(z) = (1 - S(z)) / (m (1 - z)) (1 + z) / 2, m the mean in
    /// steps (Pollaczek and Khinchine); the last factor moves E by the half step that it lacks.
    func geometricSum(ofResidual service: [Complex], mean: Double, load: Double) -> [Complex] {
        let steps = mean / step
        guard steps > 0 else { return Self.one }
        return (0..<Self.frequencies).map { k in
            guard k > 0 else { return Complex(1) }
            let residual =
                (0.5 / steps)
                * ((Complex(1) - service[k]) * (Complex(1) + Self.roots[k])
                    / (Complex(1) - Self.roots[k]))
            return ((1 - load) * residual) / (Complex(1) - load * residual)
        }
    }

    /// Mass (1 - r)²/a r^(j - 1) at point j >= 1, with a = step/mean and r = e^-a.
    func exponential(_ mean: Double) -> [Complex] {
        guard mean > 0 else { return Self.one }
        let a = step / mean
        let r = Elementary.exp(-a)
        // 1 - r keeps its digits where the step is small.
        let fall = a < 1e-3 ? a * (1 - a / 2 + a * a / 6) : 1 - r
        let first = a < 1e-3 ? a / 2 - a * a / 6 : 1 - fall / a
        let factor = fall * fall / a
        return (0..<Self.frequencies).map { k in
            let z = Self.roots[k]
            return Complex(first) + (factor * z) / (Complex(1) - r * z)
        }
    }

    /// So much probability at each time, between the points beside it.
    private func points(_ values: [(time: Double, probability: Double)]) -> [Complex] {
        var masses: [Int: Double] = [:]
        for value in values {
            let position = min(value.time / step, Double(Self.size - 2))
            let below = Int(position)
            let share = position - Double(below)
            masses[below, default: 0] += value.probability * (1 - share)
            masses[below + 1, default: 0] += value.probability * share
        }
        if masses.count > 16 {
            var dense = Array(repeating: Complex(0), count: Self.size)
            for (index, mass) in masses { dense[index].real = mass }
            Self.fourier(&dense)
            return Array(dense[..<Self.frequencies])
        }
        let sorted = masses.sorted { $0.key < $1.key }
        return (0..<Self.frequencies).map { k in
            sorted.reduce(Complex(0)) { $0 + $1.value * Self.roots[$1.key * k % Self.size] }
        }
    }

    /// 400 values of a law with their probabilities, finer towards its tail, of its own mean.
    private static func strata(_ time: Distribution) -> [(time: Double, probability: Double)] {
        let count = 400
        func edge(_ u: Double) -> Double { 1 - (1 - u) * (1 - u) * (1 - u) }
        var values: [(time: Double, probability: Double)] = []
        for index in 0..<count {
            let low = edge(Double(index) / Double(count))
            let high = edge(Double(index + 1) / Double(count))
            let middle = Ratio.fraction((low + high) / 2)
            values.append((time.quantile(middle)?.seconds ?? 0, high - low))
        }
        let mean = values.reduce(0) { $0 + $1.time * $1.probability }
        let scale = mean > 0 ? time.meanSeconds / mean : 1
        return values.map { ($0.time * scale, $0.probability) }
    }

    /// P(X <= (j + 1/2) step) for each point j, from a law's transform.
    func cumulative(_ transform: [Complex]) -> [Double] {
        // The inverse is the conjugate of the transform of the conjugates, over the size; of a real
        // law those are its own other half.
        var dense = Array(repeating: Complex(0), count: Self.size)
        for k in 0..<Self.frequencies {
            dense[k] = Complex(transform[k].real, -transform[k].imaginary)
            if k > 0 { dense[Self.size - k] = transform[k] }
        }
        Self.fourier(&dense)
        var sum = 0.0
        return dense.map { mass in
            sum += max(0, mass.real / Double(Self.size))
            return sum
        }
    }

    /// Σ x(j) e^(-2πi jk/size), in place (Cooley and Tukey, 1965).
    private static func fourier(_ values: inout [Complex]) {
        var mirrored = 0
        for index in 1..<size {
            var bit = size >> 1
            while mirrored & bit != 0 {
                mirrored ^= bit
                bit >>= 1
            }
            mirrored |= bit
            if index < mirrored { values.swapAt(index, mirrored) }
        }
        var length = 2
        while length <= size {
            let half = length / 2
            let turn = size / length
            for start in Swift.stride(from: 0, to: size, by: length) {
                for offset in 0..<half {
                    let odd = roots[offset * turn] * values[start + offset + half]
                    let even = values[start + offset]
                    values[start + offset] = even + odd
                    values[start + offset + half] = even - odd
                }
            }
            length *= 2
        }
    }
}
