// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Work that operations start and nobody waits for; or how far the replicas of a database are
/// behind, where a write is such work.
public struct BackgroundMeasurement: Sendable {
    static let quantiles: [Ratio] = [.percent(50), .percent(95), .percent(99)]

    /// The operation that starts it; absent for a replication.
    public let operation: String?
    /// The database whose replication it is.
    public let database: ComponentID?
    public let name: String
    /// How often it is started.
    public let load: Estimate<Rate>
    /// From its start to its end, of what did not fail; absent where a replication ended none.
    public let meanTime: Estimate<SimTime>?
    public let median: Estimate<SimTime>?
    public let p95: Estimate<SimTime>?
    public let p99: Estimate<SimTime>?
    public let longest: Estimate<SimTime>?
    /// Of all that ended, what failed, was rejected or timed out.
    public let failed: Estimate<Ratio>
    /// Begun and not ended when the run ends.
    public let underway: Estimate<Double>
}

extension Summary {
    var background: [BackgroundMeasurement] {
        program.jobs.enumerated().map { index, job in
            let values = runs.map { $0.jobs[index] }
            let operation: String? =
                switch job.owner {
                case .operation(let number): program.operations[number].name
                case .replication: nil
                }
            func quantile(_ place: Int) -> Estimate<SimTime>? {
                optional(values.map { $0.quantiles.isEmpty ? nil : $0.quantiles[place] })
            }
            return BackgroundMeasurement(
                operation: operation, database: job.database, name: job.name,
                load: sampled(values.map(\.load)), meanTime: optional(values.map(\.mean)),
                median: quantile(0), p95: quantile(1), p99: quantile(2),
                longest: optional(values.map(\.longest)), failed: sampled(values.map(\.failed)),
                underway: sampled(values.map(\.underway)))
        }
    }
}
