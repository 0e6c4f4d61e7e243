// SPDX-License-Identifier: GPL-3.0-or-later

/// An amount of memory or data: a whole number of bytes, not negative when it is parsed.
@frozen
public struct Bytes: Sendable, Hashable, Comparable {
    public let bytes: Int64

    @inlinable
    init(_bytes: Int64) { bytes = _bytes }

    @inlinable
    public static var zero: Bytes { Bytes(_bytes: 0) }

    public static func bytes(_ count: Int64) -> Bytes { Bytes(_bytes: count) }
    public static func kibibytes(_ count: Int64) -> Bytes { .bytes(count * 1_024) }
    public static func mebibytes(_ count: Int64) -> Bytes { .kibibytes(count * 1_024) }
    public static func gibibytes(_ count: Int64) -> Bytes { .mebibytes(count * 1_024) }
    public static func kilobytes(_ count: Int64) -> Bytes { .bytes(count * 1_000) }
    public static func megabytes(_ count: Int64) -> Bytes { .kilobytes(count * 1_000) }
    public static func gigabytes(_ count: Int64) -> Bytes { .megabytes(count * 1_000) }

    /// Exact, in units of 10^9 bytes, as providers bill: 4GiB is 4.294967296.
    public var gigabytes: ExactDecimal { ExactDecimal(scaled: Int128(bytes) * 1_000_000_000) }

    @inlinable
    public static func < (a: Bytes, b: Bytes) -> Bool { a.bytes < b.bytes }
    /// Traps on overflow; texts are read up to 1 EiB, so eight of them may be added.
    @inlinable
    public static func + (a: Bytes, b: Bytes) -> Bytes { Bytes(_bytes: a.bytes + b.bytes) }
    @inlinable
    public static func - (a: Bytes, b: Bytes) -> Bytes { Bytes(_bytes: a.bytes - b.bytes) }

    public func multiplied(by count: Int64) throws(QuantityError) -> Bytes {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: count)
        if overflow {
            throw QuantityError(
                text: "\(self) times \(count)", expected: "at most \(Int64.max) bytes",
                reason: .overflow)
        }
        return .bytes(product)
    }
}

extension Bytes: ParsableQuantity {
    public static let expectation = "an amount of data such as 2Gi, 2GiB, 500GB or 64B"

    static let largestParsed: Int64 = 1 << 60

    /// From large to small, as they are printed.
    private static let sizes: [(symbol: String, meaning: UInt128)] = [
        ("PiB", 1 << 50), ("PB", 1_000_000_000_000_000), ("TiB", 1 << 40),
        ("TB", 1_000_000_000_000), ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20),
        ("MB", 1_000_000), ("KiB", 1 << 10), ("KB", 1_000), ("B", 1),
    ]
    private static let units = UnitTable<UInt128>(
        sizes + [
            ("kB", 1_000), ("Pi", 1 << 50), ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20),
            ("Ki", 1 << 10), ("P", 1_000_000_000_000_000), ("T", 1_000_000_000_000),
            ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000),
        ],
        nicknames: [("byte", "B"), ("bytes", "B")])

    public static var pattern: String {
        QuantityPattern.text([QuantityPattern.number, units.pattern])
    }

    /// Reads Kubernetes suffixes (Ki…Pi, k, M…P) and KB…PB, KiB…PiB, B; a whole number of bytes, at
    /// most 1 EiB.
    public init(parsing text: String) throws(QuantityError) {
        var parser = QuantityParser(text, expected: Self.expectation)
        let largest = Self.largestParsed
        self = .bytes(
            try parser.count(of: Self.units, in: 0...largest, "at most \(Bytes.bytes(largest))"))
    }
}

extension Bytes: CustomStringConvertible {
    /// The shortest exact text of at least one unit and at most three decimals: 2GiB, 1.5KB.
    public var description: String {
        let magnitude = UInt128(bytes.magnitude)
        let sign = bytes < 0 ? "-" : ""
        var shortest = "\(magnitude)B"
        for size in Self.sizes.reversed() where magnitude >= size.meaning {
            let (thousandths, rest) = (magnitude * 1_000).quotientAndRemainder(
                dividingBy: size.meaning)
            guard rest == 0 else { continue }
            let text = plainText(thousandths, decimals: 3) + size.symbol
            if text.utf8.count <= shortest.utf8.count { shortest = text }
        }
        return sign + shortest
    }
}
