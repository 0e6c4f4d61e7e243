// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Guarded steps as the kernel reads them.
struct GuardRule: BitwiseCopyable {
    let operation: Int32
    /// The first instruction of the fallback, -1 for none; and that after all of it.
    var fallback: Int32 = -1
    var end: Int32 = 0
    /// Ns from the beginning of an attempt; `Kernel.never` for none.
    let timeout: Int64
    /// Whether an attempt that timed out leaves the line in which it waits.
    let withdraws: Bool
    let mostAttempts: Int32
    /// Bit k is set where the ending with that raw value is tried again.
    let retried: UInt8
    let jitter: Backoff.Jitter
    /// Where the pauses stand in the program's table; the last holds beyond.
    let firstPause: Int32
    let pauseCount: Int32
    /// The first guarded steps of the same operation and name: rounds of a repetition, say. They
    /// share a budget, a breaker and a row of the report.
    let leader: Int32
    /// Of a first attempt and at most, in billionths of a retry; -1 where there is no budget.
    let budgetShare: Int64
    let budgetMost: Int64
    /// Mixed with a request's key and the number of an attempt it names the attempt's draws, and
    /// with those that of the pause before it.
    let attemptStream: UInt64
    let pauseStream: UInt64
    /// -1 for none.
    let breaker: Int32
    /// Where the time of lost attempts and of pauses is added up, among the parts.
    let lostPart: Int32
    let pausePart: Int32

    /// What a retry costs of a budget.
    static let oneRetry: Int64 = 1_000_000_000

    func retries(_ ending: Ending) -> Bool { retried & (1 << ending.rawValue) != 0 }
}

/// Collects the guarded steps of a program.
struct GuardTable {
    private static let mostPauses = 10_000

    var rules: [GuardRule] = []
    private(set) var pauses: [Int64] = []
    private(set) var names: [String] = []
    private(set) var breakers: [BreakerRule] = []
    /// By whose it is.
    private var shared: [String: Int32] = [:]

    /// The first guarded steps of that name in an operation; those that come next where there is
    /// none.
    func leader(of name: String, in operation: Int) -> Int32 {
        let known = rules.indices.first {
            names[$0] == name && Int(rules[$0].operation) == operation
        }
        return Int32(known ?? rules.count)
    }

    mutating func add(_ rule: GuardRule, name: String) {
        rules.append(rule)
        names.append(name)
    }

    /// The breaker of a component or of guarded steps.
    mutating func add(_ breaker: Breaker?, of owner: String) -> Int32 {
        guard let breaker else { return -1 }
        if let known = shared[owner] { return known }
        let number = Int32(breakers.count)
        breakers.append(BreakerRule(breaker, after: breakers.last))
        shared[owner] = number
        return number
    }

    /// The pauses before the first retries, until they stay the same; where they begin, and how
    /// many there are.
    mutating func add(_ backoff: Backoff?) -> (first: Int32, count: Int32) {
        let first = pauses.count
        guard let backoff else { return (Int32(first), 0) }
        var pause = Double(backoff.base.nanoseconds)
        let cap = Double(backoff.cap.nanoseconds)
        repeat {
            pauses.append(Int64(min(pause, cap)))
            pause *= backoff.factor
        } while backoff.factor > 1 && pauses.count - first < Self.mostPauses
            && Double(pauses[pauses.count - 1]) < cap
        return (Int32(first), Int32(pauses.count - first))
    }
}

extension ProgramCompiler {
    /// The steps end in a `join`, the fallback runs into what comes after.
    mutating func emit(_ guarded: GuardedStep) {
        let owner = "operation \(operations.count) \(guarded.name)"
        emit(guarded, breaker: guards.add(guarded.policy.breaker, of: owner)) { compiler in
            for step in guarded.steps { compiler.emit(step) }
        }
    }

    /// A call of a component with a breaker.
    mutating func emit(_ step: Step, behind breaker: Breaker, of component: ComponentID) {
        let guarded = GuardedStep(
            name: model.component(component).name, steps: [step], policy: .none, fallback: nil)
        emit(guarded, breaker: guards.add(breaker, of: "component \(component.index)")) {
            compiler in
            compiler.emitAlone(step)
        }
    }

    private mutating func emit(
        _ guarded: GuardedStep, breaker: Int32, _ body: (inout ProgramCompiler) -> Void
    ) {
        usesParallel = true
        let number = guards.rules.count
        guards.add(rule(guarded, breaker), name: guarded.name)
        append(Instruction(opcode: .enclose, target: Int32(number), law: noTime))
        let attempt = code.count
        append(Instruction(opcode: .attempt, target: Int32(number), law: noTime))
        emitEntrance()
        body(&self)
        append(Instruction(opcode: .join, law: noTime))
        if let fallback = guarded.fallback {
            guards.rules[number].fallback = Int32(code.count)
            for step in fallback { emit(step) }
        }
        guards.rules[number].end = Int32(code.count)
        code[attempt].jump = Int32(code.count)
    }

    private mutating func rule(_ guarded: GuardedStep, _ breaker: Int32) -> GuardRule {
        let policy = guarded.policy
        let retry = policy.retry
        let pauses = guards.add(retry?.backoff)
        var retried: UInt8 = 0
        for failure in retry?.failures ?? [] { retried |= 1 << Ending(failure).rawValue }
        return GuardRule(
            operation: Int32(operations.count),
            timeout: policy.timeout?.nanoseconds ?? Kernel.never, withdraws: policy.withdraws,
            mostAttempts: retry.map { Int32(clamping: $0.attempts ?? .max) } ?? 1,
            retried: retried, jitter: retry?.backoff?.jitter ?? .none,
            firstPause: pauses.first, pauseCount: pauses.count,
            leader: guards.leader(of: guarded.name, in: operations.count),
            budgetShare: retry?.budget.map {
                Int64(($0.share.fraction * Double(GuardRule.oneRetry)).rounded())
            } ?? -1,
            budgetMost: Int64(retry?.budget?.reserve ?? 0) * GuardRule.oneRetry,
            attemptStream: draw("attempt"), pauseStream: draw("pause"), breaker: breaker,
            lostPart: part("lost attempts", .waiting), pausePart: part("backoff", .waiting))
    }
}
