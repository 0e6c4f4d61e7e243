// SPDX-License-Identifier: GPL-3.0-or-later

/// A transaction of the platform that waits for a block, or for a lower base fee.
struct PooledTransaction: BitwiseCopyable {
    var feeCap: UInt128 = 0
    var tipCap: UInt128 = 0
    var gas: UInt64 = 0
    /// The order in which the pool saw it, in its present form.
    var sequence: UInt64 = 0
    /// When the platform wished to send it, when it came to the pool, and when the pool saw its
    /// present form.
    var sentAt: Int64 = 0
    var enteredAt: Int64 = 0
    var seenAt: Int64 = 0
    /// The block before which it took its present form.
    var block: Int64 = 0
    var account: Int32 = -1
    /// The next nonce of its account, or the next in the line or chain that it is in; -1 for none.
    var next: Int32 = -1
    /// Who wants to know what becomes of it; -1 for nobody.
    var owner: Int32 = -1
    /// The submit rule by which it was sent.
    var rule: Int32 = 0
    /// Its data after compression, and the blobs that it carries.
    var bytes: UInt64 = 0
    var blobs: UInt64 = 0
}

/// The platform's own transactions that wait for a block: of each account in the order of its
/// nonces, so that only its first, the head, may be included.
struct Mempool: ~Copyable {
    struct Account: BitwiseCopyable {
        var head: Int32 = -1
        var tail: Int32 = -1
        /// Its place among those that have something to send; of one that is no more, the next
        /// such; -1 for neither.
        var place: Int32 = -1
    }

    /// Beyond it a transaction is refused.
    static let mostTransactions = 1 << 20

    private(set) var transactions: FlatArray<PooledTransaction>
    private(set) var accounts: FlatArray<Account>
    /// Accounts that have something to send, in no order of their own.
    private(set) var active: FlatArray<Int32>
    private(set) var activeCount = 0
    /// Gas of all that wait.
    private(set) var gas: UInt64 = 0
    private(set) var count = 0
    private var used = 0
    private var unused: Int32 = -1
    private var accountsUsed: Int
    private var unusedAccount: Int32 = -1
    /// Accounts that stay; others are of one transaction.
    private let lasting: Int
    private var seen: UInt64 = 0

    init(accounts lasting: Int) {
        self.lasting = lasting
        accountsUsed = lasting
        transactions = FlatArray(repeating: PooledTransaction(), count: 64)
        accounts = FlatArray(repeating: Account(), count: lasting + 64)
        active = FlatArray(repeating: 0, count: lasting + 64)
    }

    /// A record for a transaction; nil where there is no room.
    mutating func make(_ transaction: PooledTransaction) -> Int32? {
        var index = unused
        if index >= 0 {
            unused = transactions[Int(index)].next
        } else {
            guard used < Self.mostTransactions else { return nil }
            if used == transactions.count { transactions.grow(to: 2 * used) }
            index = Int32(truncatingIfNeeded: used)
            used += 1
        }
        transactions[Int(index)] = transaction
        return index
    }

    /// Gives a record back.
    mutating func discard(_ index: Int32) {
        transactions[Int(index)].next = unused
        unused = index
    }

    /// A transaction becomes the last of its account, which is a new one where it has none.
    mutating func enter(_ index: Int32, _ now: Int64) {
        let slot = Int(index)
        if transactions[slot].account < 0 { transactions[slot].account = freshAccount() }
        let account = Int(transactions[slot].account)
        transactions[slot].next = -1
        transactions[slot].enteredAt = now
        transactions[slot].seenAt = now
        transactions[slot].sequence = nextSequence()
        let tail = accounts[account].tail
        accounts[account].tail = index
        if tail >= 0 {
            transactions[Int(tail)].next = index
        } else {
            accounts[account].head = index
            activate(account)
        }
        gas &+= transactions[slot].gas
        count += 1
    }

    /// The head of an account leaves; its record stays until it is given back.
    mutating func takeHead(of account: Int) -> Int32 {
        let index = accounts[account].head
        let next = transactions[Int(index)].next
        gas &-= transactions[Int(index)].gas
        count -= 1
        accounts[account].head = next
        if next < 0 {
            accounts[account].tail = -1
            deactivate(account)
        }
        return index
    }

    /// A transaction takes a new form with higher caps, and its place in line by when it did.
    mutating func raise(
        _ index: Int32, feeCap: UInt128, tipCap: UInt128, block: Int64, _ now: Int64
    ) {
        let slot = Int(index)
        transactions[slot].feeCap = feeCap
        transactions[slot].tipCap = tipCap
        transactions[slot].block = block
        transactions[slot].seenAt = now
        transactions[slot].sequence = nextSequence()
    }

    private mutating func nextSequence() -> UInt64 {
        seen &+= 1
        return seen
    }

    // MARK: Accounts

    private mutating func freshAccount() -> Int32 {
        if unusedAccount >= 0 {
            let account = unusedAccount
            unusedAccount = accounts[Int(account)].place
            accounts[Int(account)] = Account()
            return account
        }
        if accountsUsed == accounts.count {
            accounts.grow(to: 2 * accountsUsed)
            active.grow(to: 2 * accountsUsed)
        }
        accounts[accountsUsed] = Account()
        accountsUsed += 1
        return Int32(truncatingIfNeeded: accountsUsed - 1)
    }

    private mutating func activate(_ account: Int) {
        active[activeCount] = Int32(truncatingIfNeeded: account)
        accounts[account].place = Int32(truncatingIfNeeded: activeCount)
        activeCount += 1
    }

    /// The last active account takes the place.
    private mutating func deactivate(_ account: Int) {
        let place = Int(accounts[account].place)
        activeCount -= 1
        let moved = active[activeCount]
        active[place] = moved
        accounts[Int(moved)].place = Int32(truncatingIfNeeded: place)
        accounts[account].place = -1
        guard account >= lasting else { return }
        accounts[account].place = unusedAccount
        unusedAccount = Int32(truncatingIfNeeded: account)
    }
}
