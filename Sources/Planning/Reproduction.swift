// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// How a published figure stands to the model's own.
public enum Reproduction: String, Sendable, CaseIterable {
    /// The residual is at most 15%.
    case reproduced
    /// More than 15% off, and a law of operational analysis forbids the published figure for what
    /// is asked of the platform: no setting of free inputs could bring it about.
    case forbidden
    case differs
    /// The run has no such figure.
    case absent

    /// The largest residual of a figure that counts as reproduced.
    public static let tolerance = 0.15

    /// - Parameter modelled: in the unit of the published figure.
    public init(_ observation: Observation, modelled: Double?, law: LoadBound?) {
        let published = observation.value
        guard let modelled else {
            self = .absent
            return
        }
        let isClose =
            published == 0
            ? modelled == 0 : abs(modelled / published - 1) <= Self.tolerance
        let isForbidden = law?.forbids(observation.metric, published) ?? false
        self = isClose ? .reproduced : isForbidden ? .forbidden : .differs
    }
}

/// What the laws say of a run in which more is asked than servers can do, for good or for a while.
public struct LoadBound: Sendable {
    /// Whether more comes than the resource that binds can carry, so that its queue grows.
    public let isOverloaded: Bool
    /// For closed traffic, the least mean seconds of an answer: users / carried - think time.
    public let leastResponse: Double?
    /// Seconds that somebody waited who came when the backlog at pods was at its largest: what came
    /// beyond the capacity of those that took requests, over that capacity.
    public let leastPeakWait: Double?

    /// Nil where every resource could carry what the load asks for, at its largest.
    public init?(_ model: Model, _ measurements: Measurements) {
        guard let binding = measurements.binding, let load = binding.saturationLoad?.value else {
            return nil
        }
        let peak = measurements.control.timeline.map(\.arrivals.value).max() ?? 0
        let offered = max(peak, measurements.saturation?.offered.perSecond ?? 0)
        let response = Self.leastResponse(model, carried: load)
        isOverloaded = offered > load
        leastResponse = response.flatMap { $0 > 0 ? $0 : nil }
        leastPeakWait = Self.peakWait(model, measurements)
        guard isOverloaded || leastResponse != nil || leastPeakWait != nil else { return nil }
    }

    /// Whether a published figure is better than the laws allow.
    func forbids(_ metric: Observation.Metric, _ published: Double) -> Bool {
        switch metric {
        case .latency: return isOverloaded || published < leastResponse ?? 0
        case .timed(.latency, .peak):
            return isOverloaded || published < max(leastResponse ?? 0, leastPeakWait ?? 0)
        case .timed(.latency, .at): return isOverloaded || published < leastResponse ?? 0
        case .throughput: return isOverloaded
        // What is busy or scaled behind a queue that lets no more through.
        case .utilization, .timed(.utilization, _), .timed(.pods, _), .pods:
            return isOverloaded || leastResponse != nil
        case .errors, .hitRate, .useRate, .costPerHour, .costPerTransaction, .memory,
            .timed(.hitRate, _), .page:
            return false
        }
    }

    /// The fluid limit of a queue: its backlog grows by arrivals less capacity, and is worked off
    /// at that capacity. Source: Newell, Applications of Queueing Theory, 1982, chapter 2.
    private static func peakWait(_ model: Model, _ measurements: Measurements) -> Double? {
        var longest = 0.0
        for (index, fleet) in measurements.control.fleets.enumerated() {
            let resource = measurements.resources.first {
                $0.id == ResourceID(component: fleet.component, role: .servers)
            }
            guard let resource, resource.demand.value > 0,
                case .pods(let pods) = model.component(fleet.component).kind
            else { continue }
            let ofOnePod = Double(pods.cores) / resource.demand.value
            var backlog = 0.0
            for point in measurements.control.timeline {
                let capacity = point.ready[index].value * ofOnePod
                let time = point.end.seconds - point.start.seconds
                backlog = max(0, backlog + (point.arrivals.value - capacity) * time)
                if capacity > 0 { longest = max(longest, backlog / capacity) }
            }
        }
        // Less is within the noise of a window.
        return longest > 0.1 ? longest : nil
    }

    /// Where all traffic is of users: N / X - Z, at the most users there are. Source: Denning and
    /// Buzen, The Operational Analysis of Queueing Network Models, ACM Computing Surveys 10(3),
    /// 1978, the interactive response time formula.
    private static func leastResponse(_ model: Model, carried: Double) -> Double? {
        var users = 0.0
        var thinking = 0.0
        for source in model.sources {
            guard case .closed(let closed) = source.demand else { return nil }
            let most = Double(([closed.users] + closed.stages.map(\.target)).max() ?? 0)
            users += most
            thinking += most * closed.think.meanSeconds
        }
        return users > 0 ? users / carried - thinking / users : nil
    }
}
