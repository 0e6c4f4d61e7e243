// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Turns the steps of a model into instructions.
///
/// The name of each draw is the operation, the place and how often the operation used that place
/// before, never a position in the code: so a step that is added elsewhere moves nobody's draws.
struct ProgramCompiler {
    var code: [Instruction] = []
    private(set) var resourceOfInstruction: [Int] = []
    private(set) var meanOfInstruction: [Double] = []
    private(set) var isHolding: [Bool] = []
    private(set) var operations: [Program.CompiledOperation] = []
    private(set) var sourceInstructions: [Int] = []
    private(set) var resources: ResourceTable
    private(set) var keys: KeyTable
    var laws = DistributionCompiler()
    private(set) var rules: RuleTable
    private(set) var timerInstruction = 0
    private(set) var control: ControlProgram?
    var patches: FaultPatches
    var connections = ConnectionTable()
    var ages = AgeTable()

    let controls: ControlPlan?
    /// Whether an operation has parallel branches or guarded steps.
    var usesParallel = false
    /// Whether the present operation's entrance is emitted.
    var hasEntrance = false
    var guards = GuardTable()
    var jobs = JobTable()
    var accesses: [AccessRule] = []
    /// Of the lookup in whose miss the present steps stand: whose keys, and their draw.
    var missed: (keyspace: KeyspaceID, stream: UInt64)?
    var batches = BatchTable()
    var chains: ChainTable
    /// Of all operations, in the order of their instructions.
    var limits: [LimitPlan] = []

    let model: Model
    let noTime: CompiledDistribution
    var parts: [Program.Part] = []
    private var uses: [String: UInt64] = [:]
    private var stream = StreamKey(seed: 0)
    private(set) var canaryPlans: [CanaryPlan] = []
    private(set) var priority = 1
    /// Connections that are held at the next instruction.
    var held = 0

    init(_ model: Model) {
        self.model = model
        resources = ResourceTable(model)
        keys = KeyTable(model)
        controls = model.run.varianceReduction == .control ? ControlPlan(model, resources) : nil
        guard let zero = try? Distribution.deterministic(.zero) else {
            preconditionFailure("no time is a valid time")
        }
        noTime = laws.compile(zero)
        rules = RuleTable(resources.resources, &laws, noTime: noTime)
        patches = FaultPatches(model)
        chains = ChainTable(model)
        canaryPlans = makeCanaryPlans()
    }

    mutating func compile() {
        for operation in model.operations {
            priority = operation.priority
            parts = []
            uses = [:]
            stream = StreamKey(seed: 0).child("operation").child(operation.name)
            let start = code.count
            hasEntrance = false
            emitCanaries(.choose)
            if operation.client.isNone { emitEntrance() }
            for step in operation.course { emit(step) }
            emitCanaries(.note)
            append(Instruction(opcode: .finish, law: noTime))
            operations.append(
                Program.CompiledOperation(name: operation.name, start: start, parts: parts))
        }
        for source in model.sources { emit(source) }
        timerInstruction = code.count
        append(Instruction(opcode: .timer, law: noTime))
        control = ControlProgram(model, resources, patches, &laws)
    }

    private mutating func emit(_ source: TrafficSource) {
        stream = StreamKey(seed: 0).child("source").child(source.name)
        sourceInstructions.append(code.count)
        switch source.demand {
        case .open(let open):
            append(
                Instruction(
                    opcode: open.batch.isOne ? .arrive : .arriveBatch, stream: draw("mix"),
                    law: noTime))
        case .closed(let closed):
            append(
                Instruction(
                    opcode: .think, stream: draw("think"), law: laws.compile(closed.think)),
                mean: closed.think)
        }
    }

    mutating func emit(_ step: Step) {
        if let component = step.component, let breaker = model.component(component).breaker {
            emit(step, behind: breaker, of: component)
        } else {
            emitAlone(step)
        }
    }

    mutating func emitAlone(_ step: Step) {
        switch step {
        case .serve(let serve): emit(serve)
        case .lookup(let lookup): emit(lookup)
        case .query(let query): emit(query)
        case .call(let call): emit(call)
        case .delay(let delay): emitDelay(delay.time, place: delay.name)
        case .choose(let choices): emit(choices)
        case .repeated(let loop): emit(loop)
        case .parallel(let branches): emit(branches)
        case .guarded(let guarded): emit(guarded)
        case .limit(let limit):
            append(Instruction(opcode: .limit, target: Int32(limits.count), law: noTime))
            limits.append(LimitPlan(owner: .operation(operations.count), limit: limit))
        case .transfer(let transfer):
            append(meter(transfer.network, amount: Double(transfer.size.bytes)))
        case .submit(let submit):
            emit(submit)
        case .invalidate(let step): emit(step)
        case .write(let write): emit(write)
        case .start(let start): emit(start)
        case .invoke(let invoke): emit(invoke)
        case .access(let access): emit(access)
        case .batch(let batch): emit(batch)
        }
    }

    private mutating func emit(_ serve: ServeStep) {
        let routing: Routing
        switch model.component(serve.component).kind {
        case .pods: routing = model.isFleet(serve.component) ? .fleet : .pod
        case .station, .cache, .database, .service, .delivery, .chain, .function, .account,
            .table:
            routing = .single
        }
        let servers = resource(serve.component, .servers)
        let isPlain = resources.resources[servers].discipline.isPlain
        emitGate(serve.component, .servers)
        emitDivided(serve) { compiler in
            compiler.emitServe(
                isPlain ? .serve : .attend, serve.time, at: servers, routing: routing,
                count: isPlain ? 0 : compiler.priority - 1)
        }
    }

    private mutating func emit(_ lookup: LookupStep) {
        let region = keys.region(lookup.cache, lookup.keyspace)
        let keyStream = draw("\(model.component(lookup.cache).name) keys")
        emitCommand(lookup.cache, region, count: lookup.count, keyStream: keyStream)
        let check = code.count
        append(
            Instruction(
                opcode: .lookup, target: Int32(keys.regions[region].cache),
                count: Int32(lookup.count), keyspace: Int32(region), stream: keyStream,
                law: noTime))
        let body = code.count
        let joins = model.behavior(of: lookup.cache).misses == .single
        if joins {
            let name = model.component(lookup.cache).name
            append(
                Instruction(
                    opcode: .lead, waitPart: part("\(name) fill", .waiting),
                    target: Int32(keys.regions[region].cache), keyspace: Int32(region),
                    stream: keyStream, law: noTime))
        }
        missed = (lookup.keyspace, keyStream)
        for step in lookup.miss { emit(step) }
        missed = nil
        if joins { code[body].jump = Int32(code.count) }
        append(
            Instruction(
                opcode: .fill, jump: Int32(body), keyspace: Int32(region), stream: keyStream,
                law: noTime))
        code[check].jump = Int32(code.count)
    }

    private mutating func emit(_ step: InvalidateStep) {
        let region = keys.region(step.cache, step.keyspace)
        let keyStream = draw("\(model.component(step.cache).name) changed keys")
        emitCommand(step.cache, region, count: step.count, keyStream: keyStream)
        emitChange(region, count: step.count, keyStream, drops: true)
    }

    /// The same keys get stale in all caches that hold them.
    private mutating func emit(_ write: WriteStep) {
        let keyStream = draw("\(model.keyspace(write.keyspace).name) written keys")
        for region in keys.regions(of: write.keyspace) {
            emitChange(region, count: write.count, keyStream, drops: false)
        }
    }

    private mutating func emitChange(
        _ region: Int, count: Int, _ keyStream: UInt64, drops: Bool
    ) {
        append(
            Instruction(
                opcode: .change, target: Int32(keys.regions[region].cache), count: Int32(count),
                keyspace: Int32(region), stream: keyStream, amount: drops ? 1 : 0, law: noTime))
    }

    /// A command of several keys takes as many times as long as one; then comes the network.
    private mutating func emitCommand(
        _ id: ComponentID, _ region: Int, count: Int, keyStream: UInt64
    ) {
        guard case .cache(let cache) = model.component(id).kind,
            let whole = try? cache.operationTime.scaled(by: Double(count))
        else { preconditionFailure("a command that its model does not allow") }
        let moves = cache.behavior.resharding != nil
        if moves { emitRedirect(id, cache, region, keyStream: keyStream) }
        emitServe(
            .command, whole, at: resource(id, .servers), routing: moves ? .slot : .key,
            count: count,
            keyspace: region, keyStream: keyStream)
        guard let roundTrip = cache.roundTrip else { return }
        emitDelay(roundTrip, place: "\(model.component(id).name) network")
    }

    /// One random word decides between all arms: arm i is taken when it lies below the sum of the
    /// shares up to i.
    private mutating func emit(_ choices: [Choice]) {
        let word = draw("choice")
        var total = 0.0
        var ends: [Int] = []
        for choice in choices {
            total += choice.share.fraction
            let branch = code.count
            append(
                Instruction(
                    opcode: .branch, stream: word,
                    threshold: total > 1 - 1e-9 ? .max : threshold(total), law: noTime))
            for step in choice.steps { emit(step) }
            ends.append(code.count)
            append(Instruction(opcode: .jump, law: noTime))
            code[branch].jump = Int32(code.count)
        }
        for end in ends { code[end].jump = Int32(code.count) }
    }

    /// A jump to each branch follows the fork, which itself names where to go on after them.
    private mutating func emit(_ branches: [[Step]]) {
        usesParallel = true
        let fork = code.count
        append(Instruction(opcode: .fork, count: Int32(branches.count), law: noTime))
        for _ in branches { append(Instruction(opcode: .jump, law: noTime)) }
        for (index, branch) in branches.enumerated() {
            code[fork + 1 + index].jump = Int32(code.count)
            for step in branch { emit(step) }
            append(Instruction(opcode: .join, law: noTime))
        }
        code[fork].jump = Int32(code.count)
    }

    private mutating func emit(_ loop: RepeatStep) {
        let whole = loop.mean.rounded(.down)
        for _ in 0..<Int(whole) {
            for step in loop.steps { emit(step) }
        }
        guard loop.mean > whole else { return }
        let branch = code.count
        append(
            Instruction(
                opcode: .branch, stream: draw("round"), threshold: threshold(loop.mean - whole),
                law: noTime))
        for step in loop.steps { emit(step) }
        code[branch].jump = Int32(code.count)
    }

    mutating func emitServe(
        _ opcode: Opcode, _ time: Distribution, at resource: Int, routing: Routing,
        count: Int = 0, keyspace: Int = 0, keyStream: UInt64 = 0
    ) {
        let name = resources.resources[resource].name
        let word = draw(name)
        let law = laws.compile(time)
        if let controls, controls.resources.contains(resource) {
            append(
                Instruction(
                    opcode: .tally, target: Int32(resource), stream: word,
                    amount: time.meanSeconds * 1e9, law: law))
        }
        patches.slow(resources.resources[resource].id.component, at: code.count, time, &laws)
        append(
            Instruction(
                opcode: opcode, routing: routing, waitPart: part(name, .waiting),
                servicePart: part(name, .service), target: Int32(resource),
                station: station(resource, routing), count: Int32(count), keyspace: Int32(keyspace),
                stream: word, threshold: keyStream, law: law),
            resource: resource, mean: time)
    }

    /// Where a share of the visits fails while a fault lasts; nothing where none may.
    mutating func emitGate(_ component: ComponentID, _ role: ResourceRole) {
        guard patches.mayFail(component, role) else { return }
        patches.gates.append(
            FaultPatches.Gate(component: component, role: role, pc: code.count, served: code.count))
        let name = model.component(component).name
        append(Instruction(opcode: .fail, stream: draw("\(name) fault"), law: noTime))
    }

    mutating func emitDelay(_ time: Distribution, place: String) {
        append(
            Instruction(
                opcode: .delay, servicePart: part(place, .service), stream: draw(place),
                law: laws.compile(time)),
            mean: time)
    }

    func meter(_ component: ComponentID, amount: Double) -> Instruction {
        Instruction(
            opcode: .meter, target: Int32(component.index), amount: amount, law: noTime)
    }

    func station(_ resource: Int, _ routing: Routing) -> Int32 {
        routing == .single ? resources.groups[resource].first : -1
    }

    mutating func append(
        _ instruction: Instruction, resource: Int = -1, mean: Distribution? = nil
    ) {
        code.append(instruction)
        resourceOfInstruction.append(resource)
        meanOfInstruction.append(mean?.meanSeconds ?? 0)
        isHolding.append(held > 0)
    }

    func resource(_ component: ComponentID, _ role: ResourceRole) -> Int {
        guard let index = resources.index(component, role) else {
            preconditionFailure("a step at a resource that its component does not have")
        }
        return index
    }

    mutating func part(_ place: String, _ activity: TimeShare.Activity) -> Int32 {
        let part = Program.Part(place: place, activity: activity)
        if let known = parts.firstIndex(of: part) { return Int32(known) }
        parts.append(part)
        return Int32(parts.count - 1)
    }

    /// The name of the next draw at that place of this operation.
    mutating func draw(_ place: String) -> UInt64 {
        let use = uses[place, default: 0]
        uses[place] = use + 1
        return stream.child(place).child(use).word
    }
}
