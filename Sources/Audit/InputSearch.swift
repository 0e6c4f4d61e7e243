// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// By which factor one figure would have to differ for a formula to give a certain value.
struct InputSearch {
    private let formula: Formula
    private let amounts: [Amount?]
    private let source: Int

    init(_ formula: Formula, _ amounts: [Amount?], _ source: Int) {
        self.formula = formula
        self.amounts = amounts
        self.source = source
    }

    /// What no figure is off by.
    private static let factors = 1e-4...1e4

    /// The factor, above zero; nil where there is none from 10^-4 to 10^4. Of a formula that is
    /// linear in the figure, or in its reciprocal, by a line through two points; of others by
    /// Brent's method in the logarithm of the factor.
    func factor(reaching target: Amount) -> Double? {
        guard amounts[source].map({ !$0.isZero }) ?? false else { return nil }
        let goal = target.number.approximation
        return [byLine(goal), byReciprocal(goal), byRoot(goal)].lazy.compactMap { $0 }
            .first { factor in
                guard Self.factors.contains(factor), let reached = value(factor) else {
                    return false
                }
                return abs(reached - goal) <= 1e-9 * abs(goal)
            }
    }

    /// To 9 significant digits, which the search is sure of.
    static func rounded(_ value: Double) -> Double {
        guard value != 0, value.isFinite else { return value }
        var power = 1.0
        while value.magnitude * power < 1e8, power < 1e200 { power *= 10 }
        guard power > 1 else { return value }
        return (value * power).rounded() / power
    }

    private func value(_ factor: Double) -> Double? {
        let amount = try? formula.value { index in
            guard index == source else { return amounts[index] }
            return amounts[index].map {
                Amount(.near($0.number.approximation * factor), $0.dimension)
            }
        }
        return amount?.number.approximation
    }

    private func byLine(_ goal: Double) -> Double? {
        guard let one = value(1), let two = value(2), one != two else { return nil }
        return 1 + (goal - one) / (two - one)
    }

    private func byReciprocal(_ goal: Double) -> Double? {
        guard let one = value(1), let half = value(0.5), one != half else { return nil }
        return 1 / (1 + (goal - one) / (half - one))
    }

    private func byRoot(_ goal: Double) -> Double? {
        let ends = (
            Elementary.log(Self.factors.lowerBound), Elementary.log(Self.factors.upperBound)
        )
        let root = try? findRoot(in: ends.0...ends.1) { logarithm in
            (value(Elementary.exp(logarithm)) ?? .nan) - goal
        }
        return root.map { Elementary.exp($0) }
    }
}
