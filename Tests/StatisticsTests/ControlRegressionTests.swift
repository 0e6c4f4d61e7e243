// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Statistics

@Suite struct ControlRegressionTests {
    private static let control = (0..<13).map { Double($0) - 6.5 }

    /// x = 2 + 3 c + e with e = ±1 in turn. By hand: c̄ = -0.5, Σ(c - c̄)² = 182; e has mean 1/13 and
    /// is uncorrelated with c, for the signs stand symmetrically. So b = 3, the adjusted mean is
    /// 2 + 1/13, and Σ(y - ȳ)² = 13 - 1/13.
    @Test func regressionByHand() throws {
        let noise = (0..<13).map { $0.isMultiple(of: 2) ? 1.0 : -1.0 }
        let values = zip(Self.control, noise).map { 2 + 3 * $0 + $1 }
        let regression = try #require(ControlRegression([Self.control]))
        let sample: Sample<SimTime> = regression.adjusted(values)
        #expect(abs(sample.mean - (2 + 1.0 / 13)) < 1e-12)
        #expect(sample.degreesOfFreedom == 11)
        let deviation = try #require(sample.standardDeviation)
        #expect(abs(deviation * deviation - (13 - 1.0 / 13) / 11) < 1e-12)
        #expect(sample.plain == Sample(values))
        #expect(try #require(sample.varianceGain) > 10)
    }

    @Test("The interval is that of a jackknife which leaves out each replication in turn")
    func jackknife() throws {
        let values = Self.control.map { 7 + $0 + 0.3 * $0 * $0 - ($0 > 3 ? 5 : 0) }
        let left = values.indices.map { Self.intercept(values, without: $0) }
        let mean = left.reduce(0, +) / 13
        let variance = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 12 / 13
        let regression = try #require(ControlRegression([Self.control]))
        let sample: Sample<SimTime> = regression.adjusted(values)
        #expect(abs(sample.mean - Self.intercept(values, without: nil)) < 1e-9)
        #expect(abs(try #require(sample.varianceOfMean) - variance) < 1e-9 * variance)
        // t(11) at 97.5% is 2.201 (NIST/SEMATECH e-Handbook, 1.3.6.7.2).
        let half = try #require(sample.halfWidth(confidence: .percent(95)))
        #expect(abs(half / variance.squareRoot() - 2.201) < 1e-3)
    }

    /// Where the line through the values over the control is at 0.
    private static func intercept(_ values: [Double], without row: Int?) -> Double {
        let points = zip(control, values).enumerated().filter { $0.offset != row }.map(\.element)
        let n = Double(points.count)
        let meanX = points.reduce(0) { $0 + $1.0 } / n
        let meanY = points.reduce(0) { $0 + $1.1 } / n
        let cross = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        let square = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
        return meanY - cross / square * meanX
    }

    @Test("A control that nearly follows from others, or does not vary, is left out")
    func dependentControls() throws {
        let curve = Self.control.map { $0 * $0 }
        let both = zip(Self.control, curve).map { $0 - 2 * $1 }
        let nearly = Self.control.enumerated().map { row, value in
            row.isMultiple(of: 2) ? value : value + 1
        }
        let constant = curve.map { _ in 4.0 }
        let regression = try #require(
            ControlRegression([constant, Self.control, nearly, curve, both]))
        #expect(regression.used == [1, 3])
        #expect(ControlRegression([constant]) == nil)
        #expect(ControlRegression([curve.indices.map { $0 == 4 ? 1.0 : 0 }]) == nil)
    }

    @Test(
        "As many controls as leave ten degrees of freedom",
        arguments: [(10, 0), (11, 1), (12, 2)])
    func fewReplications(count: Int, used: Int) {
        let controls = (3...5).map { step in (0..<count).map { Double($0 * step % 7) } }
        #expect(ControlRegression(controls)?.used.count ?? 0 == used)
    }

    @Test("What adds up still does when it is adjusted")
    func linearity() throws {
        let first = Self.control.map { 1 + $0 * $0 }
        let second = Self.control.map { 5 - $0 * $0 * $0 }
        let regression = try #require(ControlRegression([Self.control]))
        let parts = [first, second].map { (regression.adjusted($0) as Sample<SimTime>).mean }
        let sum: Sample<SimTime> = regression.adjusted(zip(first, second).map { $0 + $1 })
        #expect(abs(parts[0] + parts[1] - sum.mean) < 1e-9)
    }

    @Test("Samples with the same controls pair adjusted, others as they were")
    func pairing() throws {
        let first = Self.control.map { 1 + $0 * $0 }
        let second = Self.control.map { 5 - $0 * $0 * $0 }
        let plain = Sample<SimTime>(zip(first, second).map { $0 - $1 })
        let regression = try #require(ControlRegression([Self.control]))
        let other = try #require(ControlRegression([first]))
        let left: Sample<SimTime> = regression.adjusted(first)
        let adjusted: Sample<SimTime> = regression.adjusted(plain.values)
        #expect(left.paired(minus: regression.adjusted(second)) == adjusted)
        #expect(left.paired(minus: other.adjusted(second)) == plain)
        #expect(left.paired(minus: Sample(second)) == plain)
    }
}
