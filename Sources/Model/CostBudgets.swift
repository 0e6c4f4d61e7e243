// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What may be spent in a month.
public struct CostBudgets: Sendable {
    /// The share of the replications' bills that must keep within a budget; absent: half of them.
    public let quantile: Ratio?
    public let limits: [Limit]

    public static let usualQuantile = Ratio.percent(50)
    public static let none = CostBudgets(quantile: nil, limits: [])

    public struct Limit: Sendable, Hashable {
        public let subject: Subject
        public let perMonth: Money

        public init(_ subject: Subject, perMonth: Money) {
            self.subject = subject
            self.perMonth = perMonth
        }
    }

    public enum Subject: Sendable, Hashable {
        case total
        case layer(CostLayer)
        case operation(OperationID)
        case tag(Tag)
    }

    public init(quantile: Ratio?, limits: [Limit]) {
        self.quantile = quantile
        self.limits = limits
    }
}
