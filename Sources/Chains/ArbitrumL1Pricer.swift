// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How Arbitrum's price of L1 data follows what its batches cost.
///
/// Source: OffchainLabs/nitro, arbos/l1pricing/l1pricing.go (`UpdateForBatchPosterSpending`, ArbOS
/// 3 and later), as one batch poster sees it.
public struct ArbitrumL1Pricer: Sendable, Hashable {
    /// E, in units of L1 calldata gas: a surplus is to be paid back over so many.
    public let equilibrationUnits: UInt64
    public let inertia: UInt64
    /// Wei to the rewards' recipient a unit.
    public let rewardPerUnit: UInt64
    /// What of a batch's cost is owed at most, in basis points of its units at the L1 base fee; nil
    /// for no cap.
    public let costCapBasisPoints: UInt64?

    /// A unit's price.
    public private(set) var price: WeiPerGas
    /// What users have paid and nobody was given.
    public private(set) var funds: Wei
    /// Units since the last report, less what reports have taken.
    public private(set) var units: UInt64 = 0
    public private(set) var owedToPoster = Wei.zero
    public private(set) var owedRewards = Wei.zero
    private var lastUpdate: UInt64?
    private var lastSurplus: Int128 = 0

    /// - Throws: `FeeError.zero` for equilibrationUnits or inertia.
    public init(
        price: WeiPerGas, funds: Wei = .zero, equilibrationUnits: UInt64 = 160_000_000,
        inertia: UInt64 = 10, rewardPerUnit: UInt64 = 0, costCapBasisPoints: UInt64? = nil
    ) throws(FeeError) {
        guard equilibrationUnits > 0 else { throw .zero("the equilibration units") }
        guard inertia > 0 else { throw .zero("the inertia") }
        self.price = price
        self.funds = funds
        self.equilibrationUnits = equilibrationUnits
        self.inertia = inertia
        self.rewardPerUnit = rewardPerUnit
        self.costCapBasisPoints = costCapBasisPoints
    }

    /// Transactions of so many units paid so much.
    ///
    /// - Throws: `FeeError.overflow` where units pass 64 bits or funds 128.
    public mutating func collect(units more: UInt64, paying fees: Wei) throws(FeeError) {
        let (sum, overflow) = units.addingReportingOverflow(more)
        if overflow { throw .overflow(result: "units", most: "\(UInt64.max)") }
        funds = try (Natural(funds) + Natural(fees)).fee("the funds")
        units = sum
    }

    /// What a batch poster reports.
    public struct Report: Sendable, Hashable {
        /// When the batch was posted and when the report is heard, in seconds.
        public var updateTime: UInt64
        public var now: UInt64
        public var spent: Wei
        public var l1BaseFee: WeiPerGas

        public init(updateTime: UInt64, now: UInt64, spent: Wei, l1BaseFee: WeiPerGas) {
            self.updateTime = updateTime
            self.now = now
            self.spent = spent
            self.l1BaseFee = l1BaseFee
        }
    }

    /// What a report paid out.
    public struct Payment: Sendable, Hashable {
        public let reward: Wei
        public let poster: Wei
    }

    /// Takes the report's share of the units, pays from the funds, and moves the price. With last
    /// the updateTime before, or updateTime - 1 at first:
    ///
    ///     s = units (updateTime - last) // (now - last)       its units; all of them if now = last
    ///     cost = min(spent, l1BaseFee s cap // 10000)
    ///     rewards owed += rewardPerUnit s; poster owed += cost
    ///     pay min(rewardPerUnit s, funds), then min(poster owed, the rest)
    ///
    /// The price moves where s > 0, with the surplus S = funds - all that is owed, before it S':
    ///
    ///     D' = -S // E        how fast it should change a unit
    ///     D  = (S - S') // s  how fast it does
    ///     price = max(0, price + (D' - D) s // (E // inertia + s))
    ///
    /// All `//` are floors.
    ///
    /// - Throws: `FeeError.outOfRange` for times out of order; `FeeError.overflow` where an amount
    ///   passes 128 bits. The pricer then stays as it was.
    public mutating func settle(_ report: Report) throws(FeeError) -> Payment {
        var next = self
        let payment = try next.apply(report)
        self = next
        return payment
    }

    private mutating func apply(_ report: Report) throws(FeeError) -> Payment {
        let share = try takeShare(of: report)
        var cost = report.spent
        if let costCapBasisPoints {
            let cap =
                Natural(report.l1BaseFee) * Natural(share) * Natural(costCapBasisPoints) / 10_000
            if cap < Natural(cost) { cost = try cap.fee("the capped cost") }
        }
        let due = Natural(rewardPerUnit) * Natural(share)
        let reward = try min(due, Natural(funds)).fee("the reward")
        owedRewards = try (Natural(owedRewards) + due.lessOrZero(Natural(reward)))
            .fee("the rewards owed")
        let owed = try (Natural(owedToPoster) + Natural(cost)).fee("the debt to the poster")
        let poster = min(owed, Wei(funds.wei - reward.wei))
        funds = Wei(funds.wei - reward.wei - poster.wei)
        owedToPoster = Wei(owed.wei - poster.wei)
        lastUpdate = report.updateTime
        if share > 0 { try movePrice(over: share) }
        return Payment(reward: reward, poster: poster)
    }

    /// The units that the report takes.
    private mutating func takeShare(of report: Report) throws(FeeError) -> UInt64 {
        guard lastUpdate != nil || report.updateTime > 0 else { throw .zero("the update time") }
        let last = lastUpdate ?? report.updateTime - 1
        guard last <= report.updateTime, report.updateTime <= report.now else {
            throw .outOfRange(
                name: "the update time", value: "\(report.updateTime)",
                allowed: "from the last one, \(last), to now, \(report.now)")
        }
        let elapsed = report.now - last
        guard elapsed > 0 else {
            defer { units = 0 }
            return units
        }
        // At most `units`, as updateTime <= now.
        let product = units.multipliedFullWidth(by: report.updateTime - last)
        let share = elapsed.dividingFullWidth(product).quotient
        units -= share
        return share
    }

    private mutating func movePrice(over share: UInt64) throws(FeeError) {
        let surplus = try signed(funds) - signed(owedToPoster) - signed(owedRewards)
        let wanted = floor(-surplus, over: equilibrationUnits)
        let actual = floor(surplus - lastSurplus, over: share)
        let (weighted, overflow) = (wanted - actual).multipliedReportingOverflow(by: Int128(share))
        if overflow { throw Self.tooLarge }
        let (mass, isTooHeavy) = (equilibrationUnits / inertia).addingReportingOverflow(share)
        if isTooHeavy { throw Self.tooLarge }
        guard let old = Int128(exactly: price.wei) else { throw Self.tooLarge }
        let (moved, isTooHigh) = old.addingReportingOverflow(floor(weighted, over: mass))
        if isTooHigh { throw Self.tooLarge }
        price = WeiPerGas(wei: UInt128(max(0, moved)))
        lastSurplus = surplus
    }

    /// Below 2^122, so that sums and differences of ten of them fit.
    private func signed(_ amount: Wei) throws(FeeError) -> Int128 {
        guard amount.wei < 1 << 122 else {
            throw .overflow(result: "an amount in the L1 pricer", most: "2^122 wei")
        }
        return Int128(amount.wei)
    }

    private func floor(_ value: Int128, over divisor: UInt64) -> Int128 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: Int128(divisor))
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static let tooLarge = FeeError.overflow(result: "the L1 price", most: "127 bits")
}
