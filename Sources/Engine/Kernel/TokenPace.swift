// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How a token bucket fills: b tokens at most, and one each T.
///
/// A bucket is kept as one time, when it will be full again: a token may be taken while that is at
/// most (b - 1) T ahead, which moves it on by T. Exactly the token bucket, in whole nanoseconds
/// (ITU-T I.371, Generic Cell Rate Algorithm, virtual scheduling).
struct TokenPace: BitwiseCopyable, Equatable {
    /// T in ns.
    let interval: Int64
    /// (b - 1) T in ns.
    let tolerance: Int64

    /// - Parameter share: of the rate.
    init(rate: Rate, share: Double = 1, burst: Int) {
        interval = Int64((1e9 / (rate.perSecond * share)).rounded())
        tolerance = interval * Int64(burst - 1)
    }

    /// When a bucket will be full that was to be full at that time at another pace, and lacks as
    /// many tokens as it did.
    func time(_ full: Int64, from old: TokenPace, _ now: Int64) -> Int64 {
        guard full > now, old.interval > 0 else { return full }
        let product = UInt64(full &- now).multipliedFullWidth(by: UInt64(interval))
        // Beyond what a time can say, it is full at the end of time.
        guard product.high < UInt64(old.interval) else { return .max }
        let (left, _) = UInt64(old.interval).dividingFullWidth(product)
        return now.addingReportingOverflow(Int64(clamping: left)).overflow
            ? .max : now &+ Int64(clamping: left)
    }
}
