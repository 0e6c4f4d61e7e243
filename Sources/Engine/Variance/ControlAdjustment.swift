// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What controls say of the replications of one model, or of several that share their random
/// numbers: those are adjusted by the same controls, so that what is common to them still cancels.
struct ControlAdjustment {
    /// Absent where no control can be used.
    let regression: ControlRegression?
    let finding: VarianceFinding

    /// Nil where a model is to be left as it is.
    init?(_ sides: [(program: Program, replications: [Replication])]) {
        let plans = sides.compactMap(\.program.controls)
        guard plans.count == sides.count else { return nil }
        var names: [String] = []
        var values: [[Double]] = []
        let series = zip(plans, sides).map { $0.series($1.program, $1.replications) }
        // The first of each model, then the second of each.
        for rank in 0..<(series.map(\.count).max() ?? 0) {
            for controls in series where rank < controls.count {
                names.append(controls[rank].name)
                values.append(controls[rank].values)
            }
        }
        // Where a replication ended early, its window hangs on what happened in it.
        let complete = !sides.contains { $0.replications.contains(where: \.endedEarly) }
        regression = complete ? ControlRegression(values) : nil
        var used: [String] = []
        for index in regression?.used ?? [] where !used.contains(names[index]) {
            used.append(names[index])
        }
        finding = VarianceFinding(
            controls: used, leavesArrivalsOut: plans.contains { $0.arrivals == nil },
            leastReplications: ControlRegression.leastDegrees + 1)
    }
}
