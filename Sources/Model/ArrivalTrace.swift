// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Arrivals as they were recorded, from the beginning of the run; after a period they come again.
public struct ArrivalTrace: Sendable, Hashable {
    public static let mostArrivals = 2_000_000

    /// Ascending, from zero to below the period.
    public let times: [SimTime]
    public let period: SimTime

    public init(times: [SimTime], period: SimTime) {
        self.times = times
        self.period = period
    }

    /// So many times the arrivals, evenly over the recorded ones: at 1.5 every second comes twice,
    /// at 0.5 every second not at all. Never more than one above what a model may hold.
    func scaled(by factor: Double) -> ArrivalTrace {
        var scaled: [SimTime] = []
        var taken = 0.0
        for (index, time) in times.enumerated() where scaled.count <= Self.mostArrivals {
            let due = (Double(index + 1) * factor).rounded(.down)
            let room = Double(Self.mostArrivals + 1 - scaled.count)
            for _ in 0..<Int(min(due - taken, room)) { scaled.append(time) }
            taken = due
        }
        if scaled.isEmpty { scaled = Array(times.prefix(1)) }
        return ArrivalTrace(times: scaled, period: period)
    }

    func check(at path: String) throws(ModelError) {
        guard (1...Self.mostArrivals).contains(times.count) else {
            throw outOfRange(
                "the number of arrivals", "\(times.count)", "from 1 to \(Self.mostArrivals)", path)
        }
        for (time, next) in zip([.zero] + times, times + [period]) where time > next {
            throw outOfRange("a time", "\(next)", "not before the one before it, \(time)", path)
        }
        guard period >= LoadCycle.shortestPiece else {
            throw outOfRange(
                "its length", "\(period)", "at least \(LoadCycle.shortestPiece)", path)
        }
    }

    private func outOfRange(
        _ what: String, _ value: String, _ allowed: String, _ path: String
    ) -> ModelError {
        ModelError(
            path: path + ".trace",
            fault: .outOfRange(what: what, value: value, allowed: allowed))
    }
}
