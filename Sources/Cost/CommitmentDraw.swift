// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What a commitment covers in a month, unit by unit as it is drawn on, and what it costs.
struct CommitmentDraw {
    /// Stands for a component where the bill as a whole is meant.
    static let everybody = "whole bill"

    let commitment: Commitment
    /// Units that it covers in the month.
    let committed: ExactDecimal
    private(set) var used = ExactDecimal.zero
    /// Units that were asked of it, covered or not.
    private var asked = ExactDecimal.zero
    /// What is paid for the hours, and the month's part of what is paid at once.
    let recurring: Money
    let upfront: Money
    /// The cost that covered units have taken so far.
    private var spent = Money.zero
    /// Units at a time that steady use takes, and that are left in each window of the timeline,
    /// once something that moves has drawn on it.
    private var steady = 0.0
    private var room: [Double] = []

    /// Throws where an amount is too large.
    init(_ commitment: Commitment, hoursPerMonth: Int64) throws(QuantityError) {
        self.commitment = commitment
        let hours = ExactDecimal(hoursPerMonth)
        committed = try commitment.quantity.multiplied(by: hours, rounding: .halfEven)
        recurring = try commitment.hourly.multiplied(by: committed, rounding: .halfEven)
        let ofUnit = try commitment.upfront.multiplied(
            by: hours, over: ExactDecimal(commitment.termHours), rounding: .halfEven)
        upfront = try ofUnit.multiplied(by: commitment.quantity, rounding: .halfEven)
    }

    var left: ExactDecimal { (try? committed - used) ?? .zero }

    /// Covers so many units or as many as are left, and what of the cost falls on them: in all
    /// exactly the whole cost once nothing is left. Nil where nothing is. Where the use moves, that
    /// is so at any time, and what is covered is taken away from the levels.
    mutating func take(
        _ wanted: ExactDecimal, _ levels: inout UseLevels?
    ) throws(QuantityError) -> (taken: ExactDecimal, effective: Money)? {
        asked = try asked + wanted
        var taken = min(wanted, left)
        if levels == nil {
            let atATime =
                commitment.quantity.approximation * taken.approximation / committed.approximation
            steady += atATime
            for index in room.indices { room[index] -= atATime }
        } else if let count = levels?.units.count {
            if room.count != count {
                let units = commitment.quantity.approximation - steady
                room = Array(repeating: units, count: count)
            }
            let share = levels?.take(from: &room) ?? 1
            taken = min(try wanted.times(share), left)
        }
        guard taken > .zero else { return nil }
        used = try used + taken
        let cost = try recurring + upfront
        let due = try cost.multiplied(by: used, over: committed, rounding: .halfEven)
        let effective = try due - spent
        spent = due
        return (taken, effective)
    }

    /// What is paid, and what is left unused.
    func lines(
        _ first: MeteredUse?, hoursPerMonth: Int64
    ) throws(QuantityError) -> [BillLine] {
        let meter = first?.reading.meter ?? .unitHours
        var lines: [BillLine] = []
        func add(
            _ word: String, _ meter: BillLine.Meter, _ quantity: ExactDecimal, _ price: Money,
            effective: Money, billed: Money, _ category: BillLine.Category
        ) throws(QuantityError) {
            lines.append(
                BillLine(
                    layer: first?.layer ?? .overhead,
                    component: first?.component ?? Self.everybody,
                    item: "\(commitment.name) \(word)", meter: meter, quantity: quantity,
                    free: .zero, unitPrice: price, listPrice: .zero, contractedPrice: .zero,
                    amounts: BillAmounts(
                        list: .zero, contracted: .zero, effective: effective, billed: billed),
                    perHour: try billed.divided(by: hoursPerMonth, rounding: .halfEven),
                    basis: .given, halfWidthPerMonth: 0, category: category,
                    terms: .committed(commitment.name), price: commitment.price))
        }
        if recurring > .zero {
            try add(
                "commitment", meter, committed, commitment.hourly, effective: .zero,
                billed: recurring, .commitment)
        }
        if upfront > .zero {
            try add(
                "commitment, paid at once", meter, committed,
                try upfront.multiplied(by: .one, over: committed, rounding: .halfEven),
                effective: .zero, billed: upfront, .commitment)
        }
        let rest = try recurring + upfront - spent
        if left > .zero {
            try add(
                "commitment, unused", meter, left, .zero, effective: rest, billed: .zero,
                .unusedCommitment)
        }
        return lines
    }

    func use(onDemand: Money) throws(QuantityError) -> CommitmentUse {
        try CommitmentUse(
            name: commitment.name, price: commitment.price, committed: committed, used: used,
            asked: asked, cost: try recurring + upfront, onDemand: onDemand)
    }
}
