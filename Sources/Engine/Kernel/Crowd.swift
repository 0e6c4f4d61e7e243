// SPDX-License-Identifier: GPL-3.0-or-later

/// What became of the visits to a station with a discipline of its own.
struct CrowdCounts: BitwiseCopyable {
    /// All that came.
    var arrived = 0
    /// Those that did not join.
    var balked = 0
    /// Those that had to wait.
    var waited = 0
    /// Those that left the queue unserved.
    var abandoned = 0

    mutating func add(_ other: CrowdCounts) {
        arrived += other.arrived
        balked += other.balked
        waited += other.waited
        abandoned += other.abandoned
    }
}

/// What a station with a discipline of its own holds besides its counts and areas: who waits, who
/// is served, and how many were there.
struct Crowd: BitwiseCopyable {
    /// So many numbers present are told apart; the last stands for all beyond.
    static let states = 32

    var waiting: RankedLines
    /// Those whose service may be interrupted, the latest last.
    var serving: RankedLines
    var shared = SharedService()
    /// How many stand in `waiting`.
    var queued: Int32 = 0
    var counts = CrowdCounts()
    /// Time in ns by number present.
    private let times: UnsafeMutablePointer<Double>
    private let lastState: Int

    /// For a station of that rule, or for one that is plainly FCFS and uses none of this. The
    /// memory is freed by `release`, as a trivial type has no end of its own.
    init(_ rule: StationRule?) {
        let ranks = rule?.usesPriorities == true ? RankedLines.ranks : 1
        waiting = RankedLines(ranks: ranks)
        serving = RankedLines(ranks: rule?.order == .preemption ? ranks : 1)
        lastState = rule == nil ? 0 : Self.states - 1
        times = .allocate(capacity: lastState + 1)
        times.initialize(repeating: 0, count: lastState + 1)
    }

    func release() {
        waiting.release()
        serving.release()
        shared.release()
        times.deallocate()
    }

    func time(withPresent count: Int) -> Double { times[count] }

    /// So many were present for that time.
    @inline(__always)
    func observe(_ present: Int32, _ elapsed: Int64) {
        times[min(Int(present), lastState)] += Double(elapsed)
    }

    /// Forgets what was measured, not the state.
    mutating func forget() {
        counts = CrowdCounts()
        times.update(repeating: 0, count: lastState + 1)
    }
}

/// The crowds of a replication, one for each station where any has a discipline of its own; it owns
/// their memory.
struct Crowds: ~Copyable {
    private let crowds: FlatArray<Crowd>

    init(_ program: Program) {
        guard program.usesDisciplines else {
            crowds = FlatArray([])
            return
        }
        crowds = FlatArray(
            program.resources.enumerated().flatMap { index, resource in
                let rule = resource.discipline.isPlain ? nil : program.rules[index]
                return (0..<(resource.kind == .node ? 0 : resource.members)).map { _ in
                    Crowd(rule)
                }
            })
    }

    deinit {
        for index in 0..<crowds.count { crowds[index].release() }
    }

    var count: Int { crowds.count }

    @inline(__always)
    subscript(index: Int) -> Crowd {
        get { crowds[index] }
        nonmutating _modify { yield &crowds[index] }
    }
}
