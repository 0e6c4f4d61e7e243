// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// A bucket of half units in whole numbers: what is in it counts in half units times 10^-9, so
/// that a nanosecond adds its rate exactly.
struct UnitBucket: BitwiseCopyable {
    var level: Int64
    var time: Int64 = 0

    init(halves: Int64) { level = halves * Self.half }

    static let half: Int64 = 1_000_000_000

    /// Fills up to now at a rate of half units a second, to at most so many.
    mutating func fill(_ now: Int64, rate: Int64, most: Int64) {
        let passed = now &- time
        time = now
        let full = most &* Self.half
        // Who would fill it in this time has no need of the product, which may be too large.
        level = passed >= (full &- level) / rate ? full : level &+ passed &* rate
    }

    func holds(_ halves: Int64) -> Bool { level >= halves &* Self.half }

    mutating func take(_ halves: Int64) { level -= halves &* Self.half }
}

/// What became of the requests to a table in the window, in half units.
struct TableCounts: BitwiseCopyable {
    /// Requests, and those turned away.
    var came = 0
    var throttled = 0
    /// Keys and pages, and those that found no units: of their partition, and of the table.
    var pieces = 0
    var readPieces = 0
    var beyondPartition = 0
    var readsBeyondPartition = 0
    var beyondTable = 0
    var readsBeyondTable = 0
    var read: Int64 = 0
    var written: Int64 = 0
    /// With what was turned away.
    var askedReads: Int64 = 0
    var askedWrites: Int64 = 0
    /// The most that was asked of a partition, of what it can give in the window.
    var hottestReads = 0.0
    var hottestWrites = 0.0
    /// Of the partition of which the most was asked: its part of the units consumed, and of what
    /// it can give in the window.
    var hottestShare = 0.0
    var hottestLoad = 0.0
}

/// The partitioned tables of a replication.
struct TableFloor: ~Copyable {
    /// Reads or writes of one table or partition.
    struct Meter: BitwiseCopyable {
        var bucket: UnitBucket
        /// Half units taken in the window, and asked for.
        var taken: Int64 = 0
        var asked: Int64 = 0
    }

    /// How much a table on demand has seen.
    struct Peak: BitwiseCopyable {
        /// Half units a second that it gives.
        var rate: Int64
        var minute: Int64 = 0
        var taken: Int64 = 0
        var highest: Int64 = 0
        var halfHour: Int64 = 0
    }

    static let readsOfPartition = 2 * Int64(PartitionedTable.readsOfPartition)
    static let writesOfPartition = 2 * Int64(PartitionedTable.writesOfPartition)
    private static let minute: Int64 = 60_000_000_000
    private static let minutesOfPeak: Int64 = 30

    private let rules: TableRules
    private let counts: FlatArray<TableCounts>
    /// Reads, then writes, of each table; the same of each partition.
    private let tables: FlatArray<Meter>
    private let peaks: FlatArray<Peak>
    private let partitions: FlatArray<Meter>

    init(_ program: Program) {
        rules = program.tableRules
        let rules = rules
        let count = rules.rules.count
        counts = FlatArray(repeating: TableCounts(), count: count)
        peaks = FlatArray(
            (0..<2 * count).map { index in
                let rule = rules.rules[index / 2]
                let rate = index % 2 == 0 ? rule.reads : rule.writes
                return Peak(rate: rule.isProvisioned ? rate : 2 * rate)
            })
        let peaks = peaks.base
        tables = FlatArray(
            (0..<2 * count).map { index in
                let seconds =
                    rules.rules[index / 2].isProvisioned ? Int64(PartitionedTable.burstSeconds) : 1
                return Meter(bucket: UnitBucket(halves: peaks[index].rate * seconds))
            })
        partitions = FlatArray(
            (0..<2 * rules.partitions).map { index in
                let limit = index % 2 == 0 ? Self.readsOfPartition : Self.writesOfPartition
                return Meter(bucket: UnitBucket(halves: limit))
            })
    }

    /// The draw of the lookup whose missing key is asked for; nil where it is none.
    func missed(_ number: Int) -> UInt64? {
        let stream = rules.accesses[number].missed
        return stream == 0 ? nil : stream
    }

    /// Takes what a request asks for whose keys are drawn from there on; false where something of
    /// it is not there. What is there is taken all the same, as a batch of DynamoDB does what it
    /// can.
    mutating func take(
        _ number: Int, _ keys: (first: UInt64, base: UInt64)?, key: UInt64, _ now: Int64
    ) -> Bool {
        let access = rules.accesses[number]
        let keys = keys ?? (0, key ^ access.stream)
        let rule = rules.rules[access.table]
        counts[access.table].came += 1
        var isWhole = true
        for index in 0..<access.keys {
            let halves = access.halves(of: index)
            guard halves > 0 else { continue }
            let partition = partition(access, rule, keys.first &+ UInt64(index), keys.base)
            if !take(halves, access, rule, partition, now) { isWhole = false }
        }
        if !isWhole { counts[access.table].throttled += 1 }
        return isWhole
    }

    mutating func forget() {
        counts.fill(TableCounts())
        for index in 0..<tables.count { (tables[index].taken, tables[index].asked) = (0, 0) }
        for index in 0..<partitions.count {
            (partitions[index].taken, partitions[index].asked) = (0, 0)
        }
    }

    /// What was counted in a window of so many seconds.
    mutating func counts(over window: Double) -> [TableCounts] {
        (0..<counts.count).map { table in
            var result = counts[table]
            result.read = tables[2 * table].taken
            result.written = tables[2 * table + 1].taken
            result.askedReads = tables[2 * table].asked
            result.askedWrites = tables[2 * table + 1].asked
            let rule = rules.rules[table]
            let whole = [Double(result.read), Double(result.written)]
            let limits = [Double(Self.readsOfPartition), Double(Self.writesOfPartition)]
            for partition in rule.first..<rule.first + rule.partitions {
                for side in 0...1 {
                    let most = limits[side] * window
                    let asked = Double(partitions[2 * partition + side].asked) / most
                    if side == 0 {
                        result.hottestReads = max(result.hottestReads, asked)
                    } else {
                        result.hottestWrites = max(result.hottestWrites, asked)
                    }
                    let taken = Double(partitions[2 * partition + side].taken)
                    let load = taken / most
                    guard load > result.hottestLoad else { continue }
                    result.hottestLoad = load
                    result.hottestShare = taken / whole[side]
                }
            }
            return result
        }
    }

    // MARK: Steps of the above

    private mutating func partition(
        _ access: AccessRule, _ rule: TableRule, _ index: UInt64, _ base: UInt64
    ) -> Int {
        if access.partition >= 0 { return rule.first &+ access.partition &+ Int(index) }
        let drawn = rules.samplers[access.sampler]?.draw.key(index, from: base)
        // Keys of another keyspace are other keys.
        let name = UInt64(drawn ?? 0) &+ UInt64(access.sampler) &<< 32
        let hash = SplitMix.mix(name)
        return rule.first &+ Int(hash.multipliedFullWidth(by: UInt64(rule.partitions)).high)
    }

    private mutating func take(
        _ halves: Int64, _ access: AccessRule, _ rule: TableRule, _ partition: Int, _ now: Int64
    ) -> Bool {
        let side = access.isWrite ? 1 : 0
        let limit = access.isWrite ? Self.writesOfPartition : Self.readsOfPartition
        let own = 2 * partition + side
        let whole = 2 * access.table + side
        counts[access.table].pieces += 1
        if !access.isWrite { counts[access.table].readPieces += 1 }
        partitions[own].asked += halves
        tables[whole].asked += halves
        partitions[own].bucket.fill(now, rate: limit, most: limit)
        fillTable(whole, rule, now)
        guard partitions[own].bucket.holds(halves) else {
            counts[access.table].beyondPartition += 1
            if !access.isWrite { counts[access.table].readsBeyondPartition += 1 }
            return false
        }
        guard tables[whole].bucket.holds(halves) else {
            counts[access.table].beyondTable += 1
            if !access.isWrite { counts[access.table].readsBeyondTable += 1 }
            return false
        }
        partitions[own].bucket.take(halves)
        partitions[own].taken += halves
        tables[whole].bucket.take(halves)
        tables[whole].taken += halves
        peaks[whole].taken += halves
        return true
    }

    private mutating func fillTable(_ whole: Int, _ rule: TableRule, _ now: Int64) {
        if !rule.isProvisioned { follow(whole, now) }
        let rate = peaks[whole].rate
        let seconds = rule.isProvisioned ? Int64(PartitionedTable.burstSeconds) : 1
        tables[whole].bucket.fill(now, rate: rate, most: rate * seconds)
    }

    /// The busiest minute of a half hour, where it was the busiest so far, sets what the table
    /// gives in the next: twice as much.
    private mutating func follow(_ whole: Int, _ now: Int64) {
        let minute = now / Self.minute
        guard minute != peaks[whole].minute else { return }
        let perSecond = (peaks[whole].taken + 59) / 60
        peaks[whole].highest = max(peaks[whole].highest, perSecond)
        peaks[whole].taken = 0
        peaks[whole].minute = minute
        let halfHour = minute / Self.minutesOfPeak
        guard halfHour != peaks[whole].halfHour else { return }
        peaks[whole].rate = max(peaks[whole].rate, 2 * peaks[whole].highest)
        peaks[whole].highest = 0
        peaks[whole].halfHour = halfHour
    }
}

extension Kernel {
    /// Takes the units of a request to a table; false where it is turned away.
    mutating func consume(_ slot: Int, _ pc: Int, _ now: Int64) -> Bool {
        let number = Int(code[pc].target)
        let keys = tableFloor.missed(number).flatMap { missingKey(slot, $0) }
        if tableFloor.take(number, keys, key: requests[slot].key, now) { return true }
        requests[slot].pc = Int32(truncatingIfNeeded: pc)
        reject(slot, now)
        return false
    }

    /// Which of the keys of a lookup is being filled, and from where they are drawn, as `fill` has
    /// it; nil for work that goes on by itself.
    private mutating func missingKey(_ slot: Int, _ stream: UInt64) -> (UInt64, UInt64)? {
        var request = slot
        while requests[request].missing == 0 {
            guard program.usesParallel, branchings[request].parent >= 0 else { return nil }
            request = Int(branchings[request].parent)
        }
        let missing = requests[request].missing
        let base = (requests[request].key ^ salt(missing)) ^ stream
        return (UInt64(missing.trailingZeroBitCount), base)
    }
}
