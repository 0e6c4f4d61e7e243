// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Degradation in stages within one replication: what is watched, which stage is in force, and how
/// often and how long each was.
struct DegradationBoard {
    /// A change of stage: what was seen of which resource.
    struct Change {
        let from: Int
        let to: Int
        let resource: Int
        let utilization: Double
    }

    /// What was measured of one stage.
    struct Record {
        var times = 0
        var time: Int64 = 0
    }

    /// Sums up to a moment, of one resource.
    private struct Reading {
        var busy: Double
        var servers: Double
    }

    private let plan: DegradationPlan
    private(set) var stage = 0
    /// By resource that is watched, at the last judgement.
    private var before: [Reading] = []
    private var judgedAt: Int64 = 0
    /// Since when utilization has been low enough to recover.
    private var calmSince: Int64?

    private(set) var records: [Record]
    /// Up to when they are counted.
    private var countedAt: Int64 = 0
    /// At the start of the present window of the timeline: when that was, the time-weighted sums
    /// of stages and of those who waited.
    private var window: (start: Int64, stages: Double, waiting: Double) = (0, 0, 0)
    private var stageArea = 0.0

    init(_ plan: DegradationPlan) {
        self.plan = plan
        records = plan.stages.map { _ in Record() }
    }

    mutating func begin(_ kernel: inout Kernel, _ plane: ControlPlane) {
        before = read(&kernel, plane, 0)
    }

    /// Judges what was seen since the last judgement, and changes the stage where that asks for it.
    mutating func judge(
        _ kernel: inout Kernel, _ plane: ControlPlane, _ now: Int64
    ) -> Change? {
        let reading = read(&kernel, plane, now)
        var (resource, utilization) = (plan.watched[0], -1.0)
        for (index, watched) in plan.watched.enumerated() {
            let servers =
                (reading[index].servers - before[index].servers) * present(watched, &kernel)
            // Where nobody serves, all that there is is in use.
            let busy = reading[index].busy - before[index].busy
            let share = servers > 0 ? busy / servers : 1
            if share > utilization { (resource, utilization) = (watched, share) }
        }
        let start = judgedAt
        before = reading
        judgedAt = now
        let wanted = plan.stage(at: utilization)
        if wanted > stage {
            calmSince = nil
            return change(to: wanted, resource, utilization, &kernel, now)
        }
        guard stage > 0, utilization < plan.recovery.below.fraction else {
            calmSince = nil
            return nil
        }
        let since = calmSince ?? start
        calmSince = since
        guard now - since >= plan.recovery.hold.nanoseconds else { return nil }
        calmSince = nil
        return change(to: 0, resource, utilization, &kernel, now)
    }

    private mutating func change(
        to next: Int, _ resource: Int, _ utilization: Double, _ kernel: inout Kernel, _ now: Int64
    ) -> Change {
        touch(now)
        let change = Change(from: stage, to: next, resource: resource, utilization: utilization)
        let (old, new) = (plan.stages[stage], plan.stages[next])
        stage = next
        records[next].times += 1
        kernel.policies.entrances.begin(next)
        for (index, id) in plan.caches.enumerated() where old.lives[index] != new.lives[index] {
            for cache in kernel.program.caches.indices
            where kernel.program.cacheComponents[cache] == id {
                kernel.setTimeToLive(cache: cache, new.lives[index], now)
            }
        }
        if old.pace != new.pace { kernel.policies.setPace(new.pace, kernel.program, now) }
        for source in new.isPaused.indices where old.isPaused[source] != new.isPaused[source] {
            kernel.pause(source, new.isPaused[source])
        }
        for (operation, entrance) in new.entrances.enumerated() {
            kernel.policies.entrances.states[operation] = entrance
        }
        if next == 0 {
            kernel.wake(now)
            kernel.release(now)
        }
        return change
    }

    /// The share of the members that are there now, where faults take some; those of fleets are in
    /// their integral.
    private func present(_ index: Int, _ kernel: inout Kernel) -> Double {
        let resource = kernel.program.resources[index]
        guard resource.hasRoster, !resource.isFleet else { return 1 }
        return Double(kernel.rosters.count(index)) / Double(max(resource.members, 1))
    }

    private func read(
        _ kernel: inout Kernel, _ plane: ControlPlane, _ now: Int64
    ) -> [Reading] {
        plan.watched.map { index in
            let all = Double(kernel.program.resources[index].servers) * Double(now)
            return Reading(
                busy: kernel.measured(by: index).busyArea,
                servers: plane.serverArea(of: index, &kernel) ?? all)
        }
    }

    // MARK: Measuring

    mutating func touch(_ now: Int64) {
        records[stage].time += now - countedAt
        stageArea += Double(stage) * Double(now - countedAt)
        countedAt = now
    }

    /// The sums that are read begin anew: before they do, and after.
    mutating func leaveSums(_ kernel: inout Kernel, _ plane: ControlPlane, _ now: Int64) {
        shift(by: read(&kernel, plane, now), -1)
    }

    mutating func takeSums(_ kernel: inout Kernel, _ plane: ControlPlane, _ now: Int64) {
        shift(by: read(&kernel, plane, now), 1)
        touch(now)
        records = records.map { _ in Record() }
        window = (now, stageArea, kernel.policies.entrances.area(until: now))
    }

    private mutating func shift(by reading: [Reading], _ sign: Double) {
        for index in before.indices {
            before[index].busy += sign * reading[index].busy
            before[index].servers += sign * reading[index].servers
        }
    }

    /// A window of the timeline ends: the mean stage in it, and the mean number that waited.
    mutating func cut(_ kernel: inout Kernel, _ now: Int64) -> (stage: Double, waiting: Double) {
        touch(now)
        let waiting = kernel.policies.entrances.area(until: now)
        let time = Double(max(now - window.start, 1))
        let means = ((stageArea - window.stages) / time, (waiting - window.waiting) / time)
        window = (now, stageArea, waiting)
        return means
    }

    /// What each stage measured, normal operation first.
    func measured(_ kernel: inout Kernel) -> [Replication.Stage] {
        plan.stages.indices.map { stage in
            Replication.Stage(
                times: records[stage].times, time: Double(records[stage].time) * 1e-9,
                unasked: kernel.policies.entrances.unasked[stage],
                mostWaiting: kernel.policies.entrances.most[stage],
                entrances: kernel.program.operations.indices.map {
                    kernel.policies.entrances.counts(stage, $0)
                })
        }
    }
}
