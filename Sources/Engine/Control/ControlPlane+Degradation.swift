// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

// Degradation in stages, as the control plane sees to it.
extension ControlPlane {
    func beginDegradation(_ kernel: inout Kernel) {
        guard let interval = plan.degradation?.interval else { return }
        degradation?.begin(&kernel, self)
        agenda.add(.judge, at: interval)
    }

    func judge(_ kernel: inout Kernel, _ now: Int64) {
        guard let plan = plan.degradation else { return }
        settle(&kernel, now)
        if let change = degradation?.judge(&kernel, self, now) {
            let resource = kernel.program.resources[change.resource].id
            let cause: PlatformEvent.Cause =
                change.to > 0
                ? .strain(
                    resource, change.utilization, above: plan.thresholds[change.to - 1])
                : .relief(below: plan.recovery.below, lasting: plan.recovery.hold)
            note(resource.component, .stage(from: change.from, to: change.to), cause, now)
        }
        agenda.add(.judge, at: now + plan.interval)
    }

    /// A window of the timeline ends.
    func cutTimeline(_ kernel: inout Kernel, _ now: Int64) {
        let count = timeline.windows.count
        timeline.cut(&kernel, self, now)
        guard timeline.windows.count > count, let means = degradation?.cut(&kernel, now) else {
            return
        }
        timeline.note(stage: means.stage, waiting: means.waiting)
    }

    /// What each stage measured, normal operation first; empty without degradation.
    func stages(_ kernel: inout Kernel) -> [Replication.Stage] {
        degradation?.measured(&kernel) ?? []
    }
}
