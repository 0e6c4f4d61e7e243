// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// By what share a dollar of the next period is worth less than one of this period.
public struct DiscountRate: Sendable, Hashable {
    /// Of a period: 0.01 is 1%; above -1, at most 1,000,000.
    public let share: ExactDecimal

    public static let zero = DiscountRate(checked: .zero)
    static let largest = ExactDecimal(1_000_000)

    private init(checked share: ExactDecimal) { self.share = share }

    /// - Parameter share: of a period, a fraction.
    /// - Throws: `rate` where it is -100% or less, or above 100,000,000%.
    public init(perPeriod share: ExactDecimal) throws(CashFlowError) {
        guard share > ExactDecimal(-1), share <= Self.largest else { throw .rate(share) }
        self.share = share
    }

    /// The rate of a month that makes the given one over a year: (1 + y)^(1/12) - 1.
    ///
    /// By our own exponential and logarithm; within 10^-15.
    ///
    /// - Parameter share: of a year, a fraction.
    public init(monthlyOfYearly share: ExactDecimal) throws(CashFlowError) {
        let yearly = try DiscountRate(perPeriod: share)
        let factor = Elementary.power(1 + yearly.share.approximation, 1.0 / 12)
        do {
            self = try DiscountRate(
                perPeriod: ExactDecimal(rounding: factor - 1, rule: .halfEven))
        } catch let error as CashFlowError {
            throw error
        } catch {
            throw .rate(share)
        }
    }

    /// 1 + r, above zero.
    var factor: ExactDecimal { ExactDecimal(scaled: ExactDecimal.one.scaled + share.scaled) }

    static func percent(_ share: ExactDecimal) -> String {
        let percent = try? share.multiplied(by: ExactDecimal(100), rounding: .halfEven)
        return percent.map { "\($0)%" } ?? "\(share) times"
    }
}
