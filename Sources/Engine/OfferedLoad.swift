// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What the sources of a model bring in the measured window, on average.
public struct OfferedLoad: Sendable, Equatable {
    /// Requests of open sources; absent where there is none.
    public let requests: Rate?
    /// Users of closed sources; absent where there is none.
    public let users: Double?

    public init(_ model: Model) {
        let start = model.run.warmUp.time
        self.init(model, from: start, to: start + model.run.duration)
    }

    /// The same between two times of the scenario.
    public init(_ model: Model, from start: SimTime, to end: SimTime) {
        let window = start.seconds...end.seconds
        var requests: Double?
        var users: Double?
        for source in model.sources {
            let level = LoadTrajectory(source.demand).mean(over: window)
            switch source.demand {
            case .open(let open): requests = (requests ?? 0) + level * open.batch.mean
            case .closed: users = (users ?? 0) + level
            }
        }
        self.requests = requests.map { .perSecond($0) }
        self.users = users
    }

    /// Requests a second of one source in the measured window of a run; nil of users, who ask as
    /// fast as they are answered.
    public static func requests(of source: TrafficSource, in run: RunPlan) -> Rate? {
        guard case .open(let open) = source.demand else { return nil }
        let start = run.warmUp.time
        let window = start.seconds...(start + run.duration).seconds
        let level = LoadTrajectory(source.demand).mean(over: window)
        return .perSecond(level * open.batch.mean)
    }
}
