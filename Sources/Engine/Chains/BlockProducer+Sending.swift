// SPDX-License-Identifier: GPL-3.0-or-later

// What the platform sends to a chain, or holds back for a lower base fee.
extension BlockProducer {
    /// The platform wishes to send a transaction that serves so many requests; false where there is
    /// no room for it.
    mutating func submit(
        _ number: Int, serving members: Int = 1, owner: Int32, _ now: Int64
    ) -> Bool {
        let rule = rules[number]
        let transaction = PooledTransaction(
            gas: rule.gas &+ rule.gasEach &* UInt64(members), sentAt: now, owner: owner,
            rule: Int32(truncatingIfNeeded: number),
            bytes: rule.data &+ rule.dataEach &* UInt64(members))
        return take(transaction, now)
    }

    /// A batch of another chain, or a part of it; false where there is no room for it.
    mutating func post(_ number: Int, _ cargo: BatchCargo, _ now: Int64) -> Bool {
        let transaction = PooledTransaction(
            gas: cargo.gas, sentAt: now, owner: Outcome.owner(ofBatchesOf: rules[number].poster),
            rule: Int32(truncatingIfNeeded: number), bytes: cargo.calldata, blobs: cargo.blobs)
        return take(transaction, now)
    }

    private mutating func take(_ transaction: PooledTransaction, _ now: Int64) -> Bool {
        let number = Int(transaction.rule)
        submitCounts[number].sent += 1
        submitCounts[number].gasAsked += UInt128(transaction.gas)
        guard let index = pool.make(transaction) else {
            submitCounts[number].refused += 1
            return false
        }
        if baseFee > rules[number].holdAbove, rules[number].longestHold > 0 {
            hold(index, number)
        } else {
            send(index, now)
        }
        return true
    }

    private mutating func send(_ index: Int32, _ now: Int64) {
        let number = Int(pool.transactions[Int(index)].rule)
        let rule = rules[number]
        let cap = rule.feeCap(at: baseFee)
        pool.transactions[Int(index)].feeCap = cap
        pool.transactions[Int(index)].tipCap = min(rule.tip, cap)
        pool.transactions[Int(index)].block = self.number
        if rule.firstAccount >= 0 {
            pool.transactions[Int(index)].account = rule.firstAccount + lines[number].turn
            let turn = lines[number].turn + 1
            lines[number].turn = turn == rule.accounts ? 0 : turn
        }
        pool.enter(index, now)
    }

    private mutating func hold(_ index: Int32, _ number: Int) {
        submitCounts[number].held += 1
        heldCount += 1
        let tail = lines[number].tail
        if tail >= 0 {
            pool.transactions[Int(tail)].next = index
        } else {
            lines[number].head = index
        }
        lines[number].tail = index
    }

    /// Sends those whose base fee has come, or whose time is over.
    mutating func release(_ now: Int64) {
        for number in 0..<lines.count where lines[number].head >= 0 {
            let isCheap = baseFee <= rules[number].holdAbove
            while lines[number].head >= 0 {
                let index = lines[number].head
                let held = now &- pool.transactions[Int(index)].sentAt
                guard isCheap || held >= rules[number].longestHold else { break }
                if !isCheap { submitCounts[number].heldToEnd += 1 }
                lines[number].head = pool.transactions[Int(index)].next
                if lines[number].head < 0 { lines[number].tail = -1 }
                heldCount -= 1
                send(index, now)
            }
        }
    }

    /// Takes back what is still held back for that owner; false where it was sent, or stands too
    /// far behind others.
    mutating func takeBack(_ number: Int, owner: Int32) -> Bool {
        var (before, index) = (Int32(-1), lines[number].head)
        var left = Self.longestWalk
        while index >= 0, left > 0, pool.transactions[Int(index)].owner != owner {
            before = index
            index = pool.transactions[Int(index)].next
            left -= 1
        }
        guard index >= 0, left > 0 else { return false }
        let next = pool.transactions[Int(index)].next
        if before >= 0 {
            pool.transactions[Int(before)].next = next
        } else {
            lines[number].head = next
        }
        if lines[number].tail == index { lines[number].tail = before }
        heldCount -= 1
        submitCounts[number].takenBack += 1
        pool.discard(index)
        return true
    }

    /// The same bound as of lines before servers: who waited longest gives up first.
    private static var longestWalk: Int { 10_000 }
}
