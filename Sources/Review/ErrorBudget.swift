// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How much of a month's failures a service level had left: of N requests, of which a share g has
/// to be good, (1 - g) N may be bad.
///
/// Source: Beyer et al., The Site Reliability Workbook (2018), ch. 2.
public struct ErrorBudget: Sendable, Equatable {
    public let name: String
    /// Days that were counted.
    public let days: Int
    public let requests: Int
    public let bad: Int
    /// The share of requests that has to be good.
    public let target: Ratio

    public init(name: String, days: Int, requests: Int, bad: Int, target: Ratio) {
        precondition(bad >= 0 && bad <= requests, "bad requests are requests")
        self.name = name
        self.days = days
        self.requests = requests
        self.bad = bad
        self.target = target
    }

    /// Of all requests; nil where there were none.
    public var good: Ratio? {
        requests == 0 ? nil : .fraction(Double(requests - bad) / Double(requests))
    }

    /// How many may be bad.
    public var allowed: Double { (1 - target.fraction) * Double(requests) }

    /// The share of the budget that was used, above one where it was overspent; nil where nothing
    /// may be bad.
    public var used: Ratio? { allowed > 0 ? .fraction(Double(bad) / allowed) : nil }

    /// Kept where no more requests were bad than may be; nil where there were none.
    public var isMet: Bool? { requests == 0 ? nil : Double(bad) <= allowed * (1 + 1e-12) }
}
