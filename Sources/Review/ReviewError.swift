// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Why the evidence of a month makes no review.
public enum ReviewError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Two files of a kind of which a month has one.
    case twice(what: String, first: String, second: String)
    case missing(what: String, remedy: String)
    /// A file that does not reach the month.
    case endsBefore(file: String, month: CalendarMonth, last: CalendarMonth?)
    case currencies(first: String, second: String)
    /// No rate for the currency of the invoice.
    case noRate(currency: String, month: CalendarMonth)
    /// A service level of the evidence that the scenario does not have.
    case unknownLevel(file: String, name: String, known: [String])
    case arithmetic(what: String, QuantityError)

    public var description: String {
        switch self {
        case .twice(let what, let first, let second):
            "\(first) and \(second) both hold \(what); keep one of the two"
        case .missing(let what, let remedy): "there is no \(what) in the evidence; \(remedy)"
        case .endsBefore(let file, let month, let last):
            "\(file): it holds nothing of \(month)"
                + (last.map { ", its last month is \($0)" } ?? "")
                + "; add the month, or review another by --month"
        case .currencies(let first, let second):
            "bills are in \(first) and in \(second); keep those of one currency"
        case .noRate(let currency, let month):
            "the bill is in \(currency), and nothing says what that was in USD in \(month); add a"
                + " file with the columns month,currency,usd"
        case .unknownLevel(let file, let name, let known):
            "\(file): no service level of the scenario is called '\(name)'; those with a share of"
                + " good requests are \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        case .arithmetic(let what, let error): "\(what): \(error)"
        }
    }
}
