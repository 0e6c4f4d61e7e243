// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// What the answer owes to each assumption: what it costs and carries where one input is more or
/// less, and all else, random numbers included, is the same.
public struct Sensitivity: Sendable {
    /// What one input does.
    public struct Swing: Sendable {
        public let path: String
        /// As written.
        public let low: String
        public let high: String
        /// Against the model as it is; in USD a month, nil where there is no bill.
        public let spendOfLow: Money?
        public let spendOfHigh: Money?
        /// The load at which the first resource or limit is used up, in times the scenario's.
        public let carriesOfLow: Double?
        public let carriesOfHigh: Double?

        public init(
            path: String, low: String, high: String, spendOfLow: Money?, spendOfHigh: Money?,
            carriesOfLow: Double?, carriesOfHigh: Double?
        ) {
            self.path = path
            self.low = low
            self.high = high
            self.spendOfLow = spendOfLow
            self.spendOfHigh = spendOfHigh
            self.carriesOfLow = carriesOfLow
            self.carriesOfHigh = carriesOfHigh
        }

        /// How far the two ends of spend are apart, in USD.
        public var span: Double {
            guard let spendOfLow, let spendOfHigh else { return 0 }
            return (spendOfHigh.approximation - spendOfLow.approximation).magnitude
        }

        /// How far the two ends of what is carried are apart.
        public var reach: Double {
            guard let carriesOfLow, let carriesOfHigh else { return 0 }
            return (carriesOfHigh - carriesOfLow).magnitude
        }
    }

    /// An input that was not varied.
    public struct Fixed: Sendable, Equatable {
        public let path: String
        public let reason: String

        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// The widest in spend first, then the widest in what is carried.
    public let swings: [Swing]
    public let fixed: [Fixed]
    /// What a month costs with all inputs as they are; nil where there is no bill.
    public let spend: Money?

    public init(_ swings: [Swing], fixed: [Fixed], spend: Money?) {
        self.spend = spend
        self.swings = swings.enumerated().sorted { first, second in
            let (a, b) = (first.element, second.element)
            if a.span != b.span { return a.span > b.span }
            return a.reach == b.reach ? first.offset < second.offset : a.reach > b.reach
        }.map(\.element)
        self.fixed = fixed
    }

    /// How far an input goes each way, by how well it is known.
    public static func width(_ basis: Assumption.Basis?) -> ExactDecimal {
        switch basis {
        case .given: ExactDecimal(scaled: 100_000_000_000_000_000)
        case .fitted: ExactDecimal(scaled: 100_000_000_000_000_000)
        case .guessed, nil: ExactDecimal(scaled: 250_000_000_000_000_000)
        }
    }

    /// The load that a platform carries before a resource or limit is used up, in times the
    /// scenario's; nil where none is.
    public static func carries(_ measurements: Measurements) -> Double? {
        LoadLimit.ceilings(of: measurements).map(\.factor.fraction).min()
    }
}

/// A number with a unit, as a scenario writes it: `12 ms`, `3%/month`, `0.05`.
public struct WrittenNumber: Equatable, Sendable {
    public let number: ExactDecimal
    /// What stands behind the number.
    public let unit: String
    let isWhole: Bool

    /// Nil where the text does not begin with a number, or has another one behind it.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        guard digits.contains(where: \.isNumber),
            let number = try? ExactDecimal(parsing: digits.filter { $0 != "_" })
        else { return nil }
        let unit = text.dropFirst(digits.count)
        guard unit.first.map({ $0.isLetter || " %/".contains($0) }) ?? true,
            !unit.contains(where: \.isNumber)
        else { return nil }
        self.number = number
        self.unit = String(unit)
        // A one may be a count or a factor, and the scenario refuses parts of a count.
        isWhole = !digits.contains(".") && unit.isEmpty && number != .one
    }

    /// So many times the number to four digits, in the same unit: no quantity has parts of a
    /// nanosecond or of a wei. Whole numbers stay whole, and differ by one at least, but for one
    /// itself. Nil where it is too large, or a whole number falls below one.
    public func times(_ factor: ExactDecimal) -> String? {
        guard let product = try? number.multiplied(by: factor, rounding: .halfEven) else {
            return nil
        }
        guard isWhole else { return Self.short(product.scaled).map { "\($0)\(unit)" } }
        let whole = product.scaled / ExactDecimal.one.scaled
        let rest = product.scaled % ExactDecimal.one.scaled
        var rounded = rest * 2 >= ExactDecimal.one.scaled ? whole + 1 : whole
        let own = number.scaled / ExactDecimal.one.scaled
        if rounded == own { rounded += factor > .one ? 1 : -1 }
        return rounded < 1 ? nil : "\(rounded)"
    }

    /// Nil where it rounds to what is too large.
    private static func short(_ scaled: Int128) -> ExactDecimal? {
        var step: Int128 = 1
        while scaled / step >= 10_000 { step *= 10 }
        let rest = scaled % step
        let (rounded, isOver) = (scaled / step + (rest * 2 >= step && step > 1 ? 1 : 0))
            .multipliedReportingOverflow(by: step)
        return isOver ? nil : ExactDecimal(scaled: rounded)
    }
}
