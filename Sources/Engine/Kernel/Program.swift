// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A model compiled into flat tables, which every replication reads and none writes.
///
/// A class because it owns the memory of those tables.
final class Program: @unchecked Sendable {
    /// A resource: its members are consecutive stations, or consecutive node queues.
    struct Group: BitwiseCopyable {
        var first: Int32
        var members: Int32
        var balancing: Balancing
        /// Which of a request's chosen pods this is; -1 where requests do not stick.
        var stickiness: Int32
    }

    struct Resource {
        let id: ResourceID
        let name: String
        let servers: Int
        let membersServers: Int
        let queueLimit: Int?
        let members: Int
        let kind: Kind
        let discipline: Discipline
        /// Whether it is pods whose number changes; behind the last of them stands a door that is
        /// closed, where requests come that find none.
        let isFleet: Bool
        /// The share of the measured time in which it is there.
        let presence: Double
        /// Whether requests find its members by a roster of those that are there.
        let hasRoster: Bool

        enum Kind {
            /// Serves one step at a time.
            case station
            /// Is held across steps.
            case pool
            /// Serves commands, as a `NodeQueue`.
            case node
        }

        /// By the share of the measured time in which they are there, if they are.
        var effectiveServers: Double { Double(servers) * (presence > 0 ? presence : 1) }

        func isDoor(_ member: Int) -> Bool { isFleet && member == members - 1 }

        /// By which the load on each of its members grows where one is lost; absent where that was
        /// the only one. Of replays there is one by replica, and each does all the work.
        var loadWithoutOne: Double? {
            // As many as count for its capacity: pods that find no node do not.
            let all = servers / max(membersServers, 1)
            return all > 1 ? Double(all) / Double(all - 1) : nil
        }
    }

    struct CompiledOperation {
        let name: String
        let start: Int
        /// Where its time goes, by part.
        let parts: [Part]
    }

    struct Part: Hashable {
        let place: String
        let activity: TimeShare.Activity
    }

    let model: Model
    let code: FlatArray<Instruction>
    /// For each instruction the resource whose visits it counts; -1 for none.
    let resourceOfInstruction: [Int]
    /// For each instruction whether who is at it holds a connection.
    let isHolding: [Bool]
    /// Mean of each instruction's law in seconds.
    let meanOfInstruction: [Double]
    let groups: FlatArray<Group>
    let resources: [Resource]
    let operations: [CompiledOperation]
    /// The instruction of each source: `arrive` or `think`.
    let sourceInstructions: [Int]
    let samplers: [KeySampler]
    let caches: [KeyStore.Cache]
    let regions: [KeyStore.Region]
    /// For each cache of the store its component.
    let cacheComponents: [ComponentID]
    /// Caches that are not simulated key by key, or begin warm.
    let hits: HitPlan
    /// Whether requests wait for each other's fills.
    let joinsMisses: Bool
    let tables: DistributionTables
    /// The discipline of each resource, and the probabilities of joining that they name.
    let rules: FlatArray<StationRule>
    let joining: FlatArray<UInt64>
    let shedding: FlatArray<SheddingRule>
    /// Of guarded steps and components.
    let breakers: FlatArray<BreakerRule>
    /// Whether any resource has a discipline other than FCFS.
    let usesDisciplines: Bool
    /// Whether an operation has parallel branches or guarded steps.
    let usesParallel: Bool
    /// Of all guarded steps, and the pauses before their retries.
    let guards: FlatArray<GuardRule>
    let pauses: FlatArray<Int64>
    let limits: LimitTable
    let functions: FunctionTable
    let tableRules: TableRules
    let batchRules: FlatArray<BatchRule>
    let batchNames: [String]
    /// Chains whose blocks are simulated, in model order.
    let chains: [ChainProgram]
    /// What tables call them.
    let guardNames: [String]
    /// Work that operations start and nobody waits for.
    let jobs: [JobPlan]
    let connections: [ConnectionPlan]
    let canaries: [CanaryPlan]
    let ages: [AgePlan]
    /// Present where the run plan asks for control variates.
    let controls: ControlPlan?
    /// Present where the platform changes while it runs, or a timeline is kept.
    let control: ControlProgram?
    /// Whether requests may be lost with the member that they are at; they run on, under an
    /// operation that stands for those of its kind that are doomed.
    let losesRequests: Bool
    /// The instruction of all timers.
    let timerInstruction: Int
    /// The parts of all operations, each once.
    let allParts: [Part]
    /// The most parts of any operation, rounded up to an even number.
    let stride: Int
    /// How many pods components there are, each of which gives a request one pod to keep.
    let stickyGroups: Int

    /// Memory of a request in flight: its slot, its times by part, its pods and an event; where
    /// there are disciplines, its place in line.
    var bytesPerRequest: Int {
        MemoryLayout<Request>.stride + stride * MemoryLayout<Double>.stride
            + stickyGroups * MemoryLayout<Int32>.stride + MemoryLayout<UInt128>.stride
            + (usesDisciplines ? MemoryLayout<Attendance>.stride : 0)
            + (usesParallel ? MemoryLayout<Branching>.stride : 0)
            + (usesPolicies ? MemoryLayout<Guarding>.stride : 0)
            + (joinsMisses ? MemoryLayout<Flights.Role>.stride : 0)
            + (usesFunctions ? MemoryLayout<Int32>.stride : 0)
            + (usesBatches ? 2 * MemoryLayout<Int32>.stride : 0)
            + (awaitsBlocks ? MemoryLayout<Int64>.stride : 0)
    }

    /// Whether an operation has guarded steps.
    var usesPolicies: Bool { guards.count > 0 }

    var usesFunctions: Bool { functions.rules.count > 0 }
    var usesBatches: Bool { batchRules.count > 0 }
    /// Whether a request waits for a chain.
    let awaitsBlocks: Bool

    init(_ model: Model) {
        var compiler = ProgramCompiler(model)
        compiler.compile()
        self.model = model
        code = FlatArray(compiler.code)
        resourceOfInstruction = compiler.resourceOfInstruction
        isHolding = compiler.isHolding
        meanOfInstruction = compiler.meanOfInstruction
        groups = FlatArray(compiler.resources.groups)
        resources = compiler.resources.resources
        operations = compiler.operations
        sourceInstructions = compiler.sourceInstructions
        samplers = compiler.keys.samplers
        caches = compiler.keys.caches
        regions = compiler.keys.regions
        cacheComponents = compiler.keys.components
        hits = HitPlan(model, compiler.keys)
        joinsMisses = compiler.keys.components.contains {
            model.behavior(of: $0).misses == .single
        }
        rules = FlatArray(compiler.rules.rules)
        joining = FlatArray(compiler.rules.joining)
        shedding = FlatArray(compiler.rules.shedding)
        breakers = FlatArray(compiler.guards.breakers)
        usesDisciplines = compiler.rules.isNeeded
        usesParallel = compiler.usesParallel
        guards = FlatArray(compiler.guards.rules)
        pauses = FlatArray(compiler.guards.pauses)
        limits = LimitTable(model, compiler.limits)
        functions = FunctionTable(model)
        tableRules = TableRules(model, compiler.accesses)
        batchRules = FlatArray(compiler.batches.rules)
        batchNames = compiler.batches.names
        chains = compiler.chains.programs
        awaitsBlocks = compiler.chains.awaitsBlocks
        guardNames = compiler.guards.names
        jobs = compiler.jobs.plans
        connections = compiler.connections.plans
        canaries = compiler.canaryPlans
        ages = compiler.ages.plans
        controls = compiler.controls
        control = compiler.control
        losesRequests = compiler.control?.losesRequests ?? false
        timerInstruction = compiler.timerInstruction
        tables = compiler.laws.finish()
        var seen: Set<Part> = []
        allParts = operations.flatMap(\.parts).filter { seen.insert($0).inserted }
        let most = max(operations.map(\.parts.count).max() ?? 1, compiler.jobs.mostParts, 1)
        stride = (most + 1) / 2 * 2
        stickyGroups = compiler.resources.stickyGroups
    }
}
