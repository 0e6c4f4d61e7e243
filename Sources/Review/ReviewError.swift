// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Why the evidence of a month makes no review.
public enum ReviewError: Error, Sendable, CustomStringConvertible {
    /// Two files of a kind of which a month has one.
    case twice(what: String, first: String, second: String)
    case missing(what: String, remedy: String)
    /// A series that no history of the load has; each file with the names of its own.
    case noSeries(name: String, files: [(name: String, series: [String])])
    /// A history of several series, and none named.
    case whichSeries(file: String, series: [String])
    /// A file that does not reach the month.
    case endsBefore(file: String, month: CalendarMonth, last: CalendarMonth?)
    /// Bills of one month in two currencies, each with its file.
    case currencies(
        month: CalendarMonth, first: (file: String, currency: String),
        second: (file: String, currency: String))
    /// Two bills of which one has every charge of the other.
    case sameCharges(first: String, second: String, month: CalendarMonth, charges: Int)
    /// Two bills that share more charges than chance does, and the first of these.
    case sharedCharges(
        first: String, second: String, month: CalendarMonth, charges: Int, example: String)
    /// No rate for the currency of the invoice.
    case noRate(file: String, rates: String?, currency: String, month: CalendarMonth)
    /// A row of the map of the bill that names what the scenario does not have, or does not bill.
    case unknownComponent(file: String, line: Int, name: String, known: [String])
    /// A service level of the evidence that the scenario does not have.
    case unknownLevel(file: String, name: String, known: [String])
    case arithmetic(what: String, QuantityError)

    public var description: String {
        switch self {
        case .twice(let what, let first, let second):
            "\(first) and \(second) both hold \(what); keep one of the two"
        case .noSeries(let name, let files):
            "no history of the load has a series '\(name)', which --series names; "
                + files.map { file, series in
                    series.isEmpty
                        ? "\(file) has one without a name, so leave --series out"
                        : "\(file) has \(series.joined(separator: ", "))"
                }.joined(separator: "; ")
        case .whichSeries(let file, let series):
            "\(file): it holds the series \(series.joined(separator: ", ")); say by --series which"
                + " is the platform's load"
        case .missing(let what, let remedy): "there is no \(what) in the evidence; \(remedy)"
        case .endsBefore(let file, let month, let last):
            "\(file): it holds nothing of \(month)"
                + (last.map { ", its last month is \($0)" } ?? "")
                + "; add the month, or review another by --month"
        case .currencies(let month, let first, let second):
            "the charges of \(month) are in \(first.currency) in \(first.file) and in"
                + " \(second.currency) in \(second.file); keep bills of one currency"
        case .sameCharges(let first, let second, let month, let charges):
            "\(first) and \(second) hold the same charges of \(month) (\(charges) of them), which"
                + " would count twice; keep one of the two, or where both are owed put them"
                + " together into one file"
        case .sharedCharges(let first, let second, let month, let charges, let example):
            "\(first) and \(second) share \(charges) charges of \(month), which would count twice"
                + " (the first is '\(example)'); take them out of one of the two, or where both are"
                + " owed put the two together into one file"
        case .noRate(let file, let rates, let currency, let month):
            "\(file): it is in \(currency), and nothing says what that was in USD in \(month); add"
                + " the row \(month),\(currency),<USD> to "
                + (rates ?? "a file with the columns month,currency,usd")
        case .unknownComponent(let file, let line, let name, let known):
            "\(file):\(line): component '\(name)': the scenario bills nothing of that name; it"
                + " bills \(known.isEmpty ? "nothing" : known.joined(separator: ", "))"
        case .unknownLevel(let file, let name, let known):
            "\(file): no service level of the scenario is called '\(name)'; those with a share of"
                + " good requests are \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        case .arithmetic(let what, let error): "\(what): \(error)"
        }
    }
}
