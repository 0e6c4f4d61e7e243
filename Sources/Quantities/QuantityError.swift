// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a text is not the quantity it should be, or why an operation on quantities has no answer.
public struct QuantityError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case notANumber
        case missingUnit
        case unknownUnit(String, nearest: String?)
        /// Units of one duration must fall, each at most once: `1h30m`, never `30m1h`.
        case unitsOutOfOrder
        /// NaN or infinity.
        case notFinite
        case negative
        /// The value is understood and outside the lawful range, which the text names.
        case outOfRange(String)
        /// The value has more decimals than the type keeps.
        case notExact
        /// The value or the result is larger than the type holds.
        case overflow
        /// `1e30`
        case exponent
        /// `1_000` or `1,000`
        case groupedDigits
    }

    /// What was read, or the operation that failed.
    public let text: String
    /// What would have been right, such as "a duration such as 1.4ms, 5m or 1h30m".
    public let expected: String
    public let reason: Reason

    public init(text: String, expected: String, reason: Reason) {
        self.text = text
        self.expected = expected
        self.reason = reason
    }
}

extension QuantityError: CustomStringConvertible {
    /// One sentence: what was read, what is wrong with it, and what to write.
    public var description: String {
        "\(quoted(text)) \(complaint); expected \(expected)"
    }

    private var complaint: String {
        switch reason {
        case .notANumber: "is not a number"
        case .missingUnit: "has no unit"
        case .unknownUnit(let unit, nearest: nil): "has the unknown unit \(quoted(unit))"
        case .unknownUnit(let unit, nearest: let known?):
            "has the unknown unit \(quoted(unit)), did you mean \(quoted(known))?"
        case .unitsOutOfOrder: "must have its units from large to small, each at most once"
        case .notFinite: "is not finite"
        case .negative: "is negative"
        case .outOfRange(let range): "is out of range: \(range)"
        case .notExact: "has more decimals than can be kept exactly"
        case .overflow: "is too large"
        case .exponent: "has an exponent, write all its digits"
        case .groupedDigits: "has grouped digits, write them without ',' or '_'"
        }
    }

    /// The text in quotes, on one line, and short even where a whole file was given for a value.
    private func quoted(_ text: String) -> String {
        let limit = 40
        var shown = "'"
        for (position, scalar) in text.unicodeScalars.enumerated() {
            if position == limit {
                shown += "…"
                break
            }
            let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            shown.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return shown + "'"
    }
}

/// A quantity that people write in a file: one text with its unit becomes one value.
public protocol ParsableQuantity: Sendable {
    init(parsing text: String) throws(QuantityError)
    /// What a text should look like, for messages: "a duration such as 1.4ms, 5m or 1h30m".
    static var expectation: String { get }
    /// A regular expression (ECMA-262) that matches every text that can be read. It knows numbers
    /// and units; bounds are the reading's own.
    static var pattern: String { get }
}
