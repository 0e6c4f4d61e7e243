// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Work that goes on by itself, as the kernel knows it.
struct JobPlan: Sendable {
    enum Owner: Hashable, Sendable {
        /// Started by an operation, by its number.
        case operation(Int)
        /// What a database's replicas do with each write.
        case replication(ComponentID)
    }

    let owner: Owner
    let name: String

    var database: ComponentID? {
        if case .replication(let id) = owner { id } else { nil }
    }
}

/// Collects the work of a program that nobody waits for.
struct JobTable {
    private(set) var plans: [JobPlan] = []
    /// The most parts that the time of any of it has.
    var mostParts = 0

    /// The number of a job; those of one owner and name are one.
    mutating func number(_ owner: JobPlan.Owner, _ name: String) -> Int {
        let known = plans.firstIndex { $0.owner == owner && $0.name == name }
        if let known { return known }
        plans.append(JobPlan(owner: owner, name: name))
        return plans.count - 1
    }
}

extension ProgramCompiler {
    mutating func emit(_ start: StartStep) {
        let job = jobs.number(.operation(operations.count), start.name)
        emitStart(job) { compiler in
            for step in start.steps { compiler.emit(step) }
        }
    }

    /// The work ends in a `join`, and whoever starts it goes on behind that. Its times are parts of
    /// its own, not of the request's.
    mutating func emitStart(_ job: Int, _ body: (inout ProgramCompiler) -> Void) {
        let outside = parts
        parts = []
        emitWork(job, isWaitedFor: false, body)
        jobs.mostParts = max(jobs.mostParts, parts.count)
        parts = outside
    }

    /// Work that is counted as such, and that the request waits for after all.
    mutating func emitWaited(_ job: Int, _ body: (inout ProgramCompiler) -> Void) {
        emitWork(job, isWaitedFor: true, body)
    }

    private mutating func emitWork(
        _ job: Int, isWaitedFor: Bool, _ body: (inout ProgramCompiler) -> Void
    ) {
        usesParallel = true
        let start = code.count
        append(
            Instruction(
                opcode: .start, target: Int32(job), count: isWaitedFor ? 1 : 0, law: noTime))
        body(&self)
        append(Instruction(opcode: .join, law: noTime))
        code[start].jump = Int32(code.count)
    }
}
