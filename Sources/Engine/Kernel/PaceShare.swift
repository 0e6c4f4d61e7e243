// SPDX-License-Identifier: GPL-3.0-or-later

/// The mean pace of a token bucket over a window, as a share of its own: a fault or a stage of
/// degradation may slow it for a while.
struct PaceShare: BitwiseCopyable {
    /// One token each so many ns by its own pace.
    private let interval: Double
    private var area = 0.0
    private var begin: Int64 = 0
    private var touched: Int64 = 0

    init(_ pace: TokenPace) { interval = Double(pace.interval) }

    /// It leaves that pace for another.
    mutating func leave(_ pace: TokenPace, _ now: Int64) {
        area += Double(now &- touched) * share(pace)
        touched = now
    }

    mutating func forget(_ now: Int64) { (area, begin, touched) = (0, now, now) }

    /// Up to now, at that pace since the last change.
    func mean(_ pace: TokenPace, _ now: Int64) -> Double {
        guard now > begin else { return share(pace) }
        return (area + Double(now &- touched) * share(pace)) / Double(now &- begin)
    }

    private func share(_ pace: TokenPace) -> Double { interval / Double(pace.interval) }
}
