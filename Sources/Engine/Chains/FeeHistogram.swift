// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Counts of prices in wei in logarithmic buckets: constant memory, any price of 128 bits,
/// quantiles within 0.1% and never beyond the least and the highest price that was counted.
///
/// Each octave is cut into 1,024 buckets; below 2,048 wei every wei has its own.
struct FeeHistogram: ~Copyable {
    private static let octave = 10
    private static let size = (129 - octave) << octave

    private let counters: FlatArray<UInt32>
    private var count = 0
    private var least = UInt128.max
    private var highest: UInt128 = 0

    /// - Parameter isUsed: whether anything will be counted.
    init(isUsed: Bool = true) {
        counters = FlatArray(repeating: 0, count: isUsed ? Self.size : 0)
    }

    mutating func record(_ price: UInt128) {
        counters[Self.bucket(of: price)] &+= 1
        count += 1
        least = min(least, price)
        highest = max(highest, price)
    }

    mutating func forget() {
        counters.fill(0)
        count = 0
        least = .max
        highest = 0
    }

    /// The price in wei that a fraction of those counted do not exceed, interpolated linearly
    /// inside its bucket; absent where nothing was counted.
    func quantile(_ share: Ratio) -> Double? {
        guard count > 0 else { return nil }
        let target = min(max(share.fraction, 0), 1) * Double(count)
        var before = 0.0
        for index in 0..<Self.size where counters[index] > 0 {
            let here = Double(counters[index])
            if before + here >= target {
                let (lowest, width) = Self.bounds(index)
                let price = lowest + (target - before) / here * width
                return min(max(price, least.nearest), highest.nearest)
            }
            before += here
        }
        return highest.nearest
    }

    /// shift = ⌊log2 max(v, 1024)⌋ - 10; index = 1024 shift + ⌊v / 2^shift⌋.
    private static func bucket(of price: UInt128) -> Int {
        let shift = 127 - octave - (price | (UInt128(1) << UInt128(octave))).leadingZeroBitCount
        return (shift << octave) + Int(truncatingIfNeeded: price >> UInt128(shift))
    }

    /// The least price of a bucket, and how far the highest is above it.
    private static func bounds(_ index: Int) -> (lowest: Double, width: Double) {
        guard index >= 2 << octave else { return (Double(index), 0) }
        let shift = (index >> octave) - 1
        let lowest = UInt128(index - (shift << octave)) << UInt128(shift)
        return (lowest.nearest, ((UInt128(1) << UInt128(shift)) - 1).nearest)
    }
}
