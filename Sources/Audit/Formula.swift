// SPDX-License-Identifier: GPL-3.0-or-later

/// How a figure follows from others: steps that a stack takes one after the other, each operation
/// after its operands.
struct Formula: Sendable, Equatable {
    struct Step: Sendable, Equatable {
        let action: Action
        /// Where it stands in the text, in bytes from 0.
        let offset: Int
    }

    enum Action: Sendable, Equatable {
        case number(Amount)
        /// By its place among the figures.
        case figure(Int)
        case negate
        case add, subtract, multiply, divide, power
        case call(AuditFunction, arguments: Int)
    }

    let steps: [Step]

    /// Whether it is a number and nothing else.
    var isNumber: Bool {
        guard steps.count == 1, case .number = steps[0].action else { return false }
        return true
    }

    /// The figures that it takes, each once, in the order in which it names them.
    var figures: [Int] {
        var seen: Set<Int> = []
        return steps.compactMap { step in
            guard case .figure(let index) = step.action, seen.insert(index).inserted else {
                return nil
            }
            return index
        }
    }
}

/// What a formula may call.
enum AuditFunction: String, Sendable, CaseIterable {
    case min, max, mean, abs, floor, ceil, sqrt, log, exp

    /// Whether it takes any number of arguments, one at least; else exactly one.
    var isOfMany: Bool {
        switch self {
        case .min, .max, .mean: true
        case .abs, .floor, .ceil, .sqrt, .log, .exp: false
        }
    }
}

/// Two formulas that ought to stand to each other so.
struct Relation: Sendable, Equatable {
    enum Sign: String, Sendable, CaseIterable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case equal = "="

        var words: String {
            switch self {
            case .lessOrEqual: "at most"
            case .greaterOrEqual: "at least"
            case .less: "below"
            case .greater: "above"
            case .equal: "equals"
            }
        }
    }

    let left: Formula
    let sign: Sign
    let right: Formula
    /// Where the sign stands.
    let offset: Int
}

/// What is wrong in a formula, and where: in bytes from 0.
struct FormulaFault: Error, Equatable {
    let offset: Int
    let text: String
    let reason: String
}
