// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How much of a partitioned table was used, and how much was turned away.
public struct TableMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Requests, and the share of them that was turned away.
    public let load: Estimate<Rate>
    public let throttled: Estimate<Ratio>
    /// Keys and pages that found no units in their partition, and in the table, a second.
    public let beyondPartition: Estimate<Rate>
    public let beyondTable: Estimate<Rate>
    /// Units consumed a second.
    public let readUnits: Estimate<Rate>
    public let writeUnits: Estimate<Rate>
    /// Of the partition nearest to its limit: its share of the units that the table consumed, and
    /// of what it can give.
    public let hottestShare: Estimate<Ratio>
    public let hottestLoad: Estimate<Ratio>
}

/// What became of those who waited for a batch.
public struct BatchMeasurement: Sendable {
    public let name: String
    /// Members and batches a second.
    public let load: Estimate<Rate>
    public let batches: Estimate<Rate>
    /// Members of a batch, the share of batches that were full, and what waiting for the others
    /// took; absent where none went.
    public let size: Estimate<Double>?
    public let full: Estimate<Ratio>?
    public let delay: Estimate<SimTime>?
}

/// Makes measurements of tables and batches from the replications.
struct TableSummary {
    private let summary: Summary
    private let components: [ComponentID]

    init(_ summary: Summary) {
        self.summary = summary
        components = summary.program.tableRules.components
    }

    var measurements: [TableMeasurement] {
        components.indices.map { number in
            let runs = summary.runs.map { (counts: $0.tables[number], window: $0.window) }
            func rate(_ part: (TableCounts) -> Double) -> Estimate<Rate> {
                summary.sampled(runs.map { part($0.counts) / $0.window })
            }
            return TableMeasurement(
                component: components[number],
                name: summary.program.model.component(components[number]).name,
                load: rate { Double($0.came) },
                throttled: summary.sampled(
                    runs.map {
                        $0.counts.came > 0
                            ? Double($0.counts.throttled) / Double($0.counts.came) : 0
                    }),
                beyondPartition: rate { Double($0.beyondPartition) },
                beyondTable: rate { Double($0.beyondTable) },
                readUnits: rate { Double($0.read) / 2 },
                writeUnits: rate { Double($0.written) / 2 },
                hottestShare: summary.sampled(runs.map(\.counts.hottestShare)),
                hottestLoad: summary.sampled(runs.map(\.counts.hottestLoad)))
        }
    }

    /// What bills count.
    var uses: [UseMeasurement] {
        measurements.flatMap {
            [
                UseMeasurement(component: $0.component, unit: .readUnits, perSecond: $0.readUnits),
                UseMeasurement(
                    component: $0.component, unit: .writeUnits, perSecond: $0.writeUnits),
            ]
        }
    }

    var batches: [BatchMeasurement] {
        summary.program.batchNames.enumerated().map { number, name in
            let runs = summary.runs.map { (counts: $0.batches[number], window: $0.window) }
            func each(_ part: (BatchCounts) -> Double, of whole: (BatchCounts) -> Int) -> [Double?]
            {
                runs.map {
                    let count = whole($0.counts)
                    return count > 0 ? part($0.counts) / Double(count) : nil
                }
            }
            return BatchMeasurement(
                name: name,
                load: summary.sampled(runs.map { Double($0.counts.members) / $0.window }),
                batches: summary.sampled(runs.map { Double($0.counts.batches) / $0.window }),
                size: summary.optional(each({ Double($0.members) }, of: \.batches)),
                full: summary.optional(each({ Double($0.full) }, of: \.batches)),
                delay: summary.optional(each({ $0.waited * 1e-9 }, of: \.members)))
        }
    }
}
