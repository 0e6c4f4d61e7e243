// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Why a formula has no value, and at which of its places: in bytes from 0.
struct EvaluationFault: Error, Equatable {
    let offset: Int
    let reason: String
}

extension Formula {
    /// The value, with every figure as `figure` gives it; a figure without number is a fault.
    func value(_ figure: (Int) -> Amount?) throws(EvaluationFault) -> Amount {
        var stack: [Amount] = []
        for step in steps {
            do throws(ArithmeticFault) {
                switch step.action {
                case .number(let amount): stack.append(amount)
                case .figure(let index):
                    guard let amount = figure(index) else {
                        throw .undefined("number in this figure")
                    }
                    stack.append(amount)
                case .negate: stack.append(stack.removeLast().negated)
                case .add: try combine(&stack) { $0.adding($1) }
                case .subtract: try combine(&stack) { $0.subtracting($1) }
                case .multiply: try combine(&stack) { $0.multiplied(by: $1) }
                case .divide: try combine(&stack) { $0.divided(by: $1) }
                case .power: try combine(&stack) { $0.raised(to: $1) }
                case .call(let function, let count):
                    let arguments = Array(stack.suffix(count))
                    stack.removeLast(count)
                    stack.append(try function.value(arguments).get())
                }
            } catch {
                throw EvaluationFault(offset: step.offset, reason: error.words)
            }
        }
        return stack[0]
    }

    private func combine(
        _ stack: inout [Amount], _ operation: (Amount, Amount) -> Amount.Outcome
    ) throws(ArithmeticFault) {
        let right = stack.removeLast()
        let left = stack.removeLast()
        stack.append(try operation(left, right).get())
    }
}

extension AuditFunction {
    /// - Precondition: one argument at least, and no more where the function takes one.
    func value(_ arguments: [Amount]) -> Amount.Outcome {
        let first = arguments[0]
        switch self {
        case .min: return best(arguments) { $0.isLess(than: $1) }
        case .max: return best(arguments) { $1.isLess(than: $0) }
        case .mean:
            let count = Amount(.exact(Rational(UInt64(arguments.count))))
            let sum = arguments.dropFirst().reduce(Amount.Outcome.success(first)) { sum, next in
                sum.flatMap { $0.adding(next) }
            }
            return sum.flatMap { $0.divided(by: count) }
        case .abs:
            return .success(first.isLess(than: first.negated) ? first.negated : first)
        case .floor: return first.whole({ $0.floor }, { $0.rounded(.down) })
        case .ceil: return first.whole({ $0.ceiling }, { $0.rounded(.up) })
        case .sqrt: return first.plain({ $0.squareRoot() }, rawValue)
        case .log: return first.plain({ Elementary.log($0) }, rawValue)
        case .exp: return first.plain({ Elementary.exp($0) }, rawValue)
        }
    }

    private func best(
        _ arguments: [Amount], _ isBetter: (Amount, Amount) -> Bool
    ) -> Amount.Outcome {
        var best = arguments[0]
        for next in arguments.dropFirst() {
            guard next.dimension == best.dimension else {
                return .failure(.mixed(best.dimension, next.dimension))
            }
            if isBetter(next, best) { best = next }
        }
        return .success(best)
    }
}

extension ArithmeticFault {
    var words: String {
        switch self {
        case .mixed(let left, let right):
            "mixed units, \(left) and \(right); convert one of them"
        case .notPlain(let dimension):
            "\(dimension) where a plain number must be; divide by its unit"
        case .divisionByZero: "a division by zero"
        case .tooLarge: "a result that is too large"
        case .undefined(let words): "there is no \(words)"
        case .exponent: "an exponent beyond 1000"
        }
    }
}
