// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// When a run starts and how long it is, which the reading of its traffic needs.
struct RunFrame {
    /// The time of the week at which the run starts.
    let start: WeekTime
    /// Warm-up and measured time; nil where they are wrong.
    let length: SimTime?

    /// - Parameter run: a field whose problems are noted elsewhere.
    init(_ run: Field?) {
        start = run?.names("a map")?["start"]?.quantity(WeekTime.self) ?? .start
        length = RunReader().read(run).map { plan in
            // A warm-up that is detected takes at most an eighth of the duration.
            let warmUp =
                plan.warmUp == .detected
                ? SimTime.nanoseconds(plan.duration.nanoseconds / 8) : plan.warmUp.time
            return warmUp + plan.duration
        }
    }
}
