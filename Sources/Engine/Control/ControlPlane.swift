// SPDX-License-Identifier: GPL-3.0-or-later
import Autoscaling
import Model
import Quantities
import Statistics

/// What acts on the platform from outside its requests, within one replication: autoscalers and
/// what watches them.
///
/// It acts at moments of its own. The event loop runs up to the next of them and knows nothing of
/// it, so that a model without any pays nothing. A class, because the kernel that it acts on holds
/// it.
final class ControlPlane {
    let plan: ControlProgram
    var agenda = Agenda()
    private(set) var fleets: [Fleet]
    private var scalers: [FleetScaler?]
    private var faults: FaultBoard
    /// By fleet.
    private var rollouts: [Rollout]
    var timeline = Timeline()
    var degradation: DegradationBoard?
    var resharders: [Resharder]
    private(set) var events: [PlatformEvent] = []

    /// What happens after so many events is not told any more.
    static let mostEvents = 10_000
    /// How often somebody looks for pods whose memory is full, in ns.
    private static let memoryInterval: Int64 = 1_000_000_000

    init(_ plan: ControlProgram, root: StreamKey) {
        self.plan = plan
        fleets = plan.fleets.map { Fleet($0, root: root) }
        faults = FaultBoard(plan.faults, root: root)
        degradation = plan.degradation.map { DegradationBoard($0) }
        rollouts = plan.fleets.map { _ in Rollout() }
        resharders = plan.reshards.map { Resharder($0, root: root) }
        scalers = plan.fleets.enumerated().map { index, fleet in
            fleet.pods.autoscaler.map { FleetScaler(fleet: index, $0) }
        }
        for (index, fleet) in plan.fleets.enumerated() {
            if fleet.pods.nodes != nil {
                agenda.add(
                    .scanNodes(fleet: index, repeats: true),
                    at: NodePool.scanInterval.nanoseconds)
            }
            if fleet.pods.leak != nil {
                agenda.add(.checkMemory(fleet: index), at: Self.memoryInterval)
            }
            guard let autoscaler = fleet.pods.autoscaler else { continue }
            for (entry, change) in autoscaler.schedule.enumerated() {
                agenda.add(.bounds(fleet: index, entry: entry), at: change.start.nanoseconds)
            }
            agenda.add(.sync(fleet: index), at: autoscaler.syncPeriod.nanoseconds)
        }
        for (index, each) in plan.reshards.enumerated() {
            agenda.add(.reshard(index), at: each.at)
        }
        agenda.add(.window, at: plan.window)
    }

    /// When it acts next.
    var due: Int64 { agenda.due }
    var windows: [TimelineWindow] { timeline.windows }

    /// The platform is as it begins.
    func begin(_ kernel: inout Kernel) {
        for index in fleets.indices { fleets[index].begin(&kernel) }
        for (index, resource) in kernel.program.resources.enumerated()
        where resource.hasRoster && !resource.isFleet {
            let first = Int(kernel.groups[index].first)
            kernel.rosters.set(index, Array(first..<first + resource.members))
        }
        for index in plan.faults.indices {
            if let time = faults.begin(of: index, time: 0, after: 0, kernel.tables) {
                agenda.add(.faultBegins(index, time: 0), at: time)
            }
        }
        beginDegradation(&kernel)
        timeline.begin(&kernel, self, 0)
    }

    /// Does all that is due now.
    func act(on kernel: inout Kernel) {
        let now = agenda.due
        while let item = agenda.take(at: now) {
            switch item {
            case .sync(let fleet): sync(fleet, &kernel, now)
            case .bounds(let fleet, let entry): change(fleet, entry, &kernel, now)
            case .ready(let fleet, let pod, let serial):
                ready(fleet, pod, serial, &kernel, now)
            case .scanNodes(let fleet, let repeats): scanNodes(fleet, repeats, &kernel, now)
            case .nodeReady(let fleet):
                fleets[fleet].nodeBecomesReady(now)
                expect(fleets[fleet].placePending(&kernel, now), fleet, now)
            case .checkMemory(let fleet): checkMemory(fleet, &kernel, now)
            case .faultBegins(let fault, let time): begin(fault, time, &kernel, now)
            case .faultEnds(let fault):
                faults.set(fault, false, &kernel, now)
                note(plan.faults[fault].component, .faultEnds, .fault(plan.faults[fault].name), now)
            case .judge: judge(&kernel, now)
            case .reshard(let index): reshard(index, &kernel, now)
            case .window:
                settle(&kernel, now)
                cutTimeline(&kernel, now)
                agenda.add(.window, at: now + plan.window)
            }
        }
    }

    private func sync(_ index: Int, _ kernel: inout Kernel, _ now: Int64) {
        guard let finding = scalers[index]?.sync(&fleets[index], &kernel, now) else { return }
        scale(index, to: finding.replicas, finding.cause, &kernel, now)
        let period = plan.fleets[index].pods.autoscaler?.syncPeriod.nanoseconds ?? 0
        agenda.add(.sync(fleet: index), at: now + max(period, 1))
    }

    private func change(_ index: Int, _ entry: Int, _ kernel: inout Kernel, _ now: Int64) {
        guard let autoscaler = plan.fleets[index].pods.autoscaler else { return }
        let bounds = autoscaler.schedule[entry].bounds
        scalers[index]?.setBounds(bounds)
        let wanted = fleets[index].wanted
        let count = min(max(wanted, bounds.lowerBound), bounds.upperBound)
        scale(index, to: count, .schedule, &kernel, now)
    }

    private func scale(
        _ index: Int, to count: Int, _ cause: PlatformEvent.Cause, _ kernel: inout Kernel,
        _ now: Int64
    ) {
        let before = fleets[index].wanted
        guard count != before else { return }
        let births = fleets[index].scale(to: count, &kernel, now)
        note(
            plan.fleets[index].component,
            .replicas(from: before, to: fleets[index].wanted), cause, now)
        expect(births, index, now)
        // Who went may have left a place.
        if count < before { expect(fleets[index].placePending(&kernel, now), index, now) }
        if fleets[index].pending > 0, plan.fleets[index].pods.nodes?.provisioner == .karpenter {
            agenda.add(
                .scanNodes(fleet: index, repeats: false),
                at: now + NodePool.batchIdle.nanoseconds)
        }
        // The pod that a rollout waits for may be among those that went.
        rollOn(index, &kernel, now)
    }

    private func scanNodes(
        _ index: Int, _ repeats: Bool, _ kernel: inout Kernel, _ now: Int64
    ) {
        let before = fleets[index].nodes.map { $0.running + $0.booting } ?? 0
        let pending = fleets[index].pending
        let scan = fleets[index].scanNodes(&kernel, now)
        for time in scan.ready { agenda.add(.nodeReady(fleet: index), at: time) }
        let after = before + scan.ready.count - scan.removed
        if after != before {
            note(
                plan.fleets[index].component, .nodes(from: before, to: after),
                after > before ? .pendingPods(pending) : .idleNodes, now)
        }
        if repeats {
            agenda.add(
                .scanNodes(fleet: index, repeats: true),
                at: now + NodePool.scanInterval.nanoseconds)
        }
    }

    private func checkMemory(_ index: Int, _ kernel: inout Kernel, _ now: Int64) {
        for pod in fleets[index].full(&kernel) {
            expect(fleets[index].kill(pod, &kernel, now), index, now)
            note(plan.fleets[index].component, .outOfMemory, .leak, now)
        }
        agenda.add(.checkMemory(fleet: index), at: now + Self.memoryInterval)
    }

    private func ready(
        _ index: Int, _ pod: Int, _ serial: Int, _ kernel: inout Kernel, _ now: Int64
    ) {
        let before = fleets[index].ready
        guard fleets[index].becomeReady(pod, serial: serial, &kernel, now) else { return }
        var from = before
        // Those that start together are one event.
        if let last = events.last, last.time.nanoseconds == now, last.cause == .startup,
            last.component == plan.fleets[index].component,
            case .ready(let first, _) = last.change
        {
            from = first
            events.removeLast()
        }
        note(
            plan.fleets[index].component, .ready(from: from, to: fleets[index].ready), .startup,
            now)
        rollOn(index, &kernel, now)
    }

    // MARK: Faults

    private func begin(_ index: Int, _ time: Int, _ kernel: inout Kernel, _ now: Int64) {
        let fault = plan.faults[index]
        let length = faults.length(of: index, time: time, kernel.tables)
        note(fault.component, .faultBegins, .fault(fault.name), now)
        switch fault.effect {
        case .crash(_, let extent):
            guard let fleet = fault.fleet else { break }
            let before = fleets[fleet].ready
            let births = fleets[fleet].crash(
                extent, word: faults.word(index, time: time), &kernel, now)
            expect(births, fleet, now)
            note(
                fault.component, .ready(from: before, to: fleets[fleet].ready),
                .fault(fault.name), now)
        case .deploy:
            guard let fleet = fault.fleet else { break }
            rollouts[fleet] = Rollout(of: fleets[fleet].readyPods)
            rollOn(fleet, &kernel, now)
        case .flush(let cache):
            kernel.flush(cache, now)
        case .slow, .fail, .loseReplicas, .failover, .throttle, .halt:
            faults.set(index, true, &kernel, now)
            loseWrites(fault, &kernel, now)
            agenda.add(.faultEnds(index), at: now + length)
        }
        let end = now + length
        if let next = faults.begin(of: index, time: time + 1, after: end, kernel.tables) {
            agenda.add(.faultBegins(index, time: time + 1), at: next)
        }
    }

    /// Where a primary is gone, so are its connections, and the writes that no replica received.
    private func loseWrites(_ fault: FaultPlan, _ kernel: inout Kernel, _ now: Int64) {
        guard case .failover(let database) = fault.effect else { return }
        kernel.closeConnections(to: database)
        guard let lost = kernel.unreceived(database) else { return }
        note(database, .writesLost(lost), .fault(fault.name), now)
    }

    private func rollOn(_ index: Int, _ kernel: inout Kernel, _ now: Int64) {
        expect(rollouts[index].advance(&fleets[index], &kernel, now), index, now)
    }

    private func expect(_ births: [Fleet.Birth], _ fleet: Int, _ now: Int64) {
        for birth in births where birth.ready > now && birth.ready < .max {
            agenda.add(
                .ready(fleet: fleet, pod: birth.pod, serial: birth.serial), at: birth.ready)
        }
    }

    func note(
        _ component: ComponentID, _ change: PlatformEvent.Change, _ cause: PlatformEvent.Cause,
        _ now: Int64
    ) {
        guard events.count < Self.mostEvents else { return }
        events.append(
            PlatformEvent(
                time: .nanoseconds(now), component: component, change: change, cause: cause))
    }

    // MARK: Measuring

    /// The warm-up ends; before the kernel forgets what it measured.
    func forget(_ kernel: inout Kernel, _ now: Int64) {
        if degradation != nil { settle(&kernel, now) }
        degradation?.leaveSums(&kernel, self, now)
        for index in fleets.indices {
            fleets[index].shiftBase(&kernel, now)
            fleets[index].forget(now)
            scalers[index]?.forget(&kernel)
        }
        for index in resharders.indices { resharders[index].forget(now) }
        events = []
    }

    /// The warm-up has ended, and all is forgotten: the first window begins.
    func beginWindow(_ kernel: inout Kernel, _ now: Int64) {
        degradation?.takeSums(&kernel, self, now)
        timeline.begin(&kernel, self, now)
        agenda.remove { $0 == .window }
        agenda.add(.window, at: now + plan.window)
    }

    /// The window of the measurements ends.
    func end(_ kernel: inout Kernel, _ now: Int64) {
        for index in fleets.indices { fleets[index].touch(now) }
        for index in resharders.indices { resharders[index].touch(now) }
        cutTimeline(&kernel, now)
        degradation?.touch(now)
    }

    func settle(_ kernel: inout Kernel, _ now: Int64) {
        kernel.settleStations(now)
        for index in fleets.indices { fleets[index].touch(now) }
        for index in resharders.indices { resharders[index].touch(now) }
    }
}
