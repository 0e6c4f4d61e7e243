// SPDX-License-Identifier: GPL-3.0-or-later

extension Money {
    /// The amount in parts that are to each other as the weights are and add up to it exactly: each
    /// part cut at 10^-18 USD, and what is missing, given out by largest remainder (a tie goes to
    /// the earlier part). Nil where no weight is above zero.
    ///
    /// Weights count to 2^-52 of the largest. Throws where the amount is too large for that.
    ///
    /// - Precondition: weights are finite and not negative.
    public func split(by weights: [Double]) throws(QuantityError) -> [Money]? {
        precondition(weights.allSatisfy { $0.isFinite && $0 >= 0 }, "weights that are none")
        guard let largest = weights.max(), largest > 0 else { return nil }
        let whole = weights.map { UInt128(($0 / largest * 0x1p52).rounded()) }
        let sum = whole.reduce(0, +)
        var parts: [UInt128] = []
        var remainders: [UInt128] = []
        for weight in whole {
            guard
                let (quotient, remainder) = Wide.divide(
                    product: attodollars.magnitude, weight, by: sum)
            else { throw Self.tooLarge("\(self) in \(weights.count) parts") }
            parts.append(quotient)
            remainders.append(remainder)
        }
        // The remainders r < sum of m parts add up to less than m sums, so less than m are missing.
        let missing = Int(attodollars.magnitude - parts.reduce(0, +))
        let ranking = parts.indices.sorted { a, b in
            remainders[a] == remainders[b] ? a < b : remainders[a] > remainders[b]
        }
        for index in ranking.prefix(missing) { parts[index] += 1 }
        return parts.map { part in
            Money(attodollars: attodollars < 0 ? -Int128(part) : Int128(part))
        }
    }
}
