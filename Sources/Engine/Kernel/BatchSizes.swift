// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// How many requests come at each arrival of an open source, from a stream of its own.
struct BatchSizes {
    private let sizes: [Int]
    /// The share of words up to each size.
    private let thresholds: [UInt64]
    private var words: Xoshiro256PlusPlus

    init(_ batch: BatchSize, stream: StreamKey) {
        sizes = batch.sizes
        words = Xoshiro256PlusPlus(stream)
        let total = batch.weights.reduce(0, +)
        var sum = 0.0
        thresholds = batch.weights.map { weight in
            sum += weight / total
            return sum > 1 - 1e-12 ? .max : threshold(sum)
        }
    }

    mutating func next() -> Int {
        if sizes.count == 1 { return sizes[0] }
        let bits = words.next()
        var index = 0
        while index < sizes.count - 1, bits >= thresholds[index] { index += 1 }
        return sizes[index]
    }
}
