// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A metastable state: retries keep the platform overloaded, though what people ask for would fit.
///
/// Source: N. Bronson, A. Aghayev, A. Charapko and T. Zhu, Metastable Failures in Distributed
/// Systems, HotOS 2021: a trigger pushes the system into it, the work amplification of retries
/// sustains it, and it outlasts the trigger.
public struct RetryStorm: Sendable {
    public let operation: String
    /// The guarded steps whose retries sustain it.
    public let steps: String
    /// The resource that first attempts alone would use most.
    public let resource: String
    /// How much of it they would use at the end.
    public let load: Ratio
    /// Attempts a request in the first and in the last eighth of the run.
    public let attemptsBefore: Double
    public let attemptsAfter: Double
    /// Requests answered there, of those that came.
    public let answeredBefore: Ratio
    public let answeredAfter: Ratio
}

/// Looks for a retry storm in the replications.
struct StormFinder {
    /// At the end so many times the attempts of the start, and so much of its answers at most.
    private static let amplification = 1.5
    private static let goodput = 0.5

    let program: Program
    let runs: [Replication]

    /// Where most replications end in one; figures are the means of those.
    var storm: RetryStorm? {
        for number in program.guardNames.indices {
            let storms = runs.compactMap { storm(number, $0) }
            guard storms.count * 2 > runs.count, let any = storms.first else { continue }
            func mean(_ figure: (RetryStorm) -> Double) -> Double {
                storms.reduce(0) { $0 + figure($1) } / Double(storms.count)
            }
            return RetryStorm(
                operation: any.operation, steps: any.steps, resource: any.resource,
                load: .fraction(mean(\.load.fraction)),
                attemptsBefore: mean(\.attemptsBefore), attemptsAfter: mean(\.attemptsAfter),
                answeredBefore: .fraction(mean(\.answeredBefore.fraction)),
                answeredAfter: .fraction(mean(\.answeredAfter.fraction)))
        }
        return nil
    }

    private func storm(_ number: Int, _ run: Replication) -> RetryStorm? {
        let (first, last) = run.histories[number]
        guard let before = first.amplification, let after = last.amplification,
            let answeredBefore = first.goodput, let answeredAfter = last.goodput,
            after >= before * Self.amplification,
            answeredAfter <= answeredBefore * Self.goodput,
            let (resource, load) = load(number, run), load < 1
        else { return nil }
        return RetryStorm(
            operation: program.operations[Int(program.guards[number].operation)].name,
            steps: program.guardNames[number], resource: resource, load: .fraction(load),
            attemptsBefore: before, attemptsAfter: after,
            answeredBefore: .fraction(min(answeredBefore, 1)),
            answeredAfter: .fraction(min(answeredAfter, 1)))
    }

    /// What first attempts at the rate of the end ask of the resource that they ask most of.
    private func load(_ number: Int, _ run: Replication) -> (String, Double)? {
        let usual = Double(run.guards[number].entered) / run.window
        guard usual > 0 else { return nil }
        let atEnd = Double(run.histories[number].last.entered) / run.comparedSeconds
        let rate = Double(run.overall.arrived) / run.window * atEnd / usual
        return program.resources.indices.map { index in
            let resource = program.resources[index]
            let load = run.resources[index].offeredDemand * rate / resource.effectiveServers
            return (resource.name, load)
        }.max { $0.1 < $1.1 }
    }
}
