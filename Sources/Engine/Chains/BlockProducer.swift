// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

/// A chain in a replication: slot after slot a block is filled with transactions of the platform
/// and gas of others, in the order of the protocol, and moves the base fee.
///
/// It knows nothing of requests: whoever sends a transaction may name an owner, and finds that name
/// among the outcomes of the block that includes it.
///
/// - Note: Others are one flow, so what they offer fits any rest of a block; a transaction of the
///   platform is whole. Who gives a transaction up sends another of its nonce at once, so that none
///   is missing. Not here: the least tip that a miner takes, how many transactions of an account a
///   pool keeps, gas limits that move, caps on what blobs cost, and the footprint of data on OP
///   chains. Sources: EIP-1559; go-ethereum miner and core/txpool (order by effective tip of the
///   accounts' heads, ties by when they were seen; replacement).
struct BlockProducer: ~Copyable {
    struct Outcome: BitwiseCopyable {
        var owner: Int32 = -1
        var isIncluded = false

        /// The owner of what carries the batches of a chain, by its place.
        static func owner(ofBatchesOf chain: Int32) -> Int32 { -2 - chain }

        /// The chain of whose batches this carries a part, by its place; nil for none.
        var poster: Int? { owner < -1 ? Int(-2 - owner) : nil }
    }

    /// A line of transactions that are held back for a lower base fee.
    struct Line: BitwiseCopyable {
        var head: Int32 = -1
        var tail: Int32 = -1
        /// The next account of the rule.
        var turn: Int32 = 0
    }

    private let interval: Int64
    private let parts: Int
    private let gasLimit: UInt64
    private let lifetime: Int64
    private let paysTips: Bool
    private let missedThreshold: UInt64
    private let missedStream: StreamKey
    let rules: FlatArray<SubmitRule>

    private(set) var market: FeeMarket
    private(set) var blobs: BlobMarket
    var pool: Mempool
    private var others: OtherFlow
    private var data: DataCharge
    private var heads = HeadHeap()
    let lines: FlatArray<Line>
    var heldCount = 0

    /// The block that the last tick built, or built a part of.
    var present: Int64 { part == 0 ? number : number + 1 }

    /// Set from outside: while it stands still no block is made.
    var isHalted = false
    /// Blocks made so far, and slots begun.
    private(set) var number: Int64 = 0
    private var slot: UInt64 = 0
    private var part = 0
    private var isSkipped = false
    /// The least tip of the platform's transactions, and what others with higher ones offer the
    /// block that is being built.
    private let leastTip: UInt128
    private var dearer: UInt64 = 0
    /// Gas used in the block that is being built, and when its last part was.
    private var used: UInt64 = 0
    private var ownUsed: UInt64 = 0
    private var builtAt: Int64 = 0
    /// What goes to the chain below with the next batch.
    private var unposted = Unposted()
    /// Since the chain began to be watched.
    private(set) var counts = BlockCounts()
    let submitCounts: FlatArray<SubmitCounts>
    /// Of the time until a block, and of base fees.
    let waits = LatencyHistogram()
    private(set) var baseFees = FeeHistogram()
    /// Of the last tick.
    private(set) var outcomes = FlatArray(repeating: Outcome(), count: 16)
    private(set) var outcomeCount = 0
    /// A fee that 128 bits do not hold: from then on there are no blocks.
    private(set) var failure: FeeError?

    init(_ plan: ChainPlan, stream: StreamKey) {
        let blocks = plan.rules
        interval = blocks.interval.nanoseconds
        parts = blocks.parts
        gasLimit = blocks.gasLimit.units
        lifetime = blocks.lifetime.nanoseconds
        paysTips = blocks.order == .tip
        leastTip = paysTips ? plan.submits.map(\.tip).min() ?? 0 : 0
        missedThreshold = threshold(blocks.missed.fraction)
        missedStream = stream.child("missed")
        rules = FlatArray(plan.submits)
        market = FeeMarket(blocks.pricing)
        pool = Mempool(accounts: plan.accounts)
        blobs = BlobMarket(plan.blobs, stream: stream.child("blobs"))
        data = DataCharge(plan.dataFee, kinds: plan.submits.count)
        others = OtherFlow(plan.others, paysTips: paysTips, stream: stream.child("others"))
        lines = FlatArray(repeating: Line(), count: plan.submits.count)
        submitCounts = FlatArray(repeating: SubmitCounts(), count: plan.submits.count)
        others.meet(market.baseFee)
    }

    /// From one tick to the next; blocks are made at whole multiples of the interval.
    var tickInterval: Int64 { interval / Int64(parts) }

    var baseFee: UInt128 { market.baseFee.wei }

    /// Data costs from now on what the chain below asks for.
    mutating func follow(baseFee: WeiPerGas, blobBaseFee: WeiPerGas?) {
        data.follow(baseFee: baseFee, blobBaseFee: blobBaseFee)
    }

    /// What a batch takes that goes now; nil where no block was made since the last one.
    mutating func takeBatch() -> Unposted.Batch? { unposted.take(through: number) }

    mutating func giveBack(_ rest: Unposted.Batch) { unposted.giveBack(rest) }

    // MARK: Blocks

    /// The time of a block comes, or of a part of it.
    mutating func tick(_ now: Int64) {
        outcomeCount = 0
        if part == 0 { beginSlot(now) }
        part += 1
        // Also where no block is made: who waits for one must not wait for ever.
        if pool.count > 0 { dropExpired(now) }
        if !isSkipped {
            build(now)
            if part == parts { close(now) }
        }
        if part == parts { part = 0 }
    }

    private mutating func beginSlot(_ now: Int64) {
        slot &+= 1
        used = 0
        ownUsed = 0
        dearer = 0
        isSkipped = true
        if isHalted || failure != nil {
            counts.halted += 1
        } else if missedStream.draw(slot) < missedThreshold {
            counts.missed += 1
        } else {
            isSkipped = false
            if market.open(now) { others.meet(market.baseFee) }
        }
    }

    private mutating func build(_ now: Int64) {
        let allowed =
            part == parts ? gasLimit : gasLimit / UInt64(parts) * UInt64(part)
        let room = allowed &- used
        let offered = others.isPresent ? others.offered(from: builtAt, to: now, slot: slot) : 0
        // Who pays no more leaves, and ours stay and become the first seen.
        if offered > 0 { dearer &+= others.ahead(ofTip: leastTip, seen: 0, of: offered) }
        var own: UInt64 = 0
        if pool.count > 0 {
            own =
                pool.gas &+ offered <= room
                ? includeAll(now) : includeBest(room, offered, now)
        }
        ownUsed &+= own
        used &+= min(room, own &+ offered)
        builtAt = now
    }

    private mutating func close(_ now: Int64) {
        number += 1
        counts.blocks += 1
        counts.gas += UInt128(used)
        counts.ownGas += UInt128(ownUsed)
        counts.room += Double(gasLimit &- min(gasLimit, dearer))
        if used == gasLimit { counts.full += 1 }
        counts.baseFees += baseFee.nearest
        baseFees.record(baseFee)
        unposted.closeBlock()
        do {
            if blobs.isPresent {
                try blobs.close(slot: slot, baseFee: market.baseFee, now)
            }
            try market.close(used: Gas(used), of: Gas(gasLimit), now)
        } catch {
            failure = error
        }
        others.meet(market.baseFee)
        release(now)
    }

    /// There is room for all: each goes in that pays the base fee. Gives their gas.
    private mutating func includeAll(_ now: Int64) -> UInt64 {
        var own: UInt64 = 0
        // An account that has sent all leaves its place to one behind it.
        var place = pool.activeCount - 1
        while place >= 0 {
            let account = Int(pool.active[place])
            while pool.accounts[account].head >= 0 {
                let carried = pool.transactions[Int(pool.accounts[account].head)].blobs
                guard let tip = effectiveTip(of: account), blobs.takes(carried) else {
                    leave(account, now)
                    break
                }
                own &+= include(account, tip: tip, now)
            }
            place -= 1
        }
        return own
    }

    /// Those with the best tips go in, among others and as far as there is room. Gives their gas.
    private mutating func includeBest(
        _ room: UInt64, _ offered: UInt64, _ now: Int64
    ) -> UInt64 {
        var place = pool.activeCount - 1
        while place >= 0 {
            let account = Int(pool.active[place])
            compete(account, now)
            place -= 1
        }
        var own: UInt64 = 0
        var ahead: UInt64 = 0
        while let best = heads.pop() {
            let account = Int(best.account)
            let transaction = pool.transactions[Int(pool.accounts[account].head)]
            let seen = seenFraction(transaction.seenAt, now)
            ahead = max(ahead, others.ahead(ofTip: best.tip, seen: seen, of: offered))
            guard ahead &+ own &+ transaction.gas <= room, blobs.takes(transaction.blobs) else {
                leave(account, now)
                continue
            }
            own &+= include(account, tip: best.tip, now)
            compete(account, now)
        }
        return own
    }

    /// Enters the head of an account in the contest, where it has one that pays the base fee.
    private mutating func compete(_ account: Int, _ now: Int64) {
        guard pool.accounts[account].head >= 0 else { return }
        guard let tip = effectiveTip(of: account) else {
            leave(account, now)
            return
        }
        let sequence = pool.transactions[Int(pool.accounts[account].head)].sequence
        heads.push(
            HeadHeap.Head(
                tip: tip, sequence: sequence, account: Int32(truncatingIfNeeded: account)))
    }

    /// min(tip cap, fee cap - base fee) of the head of an account; nil below the base fee.
    private func effectiveTip(of account: Int) -> UInt128? {
        let head = Int(pool.accounts[account].head)
        let cap = pool.transactions[head].feeCap
        guard cap >= baseFee else { return nil }
        return paysTips ? min(pool.transactions[head].tipCap, cap - baseFee) : 0
    }

    /// The fraction of the time since the last block, or part, at which it was seen.
    private func seenFraction(_ seenAt: Int64, _ now: Int64) -> Double {
        guard seenAt > builtAt, now > builtAt else { return 0 }
        return Double(seenAt &- builtAt) / Double(now &- builtAt)
    }

    /// Gives up what has waited for too long, of each account from its head on. Batches never: what
    /// they carry must come to the chain below.
    private mutating func dropExpired(_ now: Int64) {
        var place = pool.activeCount - 1
        while place >= 0 {
            let account = Int(pool.active[place])
            while pool.accounts[account].head >= 0 {
                let index = pool.accounts[account].head
                let transaction = pool.transactions[Int(index)]
                guard now &- transaction.enteredAt >= lifetime,
                    rules[Int(transaction.rule)].poster < 0
                else { break }
                _ = pool.takeHead(of: account)
                submitCounts[Int(transaction.rule)].expired += 1
                tell(transaction.owner, isIncluded: false)
                pool.discard(index)
            }
            place -= 1
        }
    }

    /// The head of an account finds no place in this block.
    private mutating func leave(_ account: Int, _ now: Int64) {
        let index = pool.accounts[account].head
        let transaction = pool.transactions[Int(index)]
        let number = Int(transaction.rule)
        let rule = rules[number]
        // The block that is being built counts, as it is as good as made.
        let hasBlobs = transaction.blobs > 0
        guard rule.raiseAfter > 0, part == parts,
            self.number &+ 1 &- transaction.block >= rule.raiseAfter,
            let least = SubmitRule.raised(transaction.feeCap, hasBlobs: hasBlobs),
            least <= rule.highestCap,
            let tip = SubmitRule.raised(transaction.tipCap, hasBlobs: hasBlobs),
            tip <= rule.highestTip || transaction.feeCap < baseFee
        else { return }
        submitCounts[number].raised += 1
        pool.raise(
            index, feeCap: max(least, rule.feeCap(at: baseFee)), tipCap: tip,
            block: self.number + 1, now)
    }

    /// The head of an account is in the block. Gives its gas.
    private mutating func include(_ account: Int, tip: UInt128, _ now: Int64) -> UInt64 {
        let index = pool.takeHead(of: account)
        let transaction = pool.transactions[Int(index)]
        let number = Int(transaction.rule)
        let waited = now &- transaction.sentAt
        submitCounts[number].included += 1
        submitCounts[number].gas += UInt128(transaction.gas)
        submitCounts[number].waited += Double(waited)
        waits.record(waited)
        unposted.include(bytes: transaction.bytes)
        if transaction.blobs > 0 { blobs.include(transaction.blobs) }
        do {
            try charge(transaction, tip: tip)
        } catch {
            failure = error
        }
        tell(transaction.owner, isIncluded: true)
        pool.discard(index)
        return transaction.gas
    }

    private mutating func charge(
        _ transaction: PooledTransaction, tip: UInt128
    ) throws(FeeError) {
        let number = Int(transaction.rule)
        let extra = try data.fee(
            number, bytes: transaction.bytes, gas: transaction.gas, baseFee: baseFee)
        let fee = try TransactionFee(
            gas: transaction.gas, baseFee: baseFee, tip: tip, extra: extra,
            blobGas: transaction.blobs &* BlobMarket.gasPerBlob,
            blobBaseFee: blobs.baseFee.wei)
        let spent = try TransactionFee.sum(submitCounts[number].spent, fee.total)
        submitCounts[number].spent = spent
        // No more than what is spent, so they fit as well.
        submitCounts[number].extra += fee.extra
        submitCounts[number].blobs &+= transaction.blobs
        submitCounts[number].blobsSpent += fee.blobs
    }

    private mutating func tell(_ owner: Int32, isIncluded: Bool) {
        guard owner != -1 else { return }
        if outcomeCount == outcomes.count { outcomes.grow(to: 2 * outcomeCount) }
        outcomes[outcomeCount] = Outcome(owner: owner, isIncluded: isIncluded)
        outcomeCount += 1
    }

    // MARK: Measuring

    var submits: [SubmitCounts] { (0..<submitCounts.count).map { submitCounts[$0] } }

    /// Sent or held back, and in no block yet.
    var pending: Int { pool.count + heldCount }

    /// Forgets what was counted, not the state.
    mutating func forget() {
        counts = BlockCounts()
        submitCounts.fill(SubmitCounts())
        waits.reset()
        baseFees.forget()
        blobs.forget()
    }
}
