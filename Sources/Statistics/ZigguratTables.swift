// SPDX-License-Identifier: GPL-3.0-or-later

/// One layer of the ziggurat, 16 bytes, so that a draw touches one cache line.
@frozen
public struct ZigguratLayer: Sendable {
    /// A 53-bit word below this lies wholly under the curve.
    @usableFromInline let threshold: Int64
    /// What a step of the 53-bit word is worth.
    @usableFromInline let width: Double
}

/// The exponential distribution by 256 layers of equal area.
///
/// Source: Marsaglia, Tsang, The Ziggurat Method for Generating Random Variables, J. Stat. Soft.
/// 5(8), 2000, with 64-bit words: 8 bits choose the layer, 53 others the place. Exact in law.
@frozen
public struct ZigguratTables: @unchecked Sendable {
    @usableFromInline let layers: UnsafePointer<ZigguratLayer>

    /// The one copy of the tables, which lives as long as the process and is never written again.
    /// Keep it in a local: reading this global checks that it has been set up.
    public static let standard = ZigguratTables()

    private init() {
        let count = ZigguratLiterals.thresholds.count
        let layers = UnsafeMutablePointer<ZigguratLayer>.allocate(capacity: count)
        for (i, pair) in zip(ZigguratLiterals.thresholds, ZigguratLiterals.widths).enumerated() {
            (layers + i).initialize(to: ZigguratLayer(threshold: pair.0, width: pair.1))
        }
        self.layers = UnsafePointer(layers)
    }

    /// An exponential variate of mean 1 from 64 uniform bits; 98.9% of words need no second look.
    @inlinable @inline(__always)
    public func exponential(_ bits: UInt64) -> Double {
        let layer = layers[Int(truncatingIfNeeded: bits & 255)]
        let place = Int64(bitPattern: bits >> 11)
        if _fastPath(place < layer.threshold) { return Double(place) * layer.width }
        return exponentialFromEdge(bits)
    }

    /// The rest: words at the edge of a layer or in the tail. Further words come from this one.
    @usableFromInline @inline(never)
    func exponentialFromEdge(_ first: UInt64) -> Double {
        var bits = first
        var stream = CounterStream(StreamKey(word: SplitMix.mix(first ^ SplitMix.golden)))
        while true {
            let index = Int(truncatingIfNeeded: bits & 255)
            let layer = layers[index]
            let place = Int64(bitPattern: bits >> 11)
            let x = Double(place) * layer.width
            if place < layer.threshold { return x }
            // Beyond the last edge the law has no memory: right + Exp(1).
            if index == 0 { return ZigguratLiterals.right - Elementary.log(stream.nextUnit()) }
            let low = ZigguratLiterals.heights[index]
            let next = ZigguratLiterals.heights[index + 1]
            let height = low + stream.nextUnit() * (next - low)
            if height < Elementary.exp(-x) { return x }
            bits = stream.next()
        }
    }
}
