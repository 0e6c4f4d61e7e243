// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Why payments over time have no answer.
public enum CashFlowError: Error, Equatable, Sendable {
    case empty
    case tooMany(periods: Int)
    /// At -100% a later dollar is worth infinitely much.
    case rate(ExactDecimal)
    /// Too few or too many instalments.
    case instalments(Int)
    case arithmetic(QuantityError)
    case solver(StatisticsError)
}

extension CashFlowError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "there are no payments; give one at least"
        case .tooMany(let periods):
            "\(periods) periods of payments; at most \(CashFlows.mostPeriods) are weighed"
        case .rate(let share):
            "a rate of \(DiscountRate.percent(share)) a period; it must be above -100% and at most"
                + " \(DiscountRate.percent(DiscountRate.largest))"
        case .instalments(let count):
            "\(count) instalments; there must be 1 to \(CashFlows.mostPeriods)"
        case .arithmetic(let error): error.description
        case .solver(let error): error.description
        }
    }
}
