// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// What an exact rule gives against what a file expects, in whole numbers without tolerance.
public struct ExactComparison: Sendable, Equatable {
    /// `result`, or the name of one of several.
    public let metric: String
    public let expected: Expected
    public let outcome: Outcome

    public enum Expected: Sendable, Equatable {
        case equal(WholeNumber)
        case above(WholeNumber)
    }

    public enum Outcome: Sendable, Equatable {
        case got(Natural)
        /// The rule has no answer to these inputs, in words.
        case refused(String)
    }

    public var expectsEquality: Bool {
        switch expected {
        case .equal: true
        case .above: false
        }
    }

    public var passes: Bool {
        guard case .got(let got) = outcome else { return false }
        return switch expected {
        case .equal(let number): number == WholeNumber(got)
        case .above(let number): number < WholeNumber(got)
        }
    }
}

/// A whole number of any width.
public struct WholeNumber: Sendable, Equatable, Comparable {
    public let magnitude: Natural
    /// Never for zero.
    public let isNegative: Bool

    public init(_ magnitude: Natural, isNegative: Bool = false) {
        self.magnitude = magnitude
        self.isNegative = isNegative && !magnitude.isZero
    }

    /// Plain decimal digits, with `-` before them where it is negative; nil for all else.
    init?(_ text: some StringProtocol) {
        let isNegative = text.hasPrefix("-")
        guard let magnitude = Natural(decimal: text.dropFirst(isNegative ? 1 : 0)) else {
            return nil
        }
        self.init(magnitude, isNegative: isNegative)
    }

    public static func < (a: WholeNumber, b: WholeNumber) -> Bool {
        switch (a.isNegative, b.isNegative) {
        case (false, false): a.magnitude < b.magnitude
        case (true, true): a.magnitude > b.magnitude
        case (let isLeftNegative, _): isLeftNegative
        }
    }
}

extension WholeNumber: CustomStringConvertible {
    public var description: String { (isNegative ? "-" : "") + magnitude.description }
}
