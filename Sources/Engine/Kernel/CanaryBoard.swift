// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// A canary, compiled: which requests it gets, and where they are served.
struct CanaryPlan: Sendable {
    let component: ComponentID
    let canary: PodCanary
    /// The resource of its own pods.
    let resource: Int
    /// Operations that use the pods.
    let operations: [Int]
    let start: Int64
    let end: Int64
    let threshold: UInt64
}

/// What requests that came while a canary lasted met, by canary, operation and version.
struct CanaryBoard: ~Copyable {
    struct Tally: BitwiseCopyable {
        var completed = 0
        var failed = 0
        /// Of those completed, in ns.
        var latencySum = 0.0
    }

    /// By canary, then by the program's operations, then stable and canary.
    let tallies: FlatArray<Tally>
    let histograms: [LatencyHistogram]
    private let operations: Int

    init(_ program: Program) {
        operations = program.operations.count
        let count = program.canaries.count * operations * 2
        tallies = FlatArray(repeating: Tally(), count: count)
        histograms = (0..<count).map { _ in LatencyHistogram() }
    }

    func place(_ canary: Int, _ operation: Int, isCanary: Bool) -> Int {
        (canary * operations + operation) * 2 + (isCanary ? 1 : 0)
    }

    func forget() {
        tallies.fill(Tally())
        for histogram in histograms { histogram.reset() }
    }
}

/// What the instruction `canary` does, by its count.
enum CanaryTask: Int32 {
    /// Gives a request that comes to an operation to the new version, or not.
    case choose
    /// Goes on with requests of the stable version, and jumps with the others.
    case divide
    /// Notes an answered request.
    case note
}

/// Requests that are served by pods of a new version.
extension Kernel {
    /// Where a request goes on after the instruction.
    mutating func canary(_ slot: Int, _ pc: Int, _ now: Int64) -> Int {
        let number = Int(code[pc].target)
        switch CanaryTask(rawValue: code[pc].count) {
        case .choose:
            choose(slot, pc, number, now)
        case .divide:
            return isOfCanary(slot, number) ? Int(code[pc].jump) : pc &+ 1
        case .note:
            noteAnswer(slot, number, now)
        case nil:
            preconditionFailure("a canary without a task")
        }
        return pc &+ 1
    }

    /// In the place of a request's pod: one of the new version, which it gets when it comes there,
    /// as others do.
    private static let anyOfCanary: Int32 = -2

    /// A request of the new version keeps to it, whatever it tries again.
    private mutating func choose(_ slot: Int, _ pc: Int, _ number: Int, _ now: Int64) {
        guard isOpen(number, at: now) else { return }
        let bits = SplitMix.mix(requests[slot].key ^ code[pc].stream)
        guard bits < program.canaries[number].threshold else { return }
        let group = program.canaries[number].resource
        chosen[slot &* stickyGroups &+ Int(groups[group].stickiness)] = Self.anyOfCanary
    }

    private mutating func isOpen(_ number: Int, at time: Int64) -> Bool {
        time >= program.canaries[number].start && time < program.canaries[number].end
    }

    private mutating func isOfCanary(_ slot: Int, _ number: Int) -> Bool {
        let group = program.canaries[number].resource
        let first = Int(groups[group].first)
        let pod = chosen[slot &* stickyGroups &+ Int(groups[group].stickiness)]
        if pod == Self.anyOfCanary { return true }
        return Int(pod) >= first && Int(pod) < first &+ Int(groups[group].members)
    }

    private mutating func noteAnswer(_ slot: Int, _ number: Int, _ now: Int64) {
        guard !isLost(slot) else { return noteFailure(slot, number) }
        guard let place = place(of: slot, number) else { return }
        let time = now &- requests[slot].arrival
        canaries.tallies[place].completed += 1
        canaries.tallies[place].latencySum += Double(time)
        canaries.histograms[place].record(time)
    }

    /// A request has ended without an answer.
    @inline(never)
    mutating func noteFailure(_ slot: Int) {
        for number in program.canaries.indices { noteFailure(slot, number) }
    }

    private mutating func noteFailure(_ slot: Int, _ number: Int) {
        guard let place = place(of: slot, number) else { return }
        canaries.tallies[place].failed += 1
    }

    /// Where a request is counted; nil where it came at another time or has nothing to do with it.
    private mutating func place(of slot: Int, _ number: Int) -> Int? {
        let operation = Int(requests[slot].operation) % program.operations.count
        guard isOpen(number, at: requests[slot].arrival),
            program.canaries[number].operations.contains(operation)
        else { return nil }
        return canaries.place(number, operation, isCanary: isOfCanary(slot, number))
    }
}

extension ProgramCompiler {
    /// The canaries that requests of an operation may come to.
    func canaries(of operation: Int) -> [Int] {
        canaryPlans.indices.filter { canaryPlans[$0].operations.contains(operation) }
    }

    func makeCanaryPlans() -> [CanaryPlan] {
        model.components.indices.compactMap { index in
            let id = ComponentID(index)
            guard let canary = model.canary(of: id), let resource = resources.index(id, .canary)
            else { return nil }
            return CanaryPlan(
                component: id, canary: canary, resource: resource,
                operations: model.operations.indices.filter {
                    model.uses(model.operations[$0], id)
                },
                start: canary.start.nanoseconds, end: canary.end?.nanoseconds ?? .max,
                threshold: threshold(canary.share.fraction))
        }
    }

    mutating func emitCanaries(_ task: CanaryTask) {
        for number in canaries(of: operations.count) {
            let name = model.component(canaryPlans[number].component).name
            append(
                Instruction(
                    opcode: .canary, target: Int32(number), count: task.rawValue,
                    stream: task == .choose ? draw("\(name) canary") : 0, law: noTime))
        }
    }

    /// A step of the stable version, and behind it the same on pods of the new one.
    mutating func emitDivided(_ serve: ServeStep, _ stable: (inout ProgramCompiler) -> Void) {
        guard let number = canaryPlans.firstIndex(where: { $0.component == serve.component }) else {
            stable(&self)
            return
        }
        let plan = canaryPlans[number]
        let share = plan.canary.share.fraction * plan.canary.presence(in: model.run)
        let start = code.count
        append(
            Instruction(
                opcode: .canary, target: Int32(number), count: CanaryTask.divide.rawValue,
                threshold: threshold(share), law: noTime))
        stable(&self)
        let end = code.count
        append(Instruction(opcode: .jump, law: noTime))
        code[start].jump = Int32(code.count)
        emitOfCanary(serve, plan)
        code[end].jump = Int32(code.count)
    }

    private mutating func emitOfCanary(_ serve: ServeStep, _ plan: CanaryPlan) {
        guard let time = try? serve.time.scaled(by: plan.canary.slowdown) else {
            preconditionFailure("a time beyond what its model allows")
        }
        let resource = resources.resources[plan.resource]
        if plan.canary.failures > .zero {
            append(
                Instruction(
                    opcode: .fail, stream: draw("\(resource.name) failure"),
                    threshold: threshold(plan.canary.failures.fraction), law: noTime))
        }
        let isPlain = resource.discipline.isPlain
        emitServe(
            isPlain ? .serve : .attend, time, at: plan.resource, routing: .pod,
            count: isPlain ? 0 : priority - 1)
    }
}
