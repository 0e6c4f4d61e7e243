// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// The rate of a period at which payments are worth nothing today: 0 = Σ a(t) / (1 + r)^t.
public enum InternalRate: Sendable, Equatable {
    /// A fraction: 0.1 is 10% a period. As exact as a Double; reports round it.
    case rate(Double)
    /// Payments that change their sign more than once may have several, the least first; then none
    /// of them says whether to invest.
    case several([Double])
    /// Nothing is ever laid out or nothing ever comes in, or the rate lies outside of -99% to
    /// 99,999,900%.
    case none
}

extension CashFlows {
    /// The internal rate of return.
    ///
    /// Payments that change their sign once have one rate (Descartes' rule of signs); it is found
    /// in 1 / (1 + r) by Brent's method. Of others the roots are told apart where they lie more
    /// than 3% apart in 1 + r.
    public func internalRate() throws(CashFlowError) -> InternalRate {
        let values = amounts.map(\.approximation)
        let signs = values.filter { $0 != 0 }.map { $0 > 0 }
        let changes = zip(signs, signs.dropFirst()).count { $0 != $1 }
        guard changes > 0 else { return .none }
        let ends = Self.discountFactors
        let steps = changes == 1 ? 1 : Self.steps
        let ratio = Elementary.power(ends.upperBound / ends.lowerBound, 1 / Double(steps))
        var roots: [Double] = []
        var low = ends.lowerBound
        var isLowPositive = Self.worth(values, low) > 0
        for step in 1...steps {
            let high = step == steps ? ends.upperBound : low * ratio
            let isHighPositive = Self.worth(values, high) > 0
            if isLowPositive != isHighPositive {
                roots.append(try Self.root(values, in: low...high))
            }
            (low, isLowPositive) = (high, isHighPositive)
        }
        let rates = roots.map { 1 / $0 - 1 }.sorted()
        guard let first = rates.first else { return .none }
        return rates.count == 1 ? .rate(first) : .several(rates)
    }

    /// x = 1 / (1 + r), for rates from 99,999,900% to -99%.
    private static let discountFactors = 1e-6...100.0
    /// Each 3% above the one before.
    private static let steps = 624

    private static func root(
        _ values: [Double], in bracket: ClosedRange<Double>
    ) throws(CashFlowError) -> Double {
        do {
            return try findRoot(in: bracket) { worth(values, $0) }
        } catch {
            throw .solver(error)
        }
    }

    /// Σ a(t) x^t up to x = 1, and the same over x^n above, which has the same sign and does not
    /// overflow.
    private static func worth(_ values: [Double], _ x: Double) -> Double {
        if x <= 1 { return values.reversed().reduce(0) { $0 * x + $1 } }
        let y = 1 / x
        return values.reduce(0) { $0 * y + $1 }
    }
}
