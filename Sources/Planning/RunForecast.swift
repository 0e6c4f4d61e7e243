// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What closed forms say before a model is simulated: first estimates, and how many replications a
/// precision is likely to need.
///
/// It decides nothing: a run that starts with more replications still stops by its rule.
public struct RunForecast: Sendable {
    public let measurements: Measurements
    private let plan: RunPlan

    /// Throws where there is no closed form.
    public init(_ model: Model) throws(EngineError) {
        plan = model.run
        measurements = try ClosedForm(model).measurements()
    }

    /// Requests of all replications of the plan, warm-up included.
    public var requests: Double {
        measurements.overall.throughput.value
            * (plan.warmUp.time.seconds + length) * Double(plan.replications)
    }

    /// Measured seconds of a replication. How many events a request takes is not known before.
    private var length: Double {
        let rate = measurements.overall.throughput.value
        guard let most = plan.limits.requests, rate > 0 else { return plan.duration.seconds }
        return min(plan.duration.seconds, Double(most) / rate)
    }

    /// How many replications to begin with: t² v/ε², at most those that the rule allows; nil where
    /// no precision is asked for or nothing is known.
    ///
    /// v is the relative variance of the mean latency in one replication of length T. A queue with
    /// the share s of the latency, ρ busy and with c servers of mean service S, adds
    /// s² 2(1 + ρ)/(ρ(1 - ρ)²) S/(c T), as M/M/1 does (Whitt, Management Science 35 (1989) 1341);
    /// the requests themselves, X a second, add 2/(X T), which is about that of their 95th
    /// percentile.
    public func replications(_ rule: StoppingRule) -> Int? {
        guard let precision = rule.precision?.fraction,
            let mean = measurements.overall.meanSojournTime?.value, mean > 0,
            measurements.saturation == nil
        else { return nil }
        var variance = 2 / max(measurements.overall.throughput.value * length, 1)
        for resource in measurements.resources {
            let load = resource.utilization.value
            guard load > 0, load < 1, let service = resource.serviceTime?.value else { continue }
            let waiting = measurements.overall.breakdown.first {
                $0.place == resource.name && $0.activity == .waiting
            }
            let share = (waiting?.time.value ?? 0) / mean
            variance +=
                share * share * 2 * (1 + load) / (load * (1 - load) * (1 - load))
                * service / (Double(resource.servers) * length)
        }
        let wanted = 4.4 * variance / (precision * precision)
        guard wanted.isFinite else { return nil }
        return min(rule.most, Int(min(wanted, 1e6).rounded(.up)))
    }
}
