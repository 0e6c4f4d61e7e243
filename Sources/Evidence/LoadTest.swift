// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a load generator measured.
public struct LoadTest: Sendable, Equatable {
    /// All requests together.
    public let overall: RequestStatistics
    /// By kind of request, in the order of the file; empty where it tells all together only.
    public let requests: [RequestStatistics]
    public let thresholds: [Threshold]
    /// Users at a time at the most, where it says so.
    public let users: Int?
    /// The fewest at a time, where it says so.
    public let fewestUsers: Int?

    /// A limit that the test itself was held to.
    public struct Threshold: Sendable, Equatable {
        /// Such as `http_req_duration: p(95)<200`.
        public let name: String
        public let isMet: Bool
    }

    init(
        overall: RequestStatistics, requests: [RequestStatistics] = [],
        thresholds: [Threshold] = [], users: Int? = nil,
        fewestUsers: Int? = nil
    ) {
        self.overall = overall
        self.requests = requests
        self.thresholds = thresholds
        self.users = users
        self.fewestUsers = fewestUsers
    }
}

/// What was measured of the requests of one kind.
public struct RequestStatistics: Sendable, Equatable {
    /// Such as `GET /big`; empty for all together.
    public let name: String
    /// Those that were sent, the failed ones among them; nil where the file does not say.
    public let count: Int?
    public let failures: Int?
    public let rate: Rate?
    public let mean: SimTime?
    public let least: SimTime?
    public let most: SimTime?
    /// By rising rank; which ones there are is up to the file.
    public let quantiles: [Quantile]

    public struct Quantile: Sendable, Equatable {
        public let rank: Ratio
        public let time: SimTime
    }

    /// The latency that this share of the requests does not exceed; nil where the file lacks it.
    public func quantile(_ rank: Ratio) -> SimTime? {
        quantiles.first { $0.rank == rank }?.time
    }

    /// The first rank whose time is less than that of a lower rank, which no latencies have.
    var fallingRank: Ratio? {
        let sorted = quantiles.sorted { $0.rank < $1.rank }
        return zip(sorted, sorted.dropFirst()).first { $1.time < $0.time }?.1.rank
    }

    /// Of all requests.
    public var failureShare: Ratio? {
        guard let count, let failures, count > 0 else { return nil }
        return .fraction(Double(failures) / Double(count))
    }
}

extension RequestStatistics {
    /// Of durations in ms and failures, one by one; ranks as order statistics.
    init(name: String, durations: [Double], failures: Int?, over seconds: Double?) {
        let sorted = durations.sorted()
        let sum = sorted.reduce(0, +)
        self.init(
            name: name, count: sorted.count, failures: failures,
            rate: seconds.flatMap { $0 > 0 ? .perSecond(Double(sorted.count) / $0) : nil },
            mean: sorted.isEmpty
                ? nil : TimeUnit.milliseconds.time(sum / Double(sorted.count)),
            least: sorted.first.flatMap(TimeUnit.milliseconds.time),
            most: sorted.last.flatMap(TimeUnit.milliseconds.time),
            quantiles: [50, 90, 95, 99].compactMap { percent in
                guard !sorted.isEmpty else { return nil }
                // The smallest value that so many do not exceed.
                let place = max((sorted.count * percent + 99) / 100, 1) - 1
                guard let time = TimeUnit.milliseconds.time(sorted[place]) else { return nil }
                return Quantile(rank: .percent(Double(percent)), time: time)
            })
    }
}
