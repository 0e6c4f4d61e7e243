// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How batches fill, and how long members wait in them, where members come by a Poisson process.
///
/// A batch begins with its first member and goes with its N-th, or a window W after the first. With
/// K the members that come in a window, of Poisson law with mean λ W:
///
///     members of a batch     m = 1 + Σ P(K >= j),  j = 1 … N - 1
///     wait of a member       Σ k P(K >= k) / (λ m),  k = 1 … N - 1
///     share that is full     P(K >= N - 1)
///
/// The second is the time that k members wait for the next one, 1 / λ as far as it comes in time,
/// over all k (renewal-reward; Ross, Introduction to Probability Models, 11th ed. 2014, 7.4). It is
/// (N - 1) / (2 λ) where no window ends a batch.
public struct BatchFilling: Sendable {
    public let size: Int
    public let within: SimTime
    /// Members a second.
    public let rate: Rate
    public let meanMembers: Double
    public let meanWait: SimTime
    public let fullShare: Ratio

    /// - Precondition: the size is one at least.
    public init(size: Int, within: SimTime, rate: Rate) {
        precondition(size >= 1, "a batch has members")
        self.size = size
        self.within = within
        self.rate = rate
        let mean = rate.perSecond * within.seconds
        var members = 1.0
        var waits = 0.0
        var full = size == 1 ? 1.0 : 0
        if mean > 0 {
            // Beyond 40 standard deviations every window brings enough members.
            if mean - 40 * mean.squareRoot() > Double(size) {
                members = Double(size)
                waits = Double(size - 1) * Double(size) / 2
                full = 1
            } else {
                let tails = Self.tails(mean: mean, upTo: size - 1)
                for (index, tail) in tails.enumerated() {
                    members += tail
                    waits += Double(index + 1) * tail
                }
                full = tails.last ?? 1
            }
        }
        meanMembers = members
        meanWait =
            rate.perSecond > 0
            ? SimTime(roundingSeconds: waits / rate.perSecond / members) : .zero
        fullShare = .fraction(min(max(full, 0), 1))
    }

    public init(_ batch: BatchStep, rate: Rate) {
        self.init(size: batch.size, within: batch.within, rate: rate)
    }

    /// P(K >= j) of j = 1 … n, K of Poisson law.
    private static func tails(mean: Double, upTo count: Int) -> [Double] {
        let logOfMean = Elementary.log(mean)
        var logOfProbability = -mean
        var below = Elementary.exp(logOfProbability)
        var tails: [Double] = []
        for j in 1...max(count, 1) where j <= count {
            tails.append(max(1 - below, 0))
            logOfProbability += logOfMean - Elementary.log(Double(j))
            below += Elementary.exp(logOfProbability)
        }
        return tails
    }
}
