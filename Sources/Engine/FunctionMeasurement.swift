// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How a function was invoked, and in how many environments.
public struct FunctionMeasurement: Sendable {
    public let component: ComponentID
    public let name: String
    /// Invocations that were asked for, a second.
    public let load: Estimate<Rate>
    /// Those that were not turned away, a second.
    public let begun: Estimate<Rate>
    /// Those that ended, a second.
    public let ended: Estimate<Rate>
    /// Of all that were asked for, those that were turned away, and why.
    public let throttled: Estimate<Ratio>
    public let beyondConcurrency: Estimate<Ratio>
    public let beyondAccount: Estimate<Ratio>
    public let beyondScaling: Estimate<Ratio>
    /// Of all that began, those in a new environment; absent where none began.
    public let coldStarts: Estimate<Ratio>?
    /// Mean time of an invocation, its cold start included; absent where none ended.
    public let duration: Estimate<SimTime>?
    public let p95: Estimate<SimTime>?
    /// Environments in use, over time and at most.
    public let concurrency: Estimate<Double>
    public let peak: Estimate<Double>
    /// Memory times billed time a second, in units of 2^30 bytes; each invocation is billed by
    /// whole milliseconds.
    public let billed: Estimate<Rate>
    public let billedProvisioned: Estimate<Rate>
}

/// Makes measurements of functions from the replications.
struct FunctionSummary {
    private let summary: Summary
    private let table: FunctionTable
    private let model: Model

    init(_ summary: Summary) {
        self.summary = summary
        table = summary.program.functions
        model = summary.program.model
    }

    var measurements: [FunctionMeasurement] {
        table.components.indices.map { number in
            let id = table.components[number]
            let runs = summary.runs.map { (counts: $0.functions[number], window: $0.window) }
            func share(_ part: (FunctionCounts) -> Int) -> Estimate<Ratio> {
                summary.sampled(
                    runs.map { ratio(Double(part($0.counts)), Double($0.counts.came)) ?? 0 })
            }
            return FunctionMeasurement(
                component: id, name: model.component(id).name,
                load: summary.sampled(runs.map { Double($0.counts.came) / $0.window }),
                begun: begun(number),
                ended: summary.sampled(runs.map { Double($0.counts.ended) / $0.window }),
                throttled: share(\.throttled),
                beyondConcurrency: share(\.beyondConcurrency),
                beyondAccount: share(\.beyondAccount), beyondScaling: share(\.beyondScaling),
                coldStarts: summary.optional(
                    runs.map { run in
                        let begun = run.counts.came - run.counts.throttled
                        return ratio(Double(run.counts.coldStarts), Double(begun))
                    }),
                duration: summary.optional(
                    runs.map { ratio($0.counts.held * 1e-9, Double($0.counts.ended)) }),
                p95: summary.optional(runs.map(\.counts.p95)),
                concurrency: summary.sampled(runs.map { $0.counts.area * 1e-9 / $0.window }),
                peak: summary.sampled(runs.map { Double($0.counts.peak) }),
                billed: billed(number, \.billed),
                billedProvisioned: billed(number, \.billedProvisioned))
        }
    }

    /// What bills count.
    var uses: [UseMeasurement] {
        table.components.indices.flatMap { number -> [UseMeasurement] in
            let id = table.components[number]
            var uses = [
                UseMeasurement(component: id, unit: .invocations, perSecond: begun(number)),
                UseMeasurement(
                    component: id, unit: .gigabyteSeconds, perSecond: billed(number, \.billed)),
            ]
            if table.rules[number].provisioned > 0 {
                uses.append(
                    UseMeasurement(
                        component: id, unit: .provisionedSeconds,
                        perSecond: billed(number, \.billedProvisioned)))
            }
            return uses
        }
    }

    private func begun(_ number: Int) -> Estimate<Rate> {
        summary.sampled(
            summary.runs.map {
                let counts = $0.functions[number]
                return Double(counts.came - counts.throttled) / $0.window
            })
    }

    private func billed(_ number: Int, _ time: (FunctionCounts) -> Int) -> Estimate<Rate> {
        let memory = model.function(table.components[number])?.gibibytes ?? 0
        return summary.sampled(
            summary.runs.map { Double(time($0.functions[number])) * 1e-3 * memory / $0.window })
    }

    private func ratio(_ part: Double, _ whole: Double) -> Double? {
        whole > 0 ? part / whole : nil
    }
}
