// SPDX-License-Identifier: GPL-3.0-or-later
import Planning
import Quantities
import Statistics
import Verification

/// One value of a table: full precision inside, rounded only by formats for people.
public enum Cell: Sendable, Equatable {
    case text(String)
    /// A word of judgement, which colour may underline.
    case word(String, Tone)
    case count(Int64)
    case value(Double, Dimension)
    /// A value and where the truth lies with 95% confidence.
    case estimate(Double, interval: ClosedRange<Double>?, Dimension)
    /// The same where the interval lies evenly around the logarithm, so that ± alone would reach
    /// where the truth is not.
    case factor(Double, interval: ClosedRange<Double>?, Dimension)
    /// What a formula gives: exactly, or by which method and within which band.
    case computed(Double, band: ClosedRange<Double>, method: String?, Dimension)
    /// A difference, shown with its sign, and where the truth lies with 95% confidence; of a ratio
    /// in percentage points.
    case change(Double, interval: ClosedRange<Double>?, Dimension)
    /// An exact amount, and the one to show, such that what is shown adds up.
    case money(Money, shown: Money, decimals: Int)
    case quantity(ExactDecimal)
    /// A whole number with all its digits.
    case integer(WholeNumber)
    case absent

    public enum Tone: Sendable, Equatable {
        case good, bad, unsure, plain
    }

    /// What a number measures; the base unit is the one of data formats.
    public enum Dimension: Sendable, Equatable {
        case number
        /// A plain number whose sixth digit counts.
        case precise
        /// Seconds.
        case duration
        /// A fraction.
        case ratio
        /// A second.
        case rate
        /// USD, estimated.
        case dollars
        /// Bytes, in decimal multiples.
        case bytes

        /// The base unit, as data formats write it.
        public var unit: String {
            switch self {
            case .number, .precise: "1"
            case .duration: "s"
            case .ratio: "fraction"
            case .rate: "1/s"
            case .dollars: "USD"
            case .bytes: "B"
            }
        }
    }

    /// A number of that dimension; absent where it is not finite.
    static func number(_ value: Double?, _ dimension: Dimension) -> Cell {
        guard let value, value.isFinite else { return .absent }
        return .value(value, dimension)
    }

    static func counted(_ count: Int64?) -> Cell { count.map { .count($0) } ?? .absent }

    /// An estimate with its 95% interval; absent where there is none or it is not finite.
    static func of<Unit>(_ estimate: Estimate<Unit>?, _ dimension: Dimension) -> Cell {
        guard let estimate else { return .absent }
        return of(Figure(estimate), dimension)
    }

    static func of(_ figure: Figure?, _ dimension: Dimension) -> Cell {
        guard let figure, figure.value.isFinite else { return .absent }
        let interval = figure.interval.flatMap {
            $0.lowerBound.isFinite && $0.upperBound.isFinite ? $0 : nil
        }
        switch figure.origin {
        case .sampled: return .estimate(figure.value, interval: interval, dimension)
        case .exact:
            return .computed(
                figure.value, band: figure.value...figure.value, method: nil, dimension)
        case .approximate(let method):
            guard let interval else { return .absent }
            return .computed(figure.value, band: interval, method: method, dimension)
        }
    }

    /// Money that stands alone: shown rounded to the decimals.
    static func money(_ amount: Money, decimals: Int) -> Cell {
        let shown = (try? amount.rounded(toDecimals: decimals, rule: .halfEven)) ?? amount
        return .money(amount, shown: shown, decimals: decimals)
    }
}
