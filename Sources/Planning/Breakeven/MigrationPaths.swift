// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What a move may come to: many equally likely cases of what is not known for sure.
///
/// A case has one base fee, the mean over all months, one growth, and one effort. Each is drawn
/// from its own law: a normal law bent at the median so that its P10, P50 and P90 are the given
/// ones (of the base fee in the logarithm). Draws are stratified, one in each of as many equal
/// parts of a law as there are cases, and paired at random (Latin hypercube: McKay, Beckman and
/// Conover, Technometrics 21(2), 1979). They are functions of the seed alone, so other terms are
/// judged in the same cases.
public struct MigrationPaths: Sendable {
    public static let counts = 100...100_000
    public static let ranks: [Ratio] = [.percent(10), .percent(50), .percent(90)]

    /// P10, P50 and P90; nil for never, or for none.
    public struct Band: Sendable, Hashable {
        public let low: Double?
        public let mid: Double?
        public let high: Double?

        /// So many times all three.
        public func scaled(by factor: Double) -> Band {
            Band(
                low: low.map { $0 * factor }, mid: mid.map { $0 * factor },
                high: high.map { $0 * factor })
        }
    }

    public let count: Int
    /// USD.
    public let worth: Band
    /// Months, without interest.
    public let payback: Band
    /// A year.
    public let internalRate: Band
    /// Times the volume of the scenario, and gwei, from which the net present value is not
    /// negative.
    public let volume: Band
    public let baseFee: Band
    /// How many pay back within the months.
    public let paysBack: Ratio
    public let isWorth: Ratio

    /// - Precondition: the count is in `counts`.
    public init(_ plan: MigrationPlan, count: Int, seed: UInt64) throws {
        precondition(Self.counts.contains(count), "cases of a study")
        self.count = count
        let course = try MigrationCourse(plan)
        let key = StreamKey(seed: seed).child("breakeven")
        let fees = Self.stratified(count, key.child("base fee"))
        let growths = Self.stratified(count, key.child("growth"))
        let efforts = Self.stratified(count, key.child("effort"))
        let ranges = plan.ranges
        let cases = (0..<count).map { index in
            course.outcome(
                gwei: Self.bent(
                    ranges.baseFee, at: fees[index], by: { Elementary.log(Double($0.wei) / 1e9) },
                    back: Elementary.exp),
                growth: max(
                    Self.bent(
                        ranges.growth, at: growths[index], by: { $0.monthly }, back: { $0 }),
                    0.01),
                effort: max(
                    Self.bent(
                        ranges.effort, at: efforts[index], by: { $0.approximation },
                        back: { $0 }), 0))
        }
        func band(_ part: (MigrationCourse.Outcome) -> Double) -> Band {
            let sorted = cases.map(part).sorted()
            let values = Self.ranks.map { rank in
                let value = sorted[Int(rank.fraction * Double(count - 1) + 0.5)]
                return value.isFinite ? roundedSignificant(value) : nil
            }
            return Band(low: values[0], mid: values[1], high: values[2])
        }
        worth = band { $0.worth }
        payback = band { $0.payback }
        internalRate = band { $0.internalRate }
        volume = band { $0.volume }
        baseFee = band { $0.gwei }
        // Where nothing is laid out, there is nothing to pay back but losses.
        paysBack = .fraction(
            Double(cases.count { $0.payback.isFinite && ($0.payback > 0 || $0.worth >= 0) })
                / Double(count))
        isWorth = .fraction(Double(cases.count { $0.worth >= 0 }) / Double(count))
    }

    /// One draw in each of so many equal parts of the unit interval, in an order by chance.
    static func stratified(_ count: Int, _ key: StreamKey) -> [Double] {
        var stream = CounterStream(key)
        var draws = (0..<count).map { (Double($0) + stream.nextUnit()) / Double(count) }
        for index in stride(from: count - 1, to: 0, by: -1) {
            draws.swapAt(index, Int(stream.nextUnit() * Double(index + 1)))
        }
        return draws
    }

    /// The quantile of a normal law that is bent at its median.
    private static func bent<Value>(
        _ range: Uncertain<Value>, at draw: Double, by scale: (Value) -> Double,
        back: (Double) -> Double
    ) -> Double {
        let (low, mid, high) = (scale(range.low), scale(range.mid), scale(range.high))
        let score = Elementary.inverseNormal(draw) / Self.scoreOfTenth
        return back(mid + score * (score < 0 ? mid - low : high - mid))
    }

    /// The 90% quantile of the normal law.
    private static let scoreOfTenth = 1.281_551_565_544_600_4
}

extension Growth {
    /// The factor of one month.
    var monthly: Double {
        Elementary.power(factor.approximation, 1 / Double(per.months))
    }
}
