// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The gas that all others offer a block, and how much of it goes before a transaction of ours.
struct OtherFlow: ~Copyable {
    /// A tip, the share that pays it, and the share that pays more; by falling tips.
    struct Bucket: BitwiseCopyable {
        let tip: UInt128
        let share: Double
        let above: Double
    }

    /// A straight line of the willingness from a price on.
    struct Segment: BitwiseCopyable {
        let from: Double
        let share: Double
        let slope: Double
    }

    private enum Shape {
        case always
        case elastic(reference: Double, exponent: Double)
        case curve
    }

    /// More gas than any block holds.
    static let mostOffered = 1e15

    private let gasPerSecond: Double
    private let shape: Shape
    private let segments: FlatArray<Segment>
    private let buckets: FlatArray<Bucket>
    private var cycle: CyclePlace?
    /// Owns what the law reads.
    private let tables: DistributionTables
    private let variation: CompiledDistribution?
    private let stream: StreamKey
    /// The willing share at the present base fee.
    private var willing = 1.0
    /// The segment that was last right.
    private var segment = 0

    /// - Parameters:
    ///   - paysTips: whether tips decide who goes first.
    ///   - stream: names the draws; draw k is that of slot k.
    init(_ demand: OtherDemand?, paysTips: Bool, stream: StreamKey) {
        gasPerSecond = demand.map { $0.rate.perSecond * Double($0.gas.units) } ?? 0
        let willingness = demand?.willingness ?? .always
        switch willingness {
        case .always: shape = .always
        case .elastic(let reference, let exponent):
            shape = .elastic(reference: reference.wei.nearest, exponent: exponent)
        case .curve: shape = .curve
        }
        segments = FlatArray(Self.segments(willingness))
        let alike = [OtherDemand.TipShare(tip: .zero, share: .one)]
        buckets = FlatArray(Self.buckets(paysTips ? demand?.tips ?? alike : alike))
        cycle = demand?.cycle.map { CyclePlace($0) }
        var compiler = DistributionCompiler()
        var law: CompiledDistribution?
        if let deviation = demand?.variation.fraction, deviation > 0 {
            let scv = max(deviation * deviation, Distribution.variations.lowerBound)
            // A mean of one second stands for 1.
            guard let gamma = try? Distribution.gamma(mean: .seconds(1), scv: scv) else {
                preconditionFailure("a variation that the model does not allow")
            }
            law = compiler.compile(gamma)
        }
        variation = law
        tables = compiler.finish()
        self.stream = stream
    }

    /// Whether anybody else uses the chain.
    var isPresent: Bool { gasPerSecond > 0 }

    /// The willing share changes with the base fee, once a block.
    mutating func meet(_ baseFee: WeiPerGas) {
        switch shape {
        case .always: break
        case .elastic(let reference, let exponent):
            // Of a free chain nobody knows the demand: as at one wei.
            let price = max(baseFee.wei.nearest, 1)
            willing = Elementary.power(price / reference, -exponent)
        case .curve: willing = share(at: baseFee.wei.nearest)
        }
    }

    /// Gas offered between two times, both in ns, with the draw of a slot. No interval begins
    /// before the last one ended.
    mutating func offered(from start: Int64, to end: Int64, slot: UInt64) -> UInt64 {
        let time = cycle?.integral(from: start, to: end) ?? Double(end &- start)
        var gas = gasPerSecond * willing * (time * 1e-9)
        if let variation {
            let bits = stream.draw(slot)
            gas *= variation.sampleNanoseconds(bits: bits, tables: tables.sampling) * 1e-9
        }
        return UInt64(max(0, min(gas, Self.mostOffered)))
    }

    /// Of the gas offered, what pays a higher tip, or the same and was seen before a fraction of
    /// the time since the last block had passed.
    func ahead(ofTip tip: UInt128, seen fraction: Double, of offered: UInt64) -> UInt64 {
        var index = 0
        while index < buckets.count, buckets[index].tip > tip { index += 1 }
        guard index < buckets.count else { return offered }
        let bucket = buckets[index]
        let share = bucket.above + (bucket.tip == tip ? bucket.share * fraction : 0)
        return UInt64(Double(offered) * min(share, 1))
    }

    // MARK: Tables

    private mutating func share(at price: Double) -> Double {
        while segment + 1 < segments.count, segments[segment + 1].from <= price { segment += 1 }
        while segment > 0, segments[segment].from > price { segment -= 1 }
        let line = segments[segment]
        return max(0, line.share + line.slope * max(0, price - line.from))
    }

    private static func segments(_ willingness: Willingness) -> [Segment] {
        guard case .curve(let points) = willingness else { return [] }
        return points.indices.map { index in
            let point = points[index]
            let from = point.price.wei.nearest
            var slope = 0.0
            if index + 1 < points.count {
                let next = points[index + 1]
                slope =
                    (next.share.fraction - point.share.fraction) / (next.price.wei.nearest - from)
            }
            return Segment(from: from, share: point.share.fraction, slope: slope)
        }
    }

    private static func buckets(_ tips: [OtherDemand.TipShare]) -> [Bucket] {
        var above = 0.0
        return tips.map { tip in
            defer { above += tip.share.fraction }
            return Bucket(tip: tip.tip.wei, share: tip.share.fraction, above: above)
        }
    }
}

/// Where a cycle stands, for times that never go back.
struct CyclePlace {
    private let pieces: [LoadCycle.Piece]
    private let period: Int64
    /// The share integrated over a period, in ns.
    private let whole: Double
    private var index = 0
    /// When the piece began.
    private var start: Int64 = 0

    init(_ cycle: LoadCycle) {
        pieces = cycle.pieces
        period = cycle.period.nanoseconds
        whole = pieces.reduce(0) { $0 + Self.area($1, 0, $1.duration.nanoseconds) }
    }

    /// The share integrated over an interval, all in ns.
    mutating func integral(from begin: Int64, to end: Int64) -> Double {
        skip(to: begin)
        var sum = 0.0
        let periods = (end &- begin) / period
        if periods > 0 {
            sum = Double(periods) * whole
            start += periods * period
        }
        var time = begin + periods * period
        while time < end {
            let length = pieces[index].duration.nanoseconds
            let until = min(end, start + length)
            sum += Self.area(pieces[index], time &- start, until &- start)
            time = until
            if time == start + length { next() }
        }
        return sum
    }

    private mutating func skip(to time: Int64) {
        start += max(time &- start, 0) / period * period
        while time &- start >= pieces[index].duration.nanoseconds { next() }
    }

    private mutating func next() {
        start += pieces[index].duration.nanoseconds
        index = index + 1 == pieces.count ? 0 : index + 1
    }

    /// Of a straight line the mean of both ends, times how far they are apart.
    private static func area(_ piece: LoadCycle.Piece, _ from: Int64, _ to: Int64) -> Double {
        let slope =
            (piece.to.fraction - piece.from.fraction) / Double(piece.duration.nanoseconds)
        let ends = 2 * piece.from.fraction + slope * (Double(from) + Double(to))
        return ends / 2 * Double(to &- from)
    }
}

extension UInt128 {
    /// The nearest Double but for one rounding more from 2^64 on.
    var nearest: Double {
        let low = Double(UInt64(truncatingIfNeeded: self))
        let high = UInt64(truncatingIfNeeded: self >> 64)
        return high == 0 ? low : Double(high) * 0x1p64 + low
    }
}
