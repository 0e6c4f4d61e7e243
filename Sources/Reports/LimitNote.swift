// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// What people read where replications ended at a limit of the run.
enum LimitNote {
    /// Nil where none did.
    static func text(_ measurements: Measurements, _ run: RunPlan) -> String? {
        guard let limit = measurements.limit else { return nil }
        let times = [limit.mean, limit.shortest, limit.longest].map {
            Figures.text($0.seconds, .duration).main
        }
        let range =
            limit.shortest == limit.longest
            ? "in \(times[0])" : "in \(times[0]) on average, \(times[1]) to \(times[2])"
        return "\(subject(limit, measurements)) ended after \(words(limit, run)) (run.limits),"
            + " \(range), before the \(run.duration) of run.duration."
    }

    private static func subject(_ limit: LimitFinding, _ measurements: Measurements) -> String {
        guard case .simulation(let replications, _) = measurements.engine else { return "The run" }
        if limit.replications < replications {
            return "\(limit.replications) of \(Words.count(replications, "replication"))"
        }
        return replications == 1 ? "The replication" : "Each replication"
    }

    private static func words(_ limit: LimitFinding, _ run: RunPlan) -> String {
        var limits = run.limits
        if limit.endedByRequests == limit.replications { limits.events = nil }
        if limit.endedByRequests == 0 { limits.requests = nil }
        return words(limits)
    }

    /// 1,000 requests or 1 event.
    static func words(_ limits: RunLimits) -> String {
        let requests = limits.requests.map { Words.count($0, "request") }
        let events = limits.events.map { Words.count($0, "event") }
        return [requests, events].compactMap { $0 }.joined(separator: " or ")
    }
}
