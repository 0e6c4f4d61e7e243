// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// What became of attempts within one part of a run.
struct GuardPeriod: BitwiseCopyable {
    var entered = 0
    var attempts = 0
    var answered = 0

    mutating func add(_ other: GuardPeriod) {
        entered += other.entered
        attempts += other.attempts
        answered += other.answered
    }

    /// Attempts a request, and the share of requests that are answered; absent where few came.
    var amplification: Double? { entered >= 50 ? Double(attempts) / Double(entered) : nil }
    var goodput: Double? { entered >= 50 ? Double(answered) / Double(entered) : nil }
}

/// The attempts at guarded steps over the whole run, warm-up included, in periods of equal length:
/// enough to tell how a run ends from how it begins.
struct GuardHistory: ~Copyable {
    private static let periods = 64
    /// So many at each end are compared.
    private static let compared = 8

    private let cells: FlatArray<GuardPeriod>
    private let length: Int64

    init(_ program: Program) {
        let plan = program.model.run
        let end = plan.warmUp.time.nanoseconds + plan.duration.nanoseconds
        length = max(end / Int64(Self.periods), 1)
        cells = FlatArray(
            repeating: GuardPeriod(), count: program.guards.count * Self.periods)
    }

    func enter(_ number: Int, _ now: Int64) { cells[place(number, now)].entered += 1 }
    func attempt(_ number: Int, _ now: Int64) { cells[place(number, now)].attempts += 1 }
    func answer(_ number: Int, _ now: Int64) { cells[place(number, now)].answered += 1 }

    /// The first eighth of the planned run, and as much before its end.
    func ends(_ number: Int, until now: Int64) -> (first: GuardPeriod, last: GuardPeriod) {
        let reached = min(Int(now / length), Self.periods)
        let first = sum(number, 0..<min(Self.compared, reached))
        return (first, sum(number, max(reached - Self.compared, 0)..<reached))
    }

    /// The time that is compared at each end, in seconds.
    var comparedSeconds: Double { Double(length) * Double(Self.compared) * 1e-9 }

    private func sum(_ number: Int, _ range: Range<Int>) -> GuardPeriod {
        var total = GuardPeriod()
        for period in range { total.add(cells[number * Self.periods + period]) }
        return total
    }

    private func place(_ number: Int, _ now: Int64) -> Int {
        number * Self.periods + min(Int(now / length), Self.periods - 1)
    }
}
