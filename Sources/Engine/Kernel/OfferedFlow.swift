// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// How often the requests that came in a window would visit each instruction, were nobody kept
/// waiting for ever on the way there.
///
/// Behind a queue that grows without end fewer arrive than are asked for, so that visits that were
/// counted there tell what comes through, not what the load asks for. Here the requests that came
/// flow through the instructions of their operations, which jump forward only: choices and
/// failures divide them by their probabilities, lookups by the hits that were measured, and what
/// turns requests away by the share that it turned away. What fails is tried again as its policy
/// has it; who waits too long or is turned away tries nothing again here.
struct OfferedFlow {
    /// Visits of each instruction in the window.
    private(set) var visits: [Double]

    private let program: Program
    /// By resource, the share of visits that go on.
    private let passing: [Double]
    /// By cache, the share of keys that were found; nil where none was looked up.
    private let hits: [Double?]
    /// By cache, the share of misses that are not served by another's fill.
    private let led: [Double]
    /// By guarded steps, attempts a request.
    private let attempts: [Double]
    /// By batch, its mean size.
    private let batchSizes: [Double]

    /// - Parameter arrived: requests that came, by operation.
    init(
        _ program: Program, arrived: [Int], passing: [Double], hits: [Double?], led: [Double],
        attempts: [Double], batchSizes: [Double]
    ) {
        self.program = program
        self.attempts = attempts
        self.batchSizes = batchSizes
        self.passing = passing
        self.hits = hits
        self.led = led
        visits = Array(repeating: 0, count: program.code.count)
        for (operation, count) in zip(program.operations, arrived) {
            flow(Double(count), from: operation.start)
        }
    }

    private mutating func flow(_ count: Double, from start: Int) {
        visits[start] = count
        // One word decides between several arms: how much of it those before have taken.
        var taken: [UInt64: Double] = [:]
        var pc = start
        while true {
            let instruction = program.code[pc]
            let here = visits[pc]
            let jump = Int(instruction.jump)
            switch instruction.opcode {
            case .serve, .attend, .acquire, .command:
                visits[pc + 1] += here * passing[Int(instruction.target)]
            case .delay, .release, .meter, .tally, .change, .submit:
                visits[pc + 1] += here
            case .lead:
                visits[pc + 1] += here * leading(at: pc)
            case .jump, .redirect:
                visits[jump] += here
            case .canary: divide(here, at: pc)
            case .branch:
                let share = Self.share(instruction.threshold)
                let before = taken[instruction.stream] ?? 0
                let goesOn = before < 1 ? min(max((share - before) / (1 - before), 0), 1) : 0
                taken[instruction.stream] = share
                visits[pc + 1] += here * goesOn
                visits[jump] += here * (1 - goesOn)
            case .fail:
                visits[pc + 1] += here * (1 - Self.share(instruction.threshold))
            case .lookup:
                let missed = hits[Int(instruction.target)].map { 1 - $0 } ?? 0
                visits[pc + 1] += here * Double(instruction.count) * missed
            case .fill:
                // All go on but those whose miss failed or was turned away.
                let lost = visits[jump] * leading(at: jump) - here
                visits[pc + 1] += max(visits[jump - 1] - lost, 0)
            case .fork:
                for branch in 1...Int(max(instruction.count, 1)) { visits[pc + branch] += here }
                visits[jump] += here
            case .enclose, .limit, .entrance, .invoke, .dismiss, .consume, .observe, .connect:
                // Past the opening of connections: in the long run they stand.
                visits[pc + 1] += here
            case .attempt, .start:
                // As if it were answered in the end; and work that goes on by itself.
                visits[pc + 1] += here * attempts(at: pc)
                visits[jump] += here
            case .gather:
                // One of a batch as large as were seen.
                visits[pc + 1] += here / batchSizes[Int(instruction.target)]
            case .scatter:
                visits[pc + 1] += visits[jump]
            case .join:
                break
            case .finish:
                return
            case .arrive, .arriveBatch, .think, .rest, .timer:
                preconditionFailure("an operation that runs into a source")
            }
            pc += 1
        }
    }

    /// Between a canary and the others; what else it does is not seen here.
    private mutating func divide(_ here: Double, at pc: Int) {
        let instruction = program.code[pc]
        let divides = instruction.count == CanaryTask.divide.rawValue
        let share = divides ? Self.share(instruction.threshold) : 0
        visits[pc + 1] += here * (1 - share)
        if divides { visits[Int(instruction.jump)] += here * share }
    }

    /// Attempts a request that an instruction begins.
    private func attempts(at pc: Int) -> Double {
        let instruction = program.code[pc]
        return instruction.opcode == .attempt ? attempts[Int(instruction.target)] : 1
    }

    /// The share of the misses that come to an instruction which go on to its steps.
    private func leading(at pc: Int) -> Double {
        let instruction = program.code[pc]
        return instruction.opcode == .lead ? led[Int(instruction.target)] : 1
    }

    /// The probability that a threshold stands for.
    private static func share(_ threshold: UInt64) -> Double {
        threshold == .max ? 1 : Double(threshold) * 0x1p-64
    }
}

extension GuardCounts {
    /// Attempts a request at steps of which a share q fails, were nobody turned away or impatient:
    ///
    ///     1 + q + … + q^(n - 1) = (1 - q^n) / (1 - q)
    ///
    /// and no more than a budget of retries has in the long run.
    func attemptsOfFailures(_ rule: GuardRule) -> Double {
        guard failed > 0, rule.retries(.failed) else { return 1 }
        let share = Double(failed) / Double(failed + answered)
        let most = Double(rule.mostAttempts)
        // What always fails and is tried for ever is tried as often as was seen.
        let wanted =
            answered > 0
            ? (1 - Elementary.power(share, most)) / (1 - share)
            : min(most, Double(attempts) / Double(max(entered, 1)))
        guard rule.budgetShare >= 0 else { return wanted }
        return min(wanted, 1 + Double(rule.budgetShare) / Double(GuardRule.oneRetry))
    }
}
