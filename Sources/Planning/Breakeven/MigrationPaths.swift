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

    /// P10, P50 and P90 of a figure that a case may lie below or beyond all numbers of.
    public struct Band: Sendable, Hashable {
        public let low: Level
        public let mid: Level
        public let high: Level

        /// So many times all three.
        public func scaled(by factor: Double) -> Band {
            Band(
                low: low.scaled(by: factor), mid: mid.scaled(by: factor),
                high: high.scaled(by: factor))
        }
    }

    public enum Level: Sendable, Hashable {
        case below
        case number(Double)
        case beyond

        public var number: Double? {
            if case .number(let value) = self { value } else { nil }
        }

        fileprivate init(_ value: Double) {
            self =
                value.isFinite ? .number(roundedSignificant(value)) : value < 0 ? .below : .beyond
        }

        fileprivate func scaled(by factor: Double) -> Level {
            if case .number(let value) = self { .number(value * factor) } else { self }
        }
    }

    /// Where a move begins to pay, or ceases to.
    public struct EvenBand: Sendable, Hashable {
        public let side: Side
        /// Below: at any (from), or at none (up to). Beyond: at none for good (from), or at any (up
        /// to).
        public let band: Band

        public enum Side: Sendable, Hashable {
            case from
            case upTo
        }

        public func scaled(by factor: Double) -> EvenBand {
            EvenBand(side: side, band: band.scaled(by: factor))
        }
    }

    public let count: Int
    /// USD.
    public let worth: Band
    /// Months, without interest; beyond: never.
    public let payback: Band
    /// A year; below: the outlay does not come back, beyond: there is none.
    public let internalRate: Band
    /// Times the volume of the scenario, and gwei, from or up to which the net present value is not
    /// negative: the side that more cases have.
    public let volume: EvenBand
    public let baseFee: EvenBand
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
        func band(_ values: [Double]) -> Band {
            let sorted = values.sorted()
            let levels = Self.ranks.map { rank in
                Level(sorted[Int(rank.fraction * Double(count - 1) + 0.5)])
            }
            return Band(low: levels[0], mid: levels[1], high: levels[2])
        }
        func even(_ points: [EvenPoint<Double>]) -> EvenBand {
            let falling = points.count { if case .upTo = $0 { true } else { false } }
            let rising = points.count { if case .from = $0 { true } else { false } }
            let side: EvenBand.Side = falling > rising ? .upTo : .from
            return EvenBand(side: side, band: band(points.map { $0.end(on: side) }))
        }
        worth = band(cases.map(\.worth))
        payback = band(cases.map(\.payback))
        internalRate = band(cases.map(\.internalRate))
        volume = even(cases.map(\.volume))
        baseFee = even(cases.map(\.gwei))
        paysBack = .fraction(Double(cases.count { $0.payback.isFinite }) / Double(count))
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

extension EvenPoint<Double> {
    /// From where on it pays for good, or up to where it pays from the beginning: minus infinite
    /// below all numbers, infinite beyond them.
    fileprivate func end(on side: MigrationPaths.EvenBand.Side) -> Double {
        switch (side, self) {
        case (.from, .from(let value)), (.upTo, .upTo(let value)): value
        case (.from, .always), (.upTo, .never), (.upTo, .from): -.infinity
        case (.from, .never), (.upTo, .always), (.from, .upTo): .infinity
        case (.from, .within(let ranges)):
            ranges.last.flatMap { $0.upTo == nil ? $0.from : nil } ?? .infinity
        case (.upTo, .within(let ranges)):
            ranges.first.flatMap { $0.from == nil ? $0.upTo : nil } ?? -.infinity
        }
    }
}

extension Growth {
    /// The factor of one month.
    var monthly: Double {
        Elementary.power(factor.approximation, 1 / Double(per.months))
    }
}
