// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What became of the attempts at guarded steps, or of all that a client asks for.
public struct GuardMeasurement: Sendable {
    public let operation: String
    public let name: String
    /// Requests that came to the steps a second.
    public let load: Estimate<Rate>
    /// Attempts a request: 1 where nothing is tried again.
    public let attempts: Estimate<Double>
    /// Of all attempts whose end was waited for, or that were given up, those that were answered.
    public let answered: Estimate<Ratio>
    public let timedOut: Estimate<Ratio>
    public let failed: Estimate<Ratio>
    public let rejected: Estimate<Ratio>
    public let limited: Estimate<Ratio>
    /// Of all requests that went on or ended, those that took the fallback.
    public let fellBack: Estimate<Ratio>
    /// Of all attempts that were wanted, those that an open breaker refused.
    public let broken: Estimate<Ratio>
    /// Of all retries that were wanted, those that the budget did not allow.
    public let denied: Estimate<Ratio>
    /// Of all attempts that timed out, those that left the line in which they waited; absent where
    /// none does.
    public let withdrawn: Estimate<Ratio>?
}

/// How many a rate limit turns away.
public struct LimitMeasurement: Sendable {
    /// The operation, or the service, that has it.
    public let operation: String
    public let limit: RateLimit
    /// Tokens that were asked for a second: one a request or attempt, and of several calls at once
    /// as many as they count.
    public let load: Estimate<Rate>
    public let limited: Estimate<Ratio>
}

/// Makes measurements of guarded steps from the replications.
struct GuardSummary {
    let program: Program
    let runs: [Replication]
    /// An estimate of one value a replication.
    let batches: BatchFinding?

    var measurements: [GuardMeasurement] {
        leaders.map { index in
            let counts = runs.map { total(led: index, $0) }
            let ended = counts.map {
                $0.answered + $0.timedOut + $0.failed + $0.rejected + $0.limited
            }
            func share(_ part: (GuardCounts) -> Int) -> Estimate<Ratio> {
                estimate(zip(counts, ended).map { ratio(part($0), $1) })
            }
            return GuardMeasurement(
                operation: program.operations[Int(program.guards[index].operation)].name,
                name: program.guardNames[index],
                load: estimate(zip(counts, runs).map { Double($0.entered) / $1.window }),
                attempts: estimate(counts.map { ratio($0.attempts, $0.entered) }),
                answered: share(\.answered), timedOut: share(\.timedOut), failed: share(\.failed),
                rejected: share(\.rejected), limited: share(\.limited),
                fellBack: estimate(
                    counts.map { ratio($0.fellBack, $0.fellBack + $0.answered + $0.lost) }),
                broken: estimate(counts.map { ratio($0.broken, $0.broken + $0.attempts) }),
                denied: estimate(counts.map { ratio($0.denied, $0.denied + $0.retries) }),
                withdrawn: program.guards[index].withdraws
                    ? estimate(counts.map { ratio($0.withdrawn, $0.timedOut) }) : nil)
        }
    }

    /// One of each operation and name.
    private var leaders: [Int] {
        (0..<program.guards.count).filter { Int(program.guards[$0].leader) == $0 }
    }

    private func total(led leader: Int, _ run: Replication) -> GuardCounts {
        var sum = GuardCounts()
        for number in 0..<program.guards.count where Int(program.guards[number].leader) == leader {
            sum.add(run.guards[number])
        }
        return sum
    }

    var limits: [LimitMeasurement] {
        program.limits.limits.enumerated().map { index, item in
            let counts = runs.map { $0.limits[index] }
            return LimitMeasurement(
                operation: name(of: item.owner), limit: item.limit,
                load: estimate(zip(counts, runs).map { Double($0.came) / $1.window }),
                limited: estimate(counts.map { ratio($0.limited, $0.came) }))
        }
    }

    private func name(of owner: LimitPlan.Owner) -> String {
        switch owner {
        case .operation(let number): program.operations[number].name
        case .service(let id): program.model.component(id).name
        }
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }

    private func estimate<Unit>(_ values: [Double]) -> Estimate<Unit> {
        .sampled(Sample(batches?.joined(values) ?? values))
    }
}
