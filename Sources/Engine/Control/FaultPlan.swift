// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// The instructions that faults change, noted while operations are compiled.
struct FaultPatches {
    /// Where a share of the visits fails, and the instruction at which those that pass are served.
    struct Gate {
        let component: ComponentID
        let role: ResourceRole
        let pc: Int
        var served: Int
    }

    /// A time that gets longer, and by which factor.
    struct Slow {
        let component: ComponentID
        let factor: Double
        let pc: Int
        let law: CompiledDistribution
    }

    private let model: Model
    var gates: [Gate] = []
    private(set) var slow: [Slow] = []

    init(_ model: Model) { self.model = model }

    /// Whether visits of that component may fail at that role.
    func mayFail(_ component: ComponentID, _ role: ResourceRole) -> Bool {
        model.faults.contains { Self.fails($0.effect, component, role) }
    }

    static func fails(
        _ effect: Fault.Effect, _ component: ComponentID, _ role: ResourceRole
    ) -> Bool {
        switch effect {
        case .fail(component, _): true
        case .failover(component): role == .primary
        case .loseReplicas(component, _): role == .replicas
        case .crash, .deploy, .slow, .flush, .fail, .failover, .loseReplicas, .throttle, .halt:
            false
        }
    }

    /// Those that passed the gate at `start`, if one stands there, are served at `pc`.
    mutating func endGate(at start: Int, served pc: Int) {
        guard let last = gates.indices.last, gates[last].pc == start else { return }
        gates[last].served = pc
    }

    /// Notes a time of a component, where a fault makes it longer.
    mutating func slow(
        _ component: ComponentID, at pc: Int, _ time: Distribution,
        _ laws: inout DistributionCompiler
    ) {
        for fault in model.faults {
            guard case .slow(component, let factor) = fault.effect,
                !slow.contains(where: { $0.pc == pc && $0.factor == factor })
            else { continue }
            guard let longer = try? time.scaled(by: factor) else {
                preconditionFailure("a time beyond what its model allows")
            }
            slow.append(
                Slow(component: component, factor: factor, pc: pc, law: laws.compile(longer)))
        }
    }
}

/// A fault, compiled: what it changes and when.
struct FaultPlan: Sendable {
    enum Timing: Sendable {
        case once(at: Int64, lasting: Int64)
        case repeated(between: CompiledDistribution, lasting: CompiledDistribution?)
    }

    struct Slow: Sendable {
        let pc: Int
        let law: CompiledDistribution
    }

    let name: String
    let component: ComponentID
    let effect: Fault.Effect
    let timing: Timing
    /// Of its component, which visits fail, and which times are longer.
    let gates: [Int]
    /// From each gate to where those that passed are served.
    let ways: [ClosedRange<Int>]
    let slow: [Slow]
    /// The pods that it takes, or the resource whose members it takes.
    let fleet: Int?
    let resource: Int?
    /// Their disks.
    let disks: Int?

    init(
        _ fault: Fault, _ fleets: [ControlProgram.Fleet], _ table: ResourceTable,
        _ patches: FaultPatches, _ laws: inout DistributionCompiler
    ) {
        let id = fault.effect.component
        name = fault.name
        component = id
        effect = fault.effect
        switch fault.timing {
        case .once(let at, let lasting):
            timing = .once(
                at: at.nanoseconds, lasting: min(lasting.nanoseconds, longestPause))
        case .repeated(let between, let lasting):
            timing = .repeated(
                between: laws.compile(between), lasting: lasting.map { laws.compile($0) })
        }
        let concerned = patches.gates.filter {
            FaultPatches.fails(fault.effect, $0.component, $0.role)
        }
        gates = concerned.map(\.pc)
        ways = concerned.map { $0.pc...max($0.pc, $0.served) }
        if case .slow(_, let factor) = fault.effect {
            slow = patches.slow.filter { $0.component == id && $0.factor == factor }
                .map { Slow(pc: $0.pc, law: $0.law) }
        } else {
            slow = []
        }
        fleet = fleets.firstIndex { $0.component == id }
        switch fault.effect {
        case .loseReplicas:
            resource = table.index(id, .replicas)
            disks = table.index(id, .replicaDisks)
        case .failover, .crash, .deploy, .slow, .fail, .flush, .throttle, .halt:
            resource = nil
            disks = nil
        }
    }

    var losesRequests: Bool {
        switch effect {
        case .crash, .loseReplicas, .failover: true
        case .deploy, .slow, .fail, .flush, .throttle, .halt: false
        }
    }

    /// The share of visits at its gates that fails while it lasts.
    func failingShare(lost: Int, of members: Int) -> Double {
        switch effect {
        case .fail(_, let share): share.fraction
        case .failover: 1
        case .loseReplicas: lost >= members ? 1 : 0
        case .crash, .deploy, .slow, .flush, .throttle, .halt: 0
        }
    }
}
