// SPDX-License-Identifier: GPL-3.0-or-later

/// Processor cores, in thousandths, as Kubernetes counts them.
@frozen
public struct Cores: Sendable, Hashable, Comparable {
    public let millicores: Int64

    @inlinable
    init(_millicores: Int64) { millicores = _millicores }

    public static let zero = Cores(_millicores: 0)

    public static func cores(_ count: Int64) -> Cores { .millicores(count * 1_000) }
    public static func millicores(_ count: Int64) -> Cores { Cores(_millicores: count) }

    @inlinable
    public var cores: Double { Double(millicores) / 1_000 }

    @inlinable
    public static func < (a: Cores, b: Cores) -> Bool { a.millicores < b.millicores }
}

extension Cores: ParsableQuantity {
    public static let expectation = "CPU cores such as 2, 1.5 or 500m"

    static let largestParsed = Cores.cores(1_000_000_000)

    private static let units = UnitTable<UInt128>([("", 1_000), ("m", 1)])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, units.pattern])
    }

    /// Reads cores, or thousandths of a core with the suffix m; at most a billion cores.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let largest = Self.largestParsed
        self = .millicores(
            try parser.count(of: Self.units, in: 0...largest.millicores, "at most \(largest)"))
    }
}

extension Cores: CustomStringConvertible {
    /// Thousandths below one core (500m), else cores (2, 1.5).
    public var description: String {
        let magnitude = millicores.magnitude
        if magnitude > 0 && magnitude < 1_000 { return "\(millicores)m" }
        return plainText(UInt128(magnitude), decimals: 3, isNegative: millicores < 0)
    }
}
