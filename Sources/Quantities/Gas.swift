// SPDX-License-Identifier: GPL-3.0-or-later

/// Units of gas, the work that a transaction or a block does.
public struct Gas: Sendable, Hashable, Comparable {
    public let units: UInt64

    public init(_ units: UInt64) { self.units = units }

    public static let zero = Gas(0)

    /// The only way from a Double. Throws where it is not finite, negative or too large.
    public init(rounding units: Double, rule: RoundingRule) throws(QuantityError) {
        let count = try Wide.count(
            rounding: units, of: "gas", most: UInt128(UInt64.max), rule: rule)
        self.init(UInt64(truncatingIfNeeded: count))
    }

    public static func < (a: Gas, b: Gas) -> Bool { a.units < b.units }

    public static func + (a: Gas, b: Gas) throws(QuantityError) -> Gas {
        let (sum, overflow) = a.units.addingReportingOverflow(b.units)
        if overflow { throw tooLarge("\(a) + \(b)") }
        return Gas(sum)
    }

    public static func * (gas: Gas, price: WeiPerGas) throws(QuantityError) -> Wei {
        let (fee, overflow) = price.wei.multipliedReportingOverflow(by: UInt128(gas.units))
        if overflow { throw Wei.tooLarge("\(gas) * \(price)") }
        return Wei(fee)
    }

    public func multiplied(by count: UInt64) throws(QuantityError) -> Gas {
        let (product, overflow) = units.multipliedReportingOverflow(by: count)
        if overflow { throw Self.tooLarge("\(self) * \(count)") }
        return Gas(product)
    }

    private static func tooLarge(_ operation: String) -> QuantityError {
        QuantityError(text: operation, expected: "at most \(UInt64.max) gas", reason: .overflow)
    }
}

extension Gas: ParsableQuantity {
    public static let expectation = "an amount of gas such as 21000 gas"

    private static let table = UnitTable<Void>([("gas", ())])

    public static var pattern: String { QuantityPattern.text(["[0-9]+(\\.0+)?", table.pattern]) }

    /// Reads a whole number and the word gas.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let number = try parser.number()
        try parser.unit(of: Self.table)
        units = UInt64(
            try parser.magnitude(of: number, times: 1, limit: UInt128(UInt64.max)))
    }
}

extension Gas: CustomStringConvertible {
    public var description: String { "\(units) gas" }
}

/// The price of one unit of gas: a base fee, a priority fee, their sum.
public struct WeiPerGas: Sendable, Hashable, Comparable {
    public let wei: UInt128

    public init(wei: UInt128) { self.wei = wei }

    public static let zero = WeiPerGas(wei: 0)

    public static func wei(_ count: UInt64) -> WeiPerGas { WeiPerGas(wei: UInt128(count)) }

    /// - Precondition: not negative.
    public static func gwei(_ count: Int64) -> WeiPerGas {
        WeiPerGas(wei: UInt128(count) * 1_000_000_000)
    }

    public static func < (a: WeiPerGas, b: WeiPerGas) -> Bool { a.wei < b.wei }

    public static func + (a: WeiPerGas, b: WeiPerGas) throws(QuantityError) -> WeiPerGas {
        let (sum, overflow) = a.wei.addingReportingOverflow(b.wei)
        if overflow { throw Wei.tooLarge("\(a) + \(b)") }
        return WeiPerGas(wei: sum)
    }
}

extension WeiPerGas: ParsableQuantity {
    public static let expectation = "a gas price such as 2 gwei, 0.5 gwei or 30 wei"

    private static let units = UnitTable<Int>([("gwei", 9), ("wei", 0)])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, units.pattern])
    }

    /// Reads a decimal of gwei or wei that is a whole number of wei.
    public init(parsing text: String) throws(QuantityError) {
        wei = try Wei.parse(text, units: Self.units, expected: Self.expectation)
    }
}

extension WeiPerGas: CustomStringConvertible {
    /// The shorter of gwei and wei, both exact.
    public var description: String { Wei.shortestText(wei, in: [("gwei", 9), ("wei", 0)]) }
}
