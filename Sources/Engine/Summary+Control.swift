// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

// What the control plane did and saw, over all replications.
extension Summary {
    var control: ControlMeasurements {
        guard let control = program.control else { return .none }
        return ControlMeasurements(
            timeline: timeline, fleets: control.fleets.indices.map { fleet($0, control) },
            events: eventsWithAlerts, alerts: alerts, stages: stages,
            reshardings: reshardings)
    }

    /// Windows that all replications have.
    private var timeline: [TimelinePoint] {
        let count = runs.map(\.timeline.count).min() ?? 0
        return (0..<count).map { point(runs.map(\.timeline[$0])) }
    }

    private func point(_ windows: [TimelineWindow]) -> TimelinePoint {
        let first = windows[0]
        return TimelinePoint(
            start: first.start, end: first.end,
            arrivals: sampled(windows.map(\.arrived)),
            completions: sampled(windows.map(\.completed)),
            failures: sampled(windows.map(\.failed)), median: optional(windows.map(\.median)),
            p95: optional(windows.map(\.p95)),
            utilization: each(first.utilization.indices, windows, \.utilization),
            queues: each(first.queue.indices, windows, \.queue),
            ready: each(first.ready.indices, windows, \.ready),
            present: each(first.present.indices, windows, \.present),
            hitRates: first.hitRate.indices.map { index in
                optional(windows.map { $0.hitRate[index] })
            }, stage: sampled(windows.map(\.stage)), held: sampled(windows.map(\.held)),
            lags: first.lag.indices.map { index in optional(windows.map { $0.lag[index] }) },
            baseFees: first.baseFee.indices.map { index in
                optional(windows.map { $0.baseFee[index] })
            })
    }

    private func each<Unit>(
        _ indices: Range<Int>, _ windows: [TimelineWindow],
        _ values: KeyPath<TimelineWindow, [Double]>
    ) -> [Estimate<Unit>] {
        indices.map { index in sampled(windows.map { $0[keyPath: values][index] }) }
    }

    private func fleet(_ index: Int, _ control: ControlProgram) -> FleetMeasurement {
        let plan = control.fleets[index]
        let values = runs.map { $0.fleets[index] }
        return FleetMeasurement(
            component: plan.component, name: plan.name, ready: sampled(values.map(\.ready)),
            present: sampled(values.map(\.present)), fewest: sampled(values.map(\.fewest)),
            most: sampled(values.map(\.most)), increases: sampled(values.map(\.increases)),
            decreases: sampled(values.map(\.decreases)),
            nodes: plan.pods.nodes == nil ? nil : sampled(values.map(\.nodes)))
    }
}
