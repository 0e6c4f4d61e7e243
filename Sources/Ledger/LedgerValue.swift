// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Ledger {
    /// A number that is kept: exact to the last digit where it is money, else a measured one.
    public enum Value: Sendable, Hashable {
        case exact(ExactDecimal)
        case measured(Double)

        /// Beyond it no number is kept, so that the difference of two always is one.
        public static let largest = 1e19

        /// Near the number, for ratios; never to make money from.
        public var approximation: Double {
            switch self {
            case .exact(let number): number.approximation
            case .measured(let number): number
            }
        }

        /// Finite and within ±10^19.
        var isLawful: Bool { approximation.magnitude <= Self.largest }

        /// Reads a plain decimal where the unit is money, else any finite number.
        public init(parsing text: String, unit: Unit) throws(QuantityError) {
            let value: Value
            if unit.isMoney {
                value = .exact(try ExactDecimal(parsing: text))
            } else {
                guard let number = Double(text), number.isFinite else {
                    throw QuantityError(
                        text: text, expected: "a number such as 1250.5", reason: .notANumber)
                }
                value = .measured(number)
            }
            guard value.isLawful else {
                throw QuantityError(
                    text: text, expected: "a number within ±10^19", reason: .overflow)
            }
            self = value
        }

        /// self - other, exact where both are.
        func minus(_ other: Value) -> Value {
            if case .exact(let a) = self, case .exact(let b) = other, let exact = try? a - b {
                return .exact(exact)
            }
            return .measured(approximation - other.approximation)
        }

        /// Exact where both are.
        func isAtMost(_ other: Value) -> Bool {
            if case .exact(let a) = self, case .exact(let b) = other { return a <= b }
            return approximation <= other.approximation
        }
    }

    /// What numbers of a line count, as its owner writes it, such as USD or requests/s.
    public struct Unit: Sendable, Hashable, CustomStringConvertible {
        public let name: String

        public static let dollars = Unit(known: "USD")

        private init(known name: String) { self.name = name }

        /// Throws where the name is empty, longer than 40 characters or not on one line.
        public init(_ name: String) throws(LedgerError) {
            self.name = try Ledger.plain(name, "unit", longest: 40)
        }

        /// Three capital letters are a currency (ISO 4217), whose amounts are exact.
        public var isMoney: Bool {
            name.utf8.count == 3 && name.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        }

        public var description: String { name }
    }

    /// What is forecast and later measured, such as `spend/gas` in USD or `load` in requests/s.
    public struct Line: Sendable, Hashable, Comparable {
        public let name: String
        public let unit: Unit

        /// Throws where the name is empty, longer than 2,000 characters or not on one line.
        public init(_ name: String, _ unit: Unit) throws(LedgerError) {
            self.name = try Ledger.plain(name, "line", longest: 2_000)
            self.unit = unit
        }

        public static func < (a: Line, b: Line) -> Bool {
            (a.name, a.unit.name) < (b.name, b.unit.name)
        }

        /// The value is lawful, and exact where and only where the unit is money.
        func check(_ value: Value, _ key: String) throws(LedgerError) {
            let isExact =
                switch value {
                case .exact: true
                case .measured: false
                }
            guard value.isLawful else {
                throw .badRow(
                    key: key, value: "\(value)",
                    reason: "line '\(name.prefix(80))' expects a number within ±10^19")
            }
            guard isExact == unit.isMoney else {
                throw .badRow(
                    key: key, value: "\(value)",
                    reason: unit.isMoney
                        ? "money is kept exactly" : "what is measured in \(unit) is no exact sum")
            }
        }
    }

    /// A text on one line, without space at its ends.
    static func plain(
        _ text: String, _ key: String, longest: Int
    ) throws(LedgerError) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
                && ![0x2028, 0x2029].contains($0.value)
        }
        guard !text.isEmpty, text.count <= longest, isPlain, text.first?.isWhitespace == false,
            text.last?.isWhitespace == false
        else {
            throw .badRow(
                key: key, value: String(text.prefix(40)),
                reason: "expected 1 to \(longest) characters on one line, no space at the ends")
        }
        return text
    }
}

extension Ledger.Value: CustomStringConvertible {
    /// As it is read.
    public var description: String {
        switch self {
        case .exact(let number): "\(number)"
        case .measured(let number):
            number == number.rounded() && number.magnitude < 1e15
                ? "\(Int64(number))" : "\(number)"
        }
    }
}
