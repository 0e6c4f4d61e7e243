// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// A traffic source within one replication.
struct SourceState {
    enum Kind {
        case open
        case closed(UserSchedule)
    }

    let kind: Kind
    /// What the keys of its requests are made from.
    let key: StreamKey
    /// True where the number of users never changes.
    let isSteady: Bool
    /// Of an open source; that of a closed one never rings.
    private var clock: ArrivalClock
    private var batches: BatchSizes?
    /// Where there is only one operation; else -1.
    private let only: Int
    private let mix: [UInt64]
    private let operations: [Int]
    private let mixStream: UInt64

    /// - Parameter end: when the run ends, in ns.
    init(_ source: TrafficSource, root: StreamKey, end: Int64) {
        key = root.child(source.name).child("requests")
        mixStream = StreamKey(seed: 0).child("source").child(source.name).child("mix").word
        switch source.demand {
        case .open(let open):
            kind = .open
            isSteady = true
            clock = ArrivalClock(
                open, stream: root.child(source.name).child("arrivals"), ziggurat: .standard,
                end: end)
            if !open.batch.isOne {
                batches = BatchSizes(
                    open.batch, stream: root.child(source.name).child("batches"))
            }
        case .closed(let closed):
            kind = .closed(UserSchedule(closed))
            clock = ArrivalClock(never: root)
            isSteady = closed.stages.isEmpty && closed.cycle == nil
        }
        var total = 0.0
        var thresholds: [UInt64] = []
        for share in source.mix {
            total += share.share.fraction
            thresholds.append(total > 1 - 1e-9 ? .max : threshold(total))
        }
        mix = thresholds
        operations = source.mix.map(\.operation.index)
        only = operations.count == 1 ? operations[0] : -1
    }

    @inline(__always)
    mutating func nextArrival(after now: Int64) -> Int64? {
        clock.next(after: now)
    }

    /// How many requests come with the next arrival.
    mutating func nextBatch() -> Int { batches?.next() ?? 1 }

    /// The operation of the request with that key.
    @inline(__always)
    func operation(_ key: UInt64) -> Int {
        if only >= 0 { return only }
        let bits = SplitMix.mix(key ^ mixStream)
        var index = 0
        while index < operations.count - 1, bits >= mix[index] { index += 1 }
        return operations[index]
    }

    func activation(of user: Int, notBefore now: Int64) -> Int64? {
        guard case .closed(let schedule) = kind else { return nil }
        return schedule.activation(of: user, notBefore: now)
    }

    func isActive(_ user: Int, at now: Int64) -> Bool {
        guard case .closed(let schedule) = kind else { return false }
        return schedule.isActive(user, at: now)
    }
}
