// SPDX-License-Identifier: GPL-3.0-or-later

/// The stationary state of a birth-death chain that a station with `servers` goes through.
///
/// p(n) = p(n-1) birth(n-1) / death(n). The weights are scaled down together whenever they grow
/// large, so no factorial or power overflows, and all terms are positive, so nothing cancels.
///
/// Source: Kleinrock, Queueing Systems I (1975), section 3.1.
struct BirthDeathChain {
    /// p(0).
    private(set) var probabilityEmpty = 1.0
    /// p(n) of the last state.
    private(set) var probabilityFull = 1.0
    /// Σ p(n) over n >= servers.
    private(set) var probabilityBusy = 0.0
    /// Σ n p(n).
    private(set) var meanNumber = 0.0
    /// Σ max(0, n - servers) p(n).
    private(set) var meanWaiting = 0.0
    /// Σ min(n, servers) p(n).
    private(set) var meanServing = 0.0
    /// Σ gain(n) p(n).
    private(set) var meanGain = 0.0

    /// Weights grow past this, then all are divided by it.
    private static let large = 1e150

    private let servers: Int
    private var total = 1.0

    /// - Parameters:
    ///   - last: the last state, at least 0.
    ///   - gain: what a state counts for `meanGain`, finite and not negative.
    ///   - ratio: birth(n-1) / death(n) for n from 1 to `last`, finite and not negative.
    init(
        last: Int, servers: Int, gain: (Int) -> Double = { _ in 0 }, ratio: (Int) -> Double
    ) {
        self.servers = servers
        meanGain = gain(0)
        for n in stride(from: 1, through: last, by: 1) { visit(n, ratio(n), gain(n)) }
        normalize()
    }

    /// A chain without end whose ratios never rise, until the states to come weigh nothing; nil
    /// where that takes more than `limit` states.
    ///
    /// Once a ratio r is below 1, Σ m w(m) over all m > n is at most
    /// w(n) r (n + 1 / (1 - r)) / (1 - r).
    init?(fallingTo limit: Int, servers: Int, ratio: (Int) -> Double) {
        self.servers = servers
        for n in stride(from: 1, through: limit, by: 1) {
            let r = ratio(n)
            visit(n, r, 0)
            let gap = 1 - r
            guard gap > 0 else { continue }
            let rest = probabilityFull * r * (Double(n) + 1 / gap) / gap
            // What waits may be far less than what is served: it too must be complete.
            let settled = n > servers ? min(meanNumber, meanWaiting) : 0
            if rest <= settled * 1e-17 || (n > servers && probabilityFull == 0) {
                normalize()
                return
            }
        }
        return nil
    }

    /// Adds state n; until the end the properties are sums of weights.
    private mutating func visit(_ n: Int, _ ratio: Double, _ gain: Double) {
        probabilityFull *= ratio
        let weight = probabilityFull
        total += weight
        meanNumber += Double(n) * weight
        meanWaiting += Double(max(0, n - servers)) * weight
        meanServing += Double(min(n, servers)) * weight
        meanGain += gain * weight
        if n >= servers { probabilityBusy += weight }
        if total > Self.large { divide(by: Self.large) }
    }

    private mutating func normalize() { divide(by: total) }

    private mutating func divide(by divisor: Double) {
        probabilityEmpty /= divisor
        probabilityFull /= divisor
        probabilityBusy /= divisor
        meanNumber /= divisor
        meanWaiting /= divisor
        meanServing /= divisor
        meanGain /= divisor
        total /= divisor
    }
}
