// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The faults of one replication: when each begins, which last now, and what that does to the
/// instructions.
struct FaultBoard {
    private let plans: [FaultPlan]
    private let root: StreamKey
    private var isActive: [Bool]
    /// By resource, members that are gone.
    private var lost: [Int: Int] = [:]

    init(_ plans: [FaultPlan], root: StreamKey) {
        self.plans = plans
        self.root = root.child("faults")
        isActive = plans.map { _ in false }
    }

    /// When a fault begins for the first time, or again after that time.
    func begin(
        of index: Int, time: Int, after now: Int64, _ tables: SamplingTables
    ) -> Int64? {
        switch plans[index].timing {
        case .once(let at, _): return time == 0 ? at : nil
        case .repeated(let between, _):
            let interval = draw(between, index, 2 * UInt64(time), tables)
            return now + max(interval, 1)
        }
    }

    /// How long it lasts that time.
    func length(of index: Int, time: Int, _ tables: SamplingTables) -> Int64 {
        switch plans[index].timing {
        case .once(_, let lasting): return lasting
        case .repeated(_, let lasting):
            return lasting.map { draw($0, index, 2 * UInt64(time) + 1, tables) } ?? 0
        }
    }

    /// A word of a fault's own for its choices.
    func word(_ index: Int, time: Int) -> UInt64 {
        root.child(plans[index].name).child("choice").draw(UInt64(time))
    }

    private func draw(
        _ law: CompiledDistribution, _ index: Int, _ number: UInt64, _ tables: SamplingTables
    ) -> Int64 {
        let bits = root.child(plans[index].name).draw(number)
        return nanoseconds(law.sampleNanoseconds(bits: bits, tables: tables))
    }

    /// Begins or ends a fault that lasts.
    mutating func set(_ index: Int, _ active: Bool, _ kernel: inout Kernel, _ now: Int64) {
        isActive[index] = active
        let plan = plans[index]
        if case .loseReplicas(_, let count) = plan.effect, let resource = plan.resource {
            for each in [resource, plan.disks].compactMap(\.self) {
                lose(active ? count : -count, of: each, &kernel)
            }
            let members = kernel.program.resources[resource].members
            // Who waits for a connection or is on the way to it finds no replica any more.
            if active, lost[resource, default: 0] >= members { kernel.lose(within: plan.ways) }
        }
        if case .failover = plan.effect, active { kernel.lose(within: plan.ways) }
        if case .throttle(let service, _) = plan.effect { setPace(service, &kernel, now) }
        if case .halt(let chain) = plan.effect { setHalt(chain, &kernel) }
        for pc in plan.gates { setGate(pc, &kernel) }
        for slow in plan.slow { setLaw(slow.pc, &kernel) }
    }

    /// Takes members of a resource away, from the last on, or gives them back.
    private mutating func lose(
        _ count: Int, of resource: Int, _ kernel: inout Kernel
    ) {
        let members = kernel.program.resources[resource].members
        let first = Int(kernel.groups[resource].first)
        let before = min(lost[resource, default: 0], members)
        lost[resource, default: 0] += count
        let after = min(lost[resource, default: 0], members)
        kernel.rosters.set(resource, Array(first..<first + members - after))
        if after > before {
            for member in members - after..<members - before {
                kernel.lose(station: first + member)
            }
        }
    }

    /// All that last and change this gate, each on its own.
    private func setGate(_ pc: Int, _ kernel: inout Kernel) {
        var passing = 1.0
        for (index, plan) in plans.enumerated() where isActive[index] && plan.gates.contains(pc) {
            let members = plan.resource.map { kernel.program.resources[$0].members } ?? 1
            let gone = plan.resource.flatMap { lost[$0] } ?? 0
            passing *= 1 - plan.failingShare(lost: gone, of: members)
        }
        kernel.code[pc].threshold = threshold(1 - passing)
    }

    /// A chain stands still while any fault halts it.
    private func setHalt(_ chain: ComponentID, _ kernel: inout Kernel) {
        let isHalted = zip(plans, isActive).contains { plan, isActive in
            if case .halt(chain) = plan.effect { isActive } else { false }
        }
        kernel.halt(chain, isHalted)
    }

    /// The slowest of the paces that hold now.
    private func setPace(_ service: ComponentID, _ kernel: inout Kernel, _ now: Int64) {
        let limits = kernel.program.limits
        guard let number = limits.limits.firstIndex(where: { $0.owner == .service(service) }) else {
            return
        }
        var pace = limits.rules[number].pace
        for (index, plan) in plans.enumerated() where isActive[index] {
            guard case .throttle(service, let rate) = plan.effect else { continue }
            let slower = TokenPace(rate: rate, burst: limits.limits[number].limit.burst)
            if slower.interval > pace.interval { pace = slower }
        }
        kernel.policies.setPace(of: number, pace, now)
    }

    /// The law of the largest factor that holds now.
    private func setLaw(_ pc: Int, _ kernel: inout Kernel) {
        var law = kernel.program.code[pc].law
        var largest = 0.0
        for (index, plan) in plans.enumerated() where isActive[index] {
            guard case .slow(_, let factor) = plan.effect, factor > largest,
                let slow = plan.slow.first(where: { $0.pc == pc })
            else { continue }
            largest = factor
            law = slow.law
        }
        kernel.code[pc].law = law
    }
}
