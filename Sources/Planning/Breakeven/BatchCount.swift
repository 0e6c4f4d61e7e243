// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How many transactions serve requests that wait for each other, and how many each serves.
///
/// Of a mean between two whole numbers of members as many batches have the one and the other as
/// make it; gas and data are lines in the members, so that is what all batches cost.
struct BatchCount {
    let members: Double
    let transactions: ExactDecimal
    /// Members of a transaction, and how many there are of such.
    let sizes: [(size: Int, count: ExactDecimal)]

    /// - Parameter volume: times the requests and the rate. Batches fill faster with more of them.
    init(
        _ batch: BatchStep, _ rate: Rate, _ requests: ExactDecimal, _ volume: ExactDecimal
    ) throws(QuantityError) {
        let filling = BatchFilling(
            batch, rate: .perSecond(rate.perSecond * volume.approximation))
        try self.init(
            members: filling.meanMembers,
            requests: requests.multiplied(by: volume, rounding: .halfEven))
    }

    init(members: Double, requests: ExactDecimal) throws(QuantityError) {
        self.members = members
        let fewer = Int(members)
        transactions = try requests.divided(
            by: ExactDecimal(rounding: members, rule: .halfEven), rounding: .halfEven)
        let larger = try transactions.multiplied(
            by: ExactDecimal(rounding: members - Double(fewer), rule: .halfEven),
            rounding: .halfEven)
        sizes = [(fewer, try transactions - larger), (fewer + 1, larger)].filter {
            $0.count > .zero
        }
    }
}
