// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// An exact quotient of whole numbers, in lowest terms.
///
/// Numerator and denominator have at most 150 decimal digits each; an operation that passes that
/// has no result.
public struct Rational: Sendable, Hashable {
    let isNegative: Bool
    let numerator: Natural
    /// Above zero.
    let denominator: Natural

    static let zero = Rational(0)
    static let one = Rational(1)

    init(_ whole: UInt64) {
        isNegative = false
        numerator = Natural(whole)
        denominator = .one
    }

    /// Nil where a part is too long.
    ///
    /// - Precondition: the denominator is not zero.
    init?(_ numerator: Natural, over denominator: Natural, isNegative: Bool = false) {
        let divisor = Self.greatestCommonDivisor(numerator, denominator)
        let top = divisor == .one ? numerator : numerator / divisor
        let bottom = divisor == .one ? denominator : denominator / divisor
        guard top < Self.bound, bottom < Self.bound else { return nil }
        self.numerator = top
        self.denominator = bottom
        self.isNegative = isNegative && !top.isZero
    }

    /// Reads a plain decimal: digits, at most one point with digits on both sides, and a minus sign
    /// before them where one stands. Nil for all else, and for more than 100 digits.
    init?(decimal text: some StringProtocol) {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), text.utf8.count <= 100,
            let digits = Natural(decimal: parts.joined())
        else { return nil }
        let decimals = parts.count == 2 ? parts[1].utf8.count : 0
        self.init(digits, over: Self.powerOfTen(decimals), isNegative: isNegative)
    }

    /// The value of a finite Double, exactly; nil where that is too long.
    init?(exactly value: Double) {
        let magnitude = value.magnitude
        guard magnitude.isFinite, magnitude < 1e140, magnitude == 0 || magnitude > 1e-90 else {
            return nil
        }
        guard magnitude > 0 else {
            self = .zero
            return
        }
        let exponent = Int(magnitude.exponent) - 52
        let whole = Natural(UInt64(magnitude.significand * 0x1p52))
        let power = (0..<exponent.magnitude).reduce(Natural.one) { power, _ in power * 2 }
        self.init(
            exponent > 0 ? whole * power : whole, over: exponent > 0 ? .one : power,
            isNegative: value < 0)
    }

    var isZero: Bool { numerator.isZero }

    /// 10^150.
    private static let bound = powerOfTen(150)

    static func powerOfTen(_ exponent: Int) -> Natural {
        (0..<exponent).reduce(Natural.one) { power, _ in power * 10 }
    }

    /// Euclid's algorithm.
    private static func greatestCommonDivisor(_ a: Natural, _ b: Natural) -> Natural {
        var (larger, smaller) = (a, b)
        while !smaller.isZero {
            let rest = larger.lessOrZero(larger / smaller * smaller)
            (larger, smaller) = (smaller, rest)
        }
        return larger
    }
}

extension Rational {
    static prefix func - (a: Rational) -> Rational {
        Rational(a.numerator, over: a.denominator, isNegative: !a.isNegative) ?? a
    }

    var magnitude: Rational { isNegative ? -self : self }

    /// Nil where the result is too long; so with all of these.
    static func + (a: Rational, b: Rational) -> Rational? {
        let left = a.numerator * b.denominator
        let right = b.numerator * a.denominator
        let bottom = a.denominator * b.denominator
        if a.isNegative == b.isNegative {
            return Rational(left + right, over: bottom, isNegative: a.isNegative)
        }
        return left < right
            ? Rational(right.lessOrZero(left), over: bottom, isNegative: b.isNegative)
            : Rational(left.lessOrZero(right), over: bottom, isNegative: a.isNegative)
    }

    static func - (a: Rational, b: Rational) -> Rational? { a + -b }

    static func * (a: Rational, b: Rational) -> Rational? {
        Rational(
            a.numerator * b.numerator, over: a.denominator * b.denominator,
            isNegative: a.isNegative != b.isNegative)
    }

    /// Nil also where b is zero.
    static func / (a: Rational, b: Rational) -> Rational? {
        if b.isZero { return nil }
        return Rational(
            a.numerator * b.denominator, over: a.denominator * b.numerator,
            isNegative: a.isNegative != b.isNegative)
    }

    /// Towards zero, or away from it where a rest counts as a whole.
    private func whole(awayFromZero: Bool) -> Rational? {
        let quotient = numerator / denominator
        let hasRest = quotient * denominator != numerator
        return Rational(
            awayFromZero && hasRest ? quotient + .one : quotient, over: .one,
            isNegative: isNegative)
    }

    var floor: Rational? { whole(awayFromZero: isNegative) }
    var ceiling: Rational? { whole(awayFromZero: !isNegative) }
    var truncated: Rational? { whole(awayFromZero: false) }

    /// By repeated squaring; nil where the result is too long, or zero has a negative exponent.
    func power(_ exponent: Int) -> Rational? {
        var result: Rational? = .one
        var square: Rational? = self
        var left = exponent.magnitude
        while left > 0 {
            if left & 1 == 1 { result = result.flatMap { now in square.flatMap { now * $0 } } }
            left >>= 1
            if left > 0 { square = square.flatMap { $0 * $0 } }
            if result == nil { return nil }
        }
        return exponent < 0 ? result.flatMap { Rational.one / $0 } : result
    }

    /// The whole number that it is; nil where it is none or beyond 10^6.
    var smallWhole: Int? {
        guard denominator == .one, let value = numerator.asUInt64, value <= 1_000_000 else {
            return nil
        }
        return isNegative ? -Int(value) : Int(value)
    }

    /// Nearly the nearest Double: from the first 20 digits. Infinite beyond all of them.
    public var approximation: Double {
        let extra = max(0, 20 + digits(denominator) - digits(numerator))
        let scaled = numerator * Self.powerOfTen(extra) / denominator
        let value = Double("\(scaled)e-\(extra)") ?? .infinity
        return isNegative ? -value : value
    }

    private func digits(_ number: Natural) -> Int { number.description.utf8.count }
}

extension Rational: Comparable {
    public static func < (a: Rational, b: Rational) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        let left = a.numerator * b.denominator
        let right = b.numerator * a.denominator
        return a.isNegative ? right < left : left < right
    }
}
