// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The name of a price in a price book, such as `aws/rds/db.r6g.2xlarge`.
public struct PriceKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let path: String
    public init(_ path: String) { self.path = path }
    public var description: String { path }
    public static func < (a: PriceKey, b: PriceKey) -> Bool { a.path < b.path }
}

/// Prices with their origin, in dollars; sorted by key.
public struct PriceBook: Sendable {
    public let name: String
    /// The date at which the prices held, as written (ISO 8601).
    public let asOf: String
    /// Hours in an undated month.
    public let hoursPerMonth: Int64
    /// How prices in another currency became dollars; absent where they are in dollars.
    public let conversion: Conversion?
    public let entries: [PriceEntry]

    /// A stated rate of exchange.
    public struct Conversion: Sendable, Equatable {
        public let rate: ExchangeRate
        /// As written (ISO 8601).
        public let asOf: String

        public init(rate: ExchangeRate, asOf: String) {
            self.rate = rate
            self.asOf = asOf
        }
    }

    /// Of an undated month, where no book says otherwise.
    public static let usualHoursPerMonth: Int64 = 730

    public init(
        name: String, asOf: String, hoursPerMonth: Int64, conversion: Conversion? = nil,
        entries: [PriceEntry]
    ) {
        self.name = name
        self.asOf = asOf
        self.hoursPerMonth = hoursPerMonth
        self.conversion = conversion
        self.entries = entries.sorted { $0.key < $1.key }
    }

    /// The entry of that key, or nil where the book has none.
    public func entry(_ key: PriceKey) -> PriceEntry? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].key == key ? entries[low] : nil
    }
}
