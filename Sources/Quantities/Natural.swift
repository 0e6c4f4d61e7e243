// SPDX-License-Identifier: GPL-3.0-or-later

/// A natural number of any width, for exact results that pass 128 bits on their way or at last.
///
/// Up to 2^128 - 1 it is one machine number and nothing is allocated.
public struct Natural: Sendable, Hashable {
    /// One value has one storage: `digits` only above 2^128 - 1.
    private enum Storage: Sendable, Hashable {
        case word(UInt128)
        case digits([UInt32])
    }

    private let storage: Storage

    public init(_ value: UInt128) { storage = .word(value) }
    public init(_ value: UInt64) { storage = .word(UInt128(value)) }

    public static let zero = Natural(0 as UInt64)
    public static let one = Natural(1 as UInt64)

    init(digits: [UInt32]) {
        let kept = Digits.trimmed(digits)
        guard kept.count <= 4 else {
            storage = .digits(kept)
            return
        }
        storage = .word(kept.reversed().reduce(0) { $0 << 32 | UInt128($1) })
    }

    /// To the base 2^32, the least first; none for zero.
    var digits: [UInt32] {
        switch storage {
        case .digits(let digits): return digits
        case .word(let word):
            return Digits.trimmed((0..<4).map { UInt32(truncatingIfNeeded: word >> (32 * $0)) })
        }
    }

    /// Nil where it is 2^128 or more.
    public var asUInt128: UInt128? {
        if case .word(let word) = storage { word } else { nil }
    }

    /// Nil where it is 2^64 or more.
    public var asUInt64: UInt64? { asUInt128.flatMap { UInt64(exactly: $0) } }

    public var isZero: Bool { self == .zero }

    public static func + (a: Natural, b: Natural) -> Natural {
        if let left = a.asUInt128, let right = b.asUInt128 {
            let (sum, overflow) = left.addingReportingOverflow(right)
            if !overflow { return Natural(sum) }
        }
        return Natural(digits: Digits.sum(a.digits, b.digits))
    }

    public static func += (a: inout Natural, b: Natural) { a = a + b }

    public static func * (a: Natural, b: Natural) -> Natural {
        if let left = a.asUInt128, let right = b.asUInt128 {
            let (product, overflow) = left.multipliedReportingOverflow(by: right)
            if !overflow { return Natural(product) }
        }
        return Natural(digits: Digits.product(a.digits, b.digits))
    }

    /// The floor of the quotient.
    ///
    /// - Precondition: b is not zero.
    public static func / (a: Natural, b: Natural) -> Natural {
        precondition(!b.isZero, "a divisor that is not zero")
        if let left = a.asUInt128, let right = b.asUInt128 { return Natural(left / right) }
        return Natural(digits: Digits.quotient(a.digits, by: b.digits))
    }

    /// a - b, or zero where b is the larger.
    public func lessOrZero(_ other: Natural) -> Natural {
        guard other < self else { return .zero }
        if let left = asUInt128, let right = other.asUInt128 { return Natural(left - right) }
        return Natural(digits: Digits.difference(digits, other.digits))
    }
}

extension Natural: Comparable {
    public static func < (a: Natural, b: Natural) -> Bool {
        switch (a.storage, b.storage) {
        case (.word(let left), .word(let right)): left < right
        case (.word, .digits): true
        case (.digits, .word): false
        case (.digits(let left), .digits(let right)):
            left.count == right.count
                ? left.reversed().lexicographicallyPrecedes(right.reversed())
                : left.count < right.count
        }
    }
}

extension Natural: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) { self.init(value) }
}

extension Natural: CustomStringConvertible {
    /// Decimal digits are read and written nine at a time.
    private static let chunk: UInt32 = 1_000_000_000
    public static let mostDecimalDigits = 1_000

    /// Reads plain decimal digits; nil where there are none, others, or more than 1,000.
    public init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.count <= Self.mostDecimalDigits else { return nil }
        var digits: [UInt32] = []
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            digits = Digits.sum(
                Digits.product(digits, [10]), [UInt32(byte - UInt8(ascii: "0"))])
        }
        self.init(digits: digits)
    }

    public var description: String {
        guard case .digits(var digits) = storage else { return "\(asUInt128 ?? 0)" }
        var text = ""
        while !digits.isEmpty {
            let (quotient, remainder) = Digits.divided(digits, by: Self.chunk)
            digits = Digits.trimmed(quotient)
            let part = "\(remainder)"
            text =
                (digits.isEmpty ? "" : String(repeating: "0", count: 9 - part.count)) + part + text
        }
        return text
    }
}
