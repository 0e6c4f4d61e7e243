// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Breakeven {
    /// What staying and moving have cost in all after 0, 1, 2 months and so on: the sum of each
    /// month's costs, and that less what moving has brought so far.
    ///
    /// Throws where an amount is too large.
    public func cumulativeCosts() throws -> (staying: [Money], moving: [Money]) {
        var (staying, moving): ([Money], [Money]) = ([], [])
        var (spent, brought) = (Money.zero, Money.zero)
        for (month, flow) in flows.amounts.enumerated() {
            if month > 0 {
                let volume = try plan.volume(plan.inputs, month: month)
                spent = try spent + plan.before(plan.inputs, volume: volume).total
            }
            brought = try brought + flow
            staying.append(spent)
            moving.append(try spent - brought)
        }
        return (staying, moving)
    }
}
