// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A distribution in the form the inner loop draws from: plain numbers, no reference.
///
/// Made by `DistributionCompiler`; one random word makes one draw. Words that a law needs besides
/// are derived from that word, so a draw depends on nothing else.
@frozen
public struct CompiledDistribution: BitwiseCopyable, Sendable {
    @usableFromInline
    enum Kind: UInt8, BitwiseCopyable, Sendable {
        case exponential, longExponential, deterministic, uniform, lognormal, erlang, gamma, alias,
            hyperexponential
        case weibull, pareto
    }

    @usableFromInline let kind: Kind
    /// The number of stages, or of cells of an alias table.
    @usableFromInline let count: Int32
    /// The first cell of an alias table, or the one that holds further numbers of the law.
    @usableFromInline let offset: Int
    /// Mean, time, lower bound or scale, in nanoseconds.
    @usableFromInline let a: Double
    /// Width in nanoseconds, or the law's shape.
    @usableFromInline let b: Double

    init(_ kind: Kind, a: Double = 0, b: Double = 0, offset: Int = 0, count: Int32 = 0) {
        self.kind = kind
        self.count = count
        self.offset = offset
        self.a = a
        self.b = b
    }

    /// The greatest draw: 2^62 ns, 146 years; what lies beyond is cut there.
    @inlinable static var longestDraw: Double { 0x1p62 }

    /// The longest mean of what counts as a brief exponential: its draws, at most 45 means, stay
    /// below 2^51 ns (26 days), in which a conversion to whole nanoseconds is one addition.
    @inlinable static var longestBriefMean: Double { 0x1p45 }

    /// True for an exponential law whose draws are all below 2^51 ns.
    @inlinable @inline(__always)
    public var isBriefExponential: Bool { kind == .exponential }

    /// A draw in nanoseconds, in 0...2^62, from 64 uniform bits.
    @inlinable @inline(__always)
    public func sampleNanoseconds(bits: UInt64, tables: SamplingTables) -> Double {
        if _fastPath(kind == .exponential) { return a * tables.ziggurat.exponential(bits) }
        if kind == .deterministic { return a }
        return sampleOther(bits, tables)
    }

    @usableFromInline @inline(never)
    func sampleOther(_ bits: UInt64, _ tables: SamplingTables) -> Double {
        switch kind {
        case .exponential, .longExponential: return a * tables.ziggurat.exponential(bits)
        case .deterministic: return a
        case .uniform: return a + b * SplitMix.unitOpen(bits)
        case .lognormal:
            // mean · e^(σz - σ²/2); a is mean · e^(-σ²/2), b is σ.
            let z = Elementary.inverseNormal(SplitMix.unitOpen(bits))
            return min(a * Elementary.exp(b * z), Self.longestDraw)
        case .erlang:
            var sum = 0.0
            var stream = further(bits)
            for _ in 0..<count { sum += tables.ziggurat.exponential(stream.next()) }
            return a * sum
        case .gamma:
            var stream = further(bits)
            return min(a * stream.gamma(shape: b), Self.longestDraw)
        case .weibull:
            // b (-ln u)^(1/shape); b is shape^-1.
            let x = a * Elementary.power(-Elementary.log(SplitMix.unitOpen(bits)), b)
            return min(x, Self.longestDraw)
        case .pareto:
            // low (1 - u span)^(-1/shape); b is -1/shape, the cell holds span and upper bound.
            let (span, high) = tables.pair(offset)
            return min(a * Elementary.power(1 - span * SplitMix.unitOpen(bits), b), high)
        case .alias: return tables.choose(bits, offset: offset, count: count)
        case .hyperexponential:
            let mean = tables.choose(bits, offset: offset, count: count)
            var stream = further(bits)
            return mean * tables.ziggurat.exponential(stream.next())
        }
    }

    /// More words from the one that was given.
    private func further(_ bits: UInt64) -> CounterStream {
        CounterStream(StreamKey(word: SplitMix.mix(bits ^ 0x6A09_E667_F3BC_C909)))
    }
}

/// The tables that draws read: pointers only, to be kept in a local of the inner loop.
@frozen
public struct SamplingTables: @unchecked Sendable {
    public let ziggurat: ZigguratTables
    @usableFromInline let cells: UnsafePointer<AliasCell>

    init(cells: UnsafePointer<AliasCell>) {
        ziggurat = .standard
        self.cells = cells
    }

    /// The two numbers of a cell that is none of an alias table.
    func pair(_ offset: Int) -> (Double, Double) { (cells[offset].own, cells[offset].other) }

    /// The value of a cell: the high half of bits · count is the cell, the low half the place
    /// in it.
    func choose(_ bits: UInt64, offset: Int, count: Int32) -> Double {
        let (index, place) = bits.multipliedFullWidth(by: UInt64(count))
        let cell = cells[offset + Int(index)]
        return place < cell.threshold ? cell.own : cell.other
    }
}
