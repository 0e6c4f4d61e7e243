// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A number with what it measures, in base units: exact as long as only + - * / and whole powers
/// make it.
public struct Amount: Sendable, Equatable {
    public enum Number: Sendable, Equatable {
        case exact(Rational)
        /// Finite.
        case near(Double)

        public var approximation: Double {
            switch self {
            case .exact(let value): value.approximation
            case .near(let value): value
            }
        }
    }

    public let number: Number
    public let dimension: Dimension

    init(_ number: Number, _ dimension: Dimension = .none) {
        self.number = number
        self.dimension = dimension
    }

    /// So many units.
    init?(_ value: Rational, _ unit: AuditUnit) {
        guard let scaled = value * unit.size else { return nil }
        self.init(.exact(scaled), unit.dimension)
    }

    /// Counted in a unit of the same dimension.
    func counted(in unit: AuditUnit) -> Number? {
        switch number {
        case .exact(let value): (value / unit.size).map { .exact($0) }
        case .near(let value): .near(value / unit.size.approximation)
        }
    }
}

/// Why an operation has no result.
enum ArithmeticFault: Error, Equatable {
    case mixed(Dimension, Dimension)
    case notPlain(Dimension)
    case divisionByZero
    case tooLarge
    /// A logarithm or root of what has none.
    case undefined(String)
    case exponent
}

extension Amount {
    typealias Outcome = Result<Amount, ArithmeticFault>

    private static func combine(
        _ a: Amount, _ b: Amount, _ dimension: Dimension,
        _ exact: (Rational, Rational) -> Rational?, _ near: (Double, Double) -> Double
    ) -> Outcome {
        guard dimension.isBounded else { return .failure(.exponent) }
        if case .exact(let left) = a.number, case .exact(let right) = b.number {
            guard let result = exact(left, right) else { return .failure(.tooLarge) }
            return .success(Amount(.exact(result), dimension))
        }
        return finite(near(a.number.approximation, b.number.approximation), dimension)
    }

    private static func finite(_ value: Double, _ dimension: Dimension) -> Outcome {
        value.isFinite ? .success(Amount(.near(value), dimension)) : .failure(.tooLarge)
    }

    private func alike(_ other: Amount, _ combine: () -> Outcome) -> Outcome {
        dimension == other.dimension ? combine() : .failure(.mixed(dimension, other.dimension))
    }

    func adding(_ other: Amount) -> Outcome {
        alike(other) { Self.combine(self, other, dimension, { $0 + $1 }, +) }
    }

    func subtracting(_ other: Amount) -> Outcome {
        alike(other) { Self.combine(self, other, dimension, { $0 - $1 }, -) }
    }

    func multiplied(by other: Amount) -> Outcome {
        Self.combine(self, other, dimension * other.dimension, { $0 * $1 }, *)
    }

    func divided(by other: Amount) -> Outcome {
        if other.isZero { return .failure(.divisionByZero) }
        return Self.combine(self, other, dimension / other.dimension, { $0 / $1 }, /)
    }

    var isZero: Bool {
        switch number {
        case .exact(let value): value.isZero
        case .near(let value): value == 0
        }
    }

    var negated: Amount {
        switch number {
        case .exact(let value): Amount(.exact(-value), dimension)
        case .near(let value): Amount(.near(-value), dimension)
        }
    }

    /// Exact for a whole exponent up to 1,000; else by logarithm, of plain numbers only.
    func raised(to exponent: Amount) -> Outcome {
        guard exponent.dimension.isNone else { return .failure(.notPlain(exponent.dimension)) }
        if case .exact(let value) = exponent.number, let whole = value.smallWhole {
            guard whole.magnitude <= 1_000 else { return .failure(.exponent) }
            if isZero, whole < 0 { return .failure(.divisionByZero) }
            let raised = dimension.power(whole)
            guard raised.isBounded else { return .failure(.exponent) }
            guard case .exact(let base) = number else {
                return Self.finite(power(number.approximation, whole), raised)
            }
            guard let result = base.power(whole) else { return .failure(.tooLarge) }
            return .success(Amount(.exact(result), raised))
        }
        guard dimension.isNone else { return .failure(.notPlain(dimension)) }
        let base = number.approximation
        guard base > 0 else { return .failure(.undefined("power of \(base)")) }
        return Self.finite(
            Elementary.power(base, exponent.number.approximation), .none)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        let product = (0..<exponent.magnitude).reduce(1.0) { value, _ in value * base }
        return exponent < 0 ? 1 / product : product
    }

    /// Of the same dimension: whether it is less.
    func isLess(than other: Amount) -> Bool {
        if case .exact(let left) = number, case .exact(let right) = other.number {
            return left < right
        }
        return number.approximation < other.number.approximation
    }

    /// A function of a plain number, in floating point.
    func plain(_ function: (Double) -> Double, _ name: String) -> Outcome {
        guard dimension.isNone else { return .failure(.notPlain(dimension)) }
        let value = function(number.approximation)
        guard !value.isNaN, value != -.infinity else {
            return .failure(.undefined("\(name) of \(number.approximation)"))
        }
        return Self.finite(value, .none)
    }

    /// Rounded to a whole number of base units, of plain numbers only.
    func whole(_ exact: (Rational) -> Rational?, _ near: (Double) -> Double) -> Outcome {
        guard dimension.isNone else { return .failure(.notPlain(dimension)) }
        switch number {
        case .exact(let value):
            guard let result = exact(value) else { return .failure(.tooLarge) }
            return .success(Amount(.exact(result)))
        case .near(let value): return Self.finite(near(value), .none)
        }
    }
}
