// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Whether an operation takes those who come.
enum Entrance: UInt8 {
    case open
    /// Who comes is turned away at once.
    case refusing
    /// Who comes waits until all entrances are open again.
    case holding
}

/// What became of those who came to one operation during one stage.
struct EntranceCounts: BitwiseCopyable {
    var refused = 0
    /// Who was held in this stage, and of them who went on; their waits in ns.
    var held = 0
    var released = 0
    var waits = 0.0

    mutating func add(_ other: EntranceCounts) {
        refused += other.refused
        held += other.held
        released += other.released
        waits += other.waits
    }
}

/// The entrances of operations that stages of degradation close, who waits there, and who rests
/// meanwhile.
struct Entrances: ~Copyable {
    /// The stage that is in force; 0 for normal operation.
    var stage = 0
    /// By operation; empty without degradation, as is all else.
    let states: FlatArray<Entrance>
    /// By stage, 0 among them, then by operation.
    private let counts: FlatArray<EntranceCounts>
    private let operations: Int
    /// Requests that sources did not send, and the most that waited at once, by stage.
    let unasked: FlatArray<Int>
    let most: FlatArray<Int>

    /// Those who wait at all entrances, in the order in which they came; chained by `next`.
    private(set) var head: Int32 = -1
    private var tail: Int32 = -1
    private(set) var waiting = 0
    /// Time-weighted sum of `waiting`, in ns, up to `last`.
    private var area = 0.0
    private var last: Int64 = 0
    /// Users of sources that are paused, chained by `next`; -1 for none.
    var resting: Int32 = -1

    init(_ program: Program) {
        operations = program.operations.count
        let stages = program.control?.degradation.map { $0.stages.count } ?? 0
        states = FlatArray(repeating: .open, count: stages > 0 ? operations : 0)
        counts = FlatArray(repeating: EntranceCounts(), count: stages * operations)
        unasked = FlatArray(repeating: 0, count: stages)
        most = FlatArray(repeating: 0, count: stages)
    }

    func counts(_ stage: Int, _ operation: Int) -> EntranceCounts {
        counts[stage * operations + operation]
    }

    /// Another stage begins, and who waits does so in it.
    mutating func begin(_ next: Int) {
        stage = next
        most[stage] = max(most[stage], waiting)
    }

    func countRefusal(_ operation: Int) { counts[stage * operations + operation].refused += 1 }

    mutating func join(
        _ slot: Int, _ operation: Int, _ requests: borrowing FlatArray<Request>, _ now: Int64
    ) {
        settle(now)
        counts[stage * operations + operation].held += 1
        let number = Int32(truncatingIfNeeded: slot)
        if waiting > 0 { requests[Int(tail)].next = number } else { head = number }
        tail = number
        waiting += 1
        most[stage] = max(most[stage], waiting)
    }

    /// Nobody waits any more.
    mutating func empty(_ now: Int64) {
        settle(now)
        waiting = 0
    }

    func countRelease(_ stage: Int, _ operation: Int, after wait: Int64) {
        counts[stage * operations + operation].released += 1
        counts[stage * operations + operation].waits += Double(wait)
    }

    /// Time-weighted sum of those who waited since the start, in ns.
    mutating func area(until now: Int64) -> Double {
        settle(now)
        return area
    }

    private mutating func settle(_ now: Int64) {
        area += Double(waiting) * Double(now &- last)
        last = now
    }

    /// Forgets what was counted, not the state.
    func forget() {
        counts.fill(EntranceCounts())
        unasked.fill(0)
        most.fill(0)
        if waiting > 0 { most[stage] = waiting }
    }
}

extension ProgramCompiler {
    /// Where a request comes to the platform, if stages of degradation may close the operation:
    /// once an operation, within the attempts of whoever asks, and before all limits.
    mutating func emitEntrance() {
        let number = operations.count
        let id = OperationID(number)
        guard !hasEntrance, model.mayRefuse(id) || model.mayHold(id) else { return }
        hasEntrance = true
        append(
            Instruction(
                opcode: .entrance, waitPart: model.mayHold(id) ? part("on hold", .waiting) : 0,
                target: Int32(number), law: noTime))
    }
}
