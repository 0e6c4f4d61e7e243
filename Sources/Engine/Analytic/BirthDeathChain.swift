// SPDX-License-Identifier: GPL-3.0-or-later

/// The stationary state of a finite birth-death chain that a station with `servers` goes through.
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
    /// Σ n p(n).
    private(set) var meanNumber = 0.0
    /// Σ max(0, n - servers) p(n).
    private(set) var meanWaiting = 0.0
    /// Σ min(n, servers) p(n).
    private(set) var meanServing = 0.0

    /// - Parameters:
    ///   - last: the last state, at least 0.
    ///   - ratio: birth(n-1) / death(n) for n from 1 to `last`, finite and not negative.
    init(last: Int, servers: Int, ratio: (Int) -> Double) {
        let large = 1e150
        var empty = 1.0
        var weight = 1.0
        var total = 1.0
        for n in stride(from: 1, through: last, by: 1) {
            weight *= ratio(n)
            total += weight
            meanNumber += Double(n) * weight
            meanWaiting += Double(max(0, n - servers)) * weight
            meanServing += Double(min(n, servers)) * weight
            if total > large {
                empty /= large
                weight /= large
                total /= large
                meanNumber /= large
                meanWaiting /= large
                meanServing /= large
            }
        }
        probabilityEmpty = empty / total
        probabilityFull = weight / total
        meanNumber /= total
        meanWaiting /= total
        meanServing /= total
    }
}
