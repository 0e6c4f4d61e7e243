// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Whether a commitment pays.
public struct CommitmentUse: Sendable, Equatable {
    public let name: String
    public let price: PriceKey
    /// Units that it covers, and how many of them are used.
    public let committed: ExactDecimal
    public let used: ExactDecimal
    /// Units that were asked of it: those that it covers, and those beyond.
    public let asked: ExactDecimal
    /// What it costs, used or not.
    public let cost: Money
    /// For a unit that it covers, what is paid at once spread over the term.
    public let rate: Money
    /// For a unit without it, after negotiated rates.
    public let onDemand: Money
    /// What the covered units would cost on demand, less what it costs; negative where it costs
    /// more.
    public let saved: Money

    /// Throws where an amount is too large.
    ///
    /// - Precondition: something is committed to.
    init(
        name: String, price: PriceKey, committed: ExactDecimal, used: ExactDecimal,
        asked: ExactDecimal, cost: Money, onDemand: Money
    ) throws(QuantityError) {
        self.name = name
        self.price = price
        self.committed = committed
        self.used = used
        self.asked = asked
        self.cost = cost
        self.onDemand = onDemand
        rate = try cost.multiplied(by: .one, over: committed, rounding: .halfEven)
        saved = try onDemand.multiplied(by: used, rounding: .halfEven) - cost
    }

    /// The same commitment over several months; nil for none.
    public static func sum(_ uses: [CommitmentUse]) throws(QuantityError) -> CommitmentUse? {
        guard let first = uses.first else { return nil }
        var (committed, used, asked) = (ExactDecimal.zero, ExactDecimal.zero, ExactDecimal.zero)
        for use in uses {
            committed = try committed + use.committed
            used = try used + use.used
            asked = try asked + use.asked
        }
        return try CommitmentUse(
            name: first.name, price: first.price, committed: committed, used: used, asked: asked,
            cost: try Money.sum(uses.map(\.cost)), onDemand: first.onDemand)
    }

    public var unused: ExactDecimal { (try? committed - used) ?? .zero }

    /// Used over committed.
    public var utilization: Double { used.approximation / committed.approximation }

    /// The utilization from which on it pays: its rate over that on demand. Absent where units cost
    /// nothing on demand.
    public var breakEven: Double? {
        onDemand > .zero ? rate.approximation / onDemand.approximation : nil
    }

    /// By which share what is asked of it may fall until it costs what the covered units would on
    /// demand, where it falls alike at all times; below zero where it does not pay as it is. Absent
    /// where nothing is asked. Where use moves, so that it is above the commitment at some times
    /// and below at others, at least that much.
    public var room: Double? {
        guard asked > .zero, let breakEven else { return nil }
        let base = moves ? used : asked
        return base > .zero ? 1 - breakEven * committed.approximation / base.approximation : nil
    }

    /// Whether it is asked for more at some times, and less at others, than is committed.
    private var moves: Bool { used < min(asked, committed) }

    /// What it would save with such a share of what is asked of it, in USD; negative where it costs
    /// more. Where use moves, at least that much.
    public func saved(at share: Double) -> Double {
        let base = moves ? used : asked
        let covered = min(committed.approximation, base.approximation * share)
        return onDemand.approximation * min(covered, used.approximation) - cost.approximation
    }
}
