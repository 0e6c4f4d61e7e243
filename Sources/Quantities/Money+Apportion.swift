// SPDX-License-Identifier: GPL-3.0-or-later

extension Money {
    /// The lines cut to decimal places such that they add up to their rounded total, by largest
    /// remainder (Hamilton's method; a tie goes to the earlier line).
    ///
    /// Each line moves by less than one unit of the last place; one that has no more decimals than
    /// that does not move at all. Throws where the sum is too large.
    public static func apportion(
        _ lines: [Money], decimals: Int, rule: RoundingRule = .halfEven
    ) throws(QuantityError) -> [Money] {
        let total = try sum(lines).rounded(toDecimals: decimals, rule: rule)
        return try apportion(lines, to: total, decimals: decimals)
    }

    /// The lines cut to decimal places such that they add up to a total that is shown already, by
    /// largest remainder.
    ///
    /// - Precondition: the total is the sum of the lines, rounded up or down to these places.
    public static func apportion(
        _ lines: [Money], to total: Money, decimals: Int
    ) throws(QuantityError) -> [Money] {
        let quantum = quantum(decimals: decimals)
        var shares: [Money] = []
        for line in lines {
            shares.append(try line.rounded(toDecimals: decimals, rule: .down))
        }
        let missing = try total - sum(shares)
        // The remainders r < 1 of m uneven lines sum to less than m; so 0 <= missing <= m.
        let count = Int(missing.attodollars / quantum)
        precondition((0...lines.count).contains(count), "a total that is not of these lines")
        let remainders = zip(lines, shares).map { $0.attodollars - $1.attodollars }
        let ranking = lines.indices.sorted { a, b in
            remainders[a] == remainders[b] ? a < b : remainders[a] > remainders[b]
        }
        for index in ranking.prefix(count) {
            shares[index] = try shares[index] + Money(attodollars: quantum)
        }
        return shares
    }
}
