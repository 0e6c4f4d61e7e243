// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Pods of a new version beside those of a component, which get a share of its requests.
public struct PodCanary: Sendable, Equatable {
    public static let factors = 0.001...1_000.0

    /// Of the requests that come while it lasts and that use the pods.
    public var share: Ratio
    public var replicas: Int
    /// How many times as long the new version takes for its steps.
    public var slowdown: Double
    /// Share of its steps that fail.
    public var failures: Ratio
    /// When it begins and ends, in the scenario's time; absent for an end that never comes.
    public var start: SimTime
    public var end: SimTime?

    public init(
        share: Ratio, replicas: Int = 1, slowdown: Double = 1, failures: Ratio = .zero,
        start: SimTime = .zero, end: SimTime? = nil
    ) {
        self.share = share
        self.replicas = replicas
        self.slowdown = slowdown
        self.failures = failures
        self.start = start
        self.end = end
    }

    /// Seconds for which it lasts within so many seconds from a moment on.
    public func seconds(from moment: SimTime, for length: Double) -> Double {
        let whole = moment.seconds + length
        return max(min(end?.seconds ?? whole, whole) - max(start, moment).seconds, 0)
    }

    /// The share of the measured time of a run in which it lasts.
    public func presence(in run: RunPlan) -> Double {
        let length = run.duration.seconds
        return seconds(from: run.warmUp.time, for: length) / length
    }
}

extension Pods {
    /// Pods of a canary that has no end: those of others are gone in the long run.
    public var lastingCanaries: Int { canary?.end == nil ? canary?.replicas ?? 0 : 0 }

    /// Pods that are paid for where their number is given.
    public var paidReplicas: Int { replicas + lastingCanaries }
}

extension Model {
    /// The canary of a component; nil where it has none.
    public func canary(of id: ComponentID) -> PodCanary? {
        guard components.indices.contains(id.index), case .pods(let pods) = component(id).kind
        else { return nil }
        return pods.canary
    }

    /// Whether an operation has a step on pods of that component.
    public func uses(_ operation: Operation, _ id: ComponentID) -> Bool {
        operation.steps.flatMap(\.within).contains { step in
            if case .serve(let serve) = step { serve.component == id } else { false }
        }
    }
}

extension ModelInvariants {
    func check(_ canary: PodCanary, at path: String) throws(ModelError) {
        let path = path + ".canary"
        func check(
            _ isRight: Bool, _ key: String, _ what: String, _ value: String, _ allowed: String
        )
            throws(ModelError)
        {
            guard isRight else {
                throw ModelError(
                    path: path + "." + key,
                    fault: .outOfRange(what: what, value: value, allowed: allowed))
            }
        }
        try check(
            canary.share > .zero && canary.share <= .one, "share", "the canary's share",
            "\(canary.share)", "above 0% and at most 100%")
        try count(canary.replicas, "the number of replicas", at: path + ".replicas")
        try check(
            PodCanary.factors.contains(canary.slowdown), "cpu", "the factor",
            "\(canary.slowdown)", "from 0.001 to 1000")
        try check(
            canary.failures <= .one, "failures", "the share that fails", "\(canary.failures)",
            "from 0% to 100%")
        guard let end = canary.end else { return }
        try check(
            end > canary.start, "until", "the canary's end", "\(end)",
            "after its beginning at \(canary.start)")
    }
}

extension StepWalk {
    /// The new version's time stays one, also while a fault makes it longer.
    func checkCanary(_ serve: ServeStep) throws(ModelError) {
        guard let canary = model.canary(of: serve.component) else { return }
        let time: Distribution
        do { time = try serve.time.scaled(by: canary.slowdown) } catch {
            let name = model.component(serve.component).name
            throw ModelError(
                path: "components.\(name).canary.cpu",
                fault: .outOfRange(
                    what: "a time at '\(name)'",
                    value: "\(canary.slowdown) times \(serve.time.mean)",
                    allowed: "from 1ns to \(Distribution.longest)"))
        }
        try checkSlowed(time, at: serve.component)
    }
}
