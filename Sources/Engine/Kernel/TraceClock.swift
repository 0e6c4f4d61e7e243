// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// When the next recorded arrival comes.
struct TraceClock {
    private let times: [Int64]
    private let period: Int64
    private let end: Int64
    private var index = 0
    /// When the present round of the trace began.
    private var round: Int64 = 0

    init(_ trace: ArrivalTrace, end: Int64) {
        times = trace.times.map(\.nanoseconds)
        period = trace.period.nanoseconds
        self.end = end
    }

    /// In ns; nil once the run is over.
    mutating func next() -> Int64? {
        if index == times.count {
            let (begin, overflow) = round.addingReportingOverflow(period)
            guard !overflow, begin < end else { return nil }
            round = begin
            index = 0
        }
        let (time, overflow) = round.addingReportingOverflow(times[index])
        index += 1
        return overflow ? nil : time
    }
}
