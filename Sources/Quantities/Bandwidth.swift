// SPDX-License-Identifier: GPL-3.0-or-later

/// How fast data flows: a whole number of bits a second, not zero.
@frozen
public struct Bandwidth: Sendable, Hashable, Comparable {
    public let bitsPerSecond: Int64

    @inlinable
    init(_bitsPerSecond: Int64) {
        precondition(_bitsPerSecond > 0, "a bandwidth is above zero")
        bitsPerSecond = _bitsPerSecond
    }

    public static func bitsPerSecond(_ count: Int64) -> Bandwidth {
        Bandwidth(_bitsPerSecond: count)
    }
    public static func kilobitsPerSecond(_ count: Int64) -> Bandwidth {
        .bitsPerSecond(count * 1_000)
    }
    public static func megabitsPerSecond(_ count: Int64) -> Bandwidth {
        .kilobitsPerSecond(count * 1_000)
    }

    public var bytesPerSecond: Double { Double(bitsPerSecond) / 8 }

    @inlinable
    public static func < (a: Bandwidth, b: Bandwidth) -> Bool {
        a.bitsPerSecond < b.bitsPerSecond
    }
}

extension Bandwidth: ParsableQuantity {
    public static let expectation = "a bandwidth such as 50Mbit/s or 400kbit/s"

    static let smallestParsed = Bandwidth.kilobitsPerSecond(1)
    static let largestParsed = Bandwidth.megabitsPerSecond(1_000_000_000)

    private static let sizes: [(symbol: String, meaning: UInt128)] = [
        ("Gbit/s", 1_000_000_000), ("Mbit/s", 1_000_000), ("kbit/s", 1_000), ("bit/s", 1),
    ]
    private static let units = UnitTable<UInt128>(
        sizes,
        nicknames: [
            ("gbps", "Gbit/s"), ("mbps", "Mbit/s"), ("kbps", "kbit/s"), ("bps", "bit/s"),
            ("gb/s", "Gbit/s"), ("mb/s", "Mbit/s"), ("kb/s", "kbit/s"),
        ])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, units.pattern])
    }

    /// Reads bit/s, kbit/s, Mbit/s (10^6) and Gbit/s; from 1kbit/s to 1000000Gbit/s.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let (least, most) = (Self.smallestParsed, Self.largestParsed)
        self = .bitsPerSecond(
            try parser.count(
                of: Self.units, in: least.bitsPerSecond...most.bitsPerSecond,
                "from \(least) to \(most)"))
    }
}

extension Bandwidth: CustomStringConvertible {
    /// Exact, in the largest unit that needs at most three decimals: 1.6Mbit/s.
    public var description: String {
        let magnitude = UInt128(bitsPerSecond)
        for size in Self.sizes where magnitude >= size.meaning {
            let (thousandths, rest) = (magnitude * 1_000).quotientAndRemainder(
                dividingBy: size.meaning)
            if rest == 0 { return plainText(thousandths, decimals: 3) + size.symbol }
        }
        return "\(magnitude)bit/s"
    }
}
