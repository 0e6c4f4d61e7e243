// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The name of a price in a price book, such as `aws/rds/db.r6g.2xlarge`.
public struct PriceKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let path: String
    public init(_ path: String) { self.path = path }
    public var description: String { path }
    public static func < (a: PriceKey, b: PriceKey) -> Bool { a.path < b.path }
}

/// Prices with their origin; sorted by key.
public struct PriceBook: Sendable {
    public let name: String
    /// The date at which the prices held, as written (ISO 8601).
    public let asOf: String
    /// Hours in an undated month.
    public let hoursPerMonth: Int64
    public let entries: [PriceEntry]

    /// Of an undated month, where no book says otherwise.
    public static let usualHoursPerMonth: Int64 = 730

    public init(name: String, asOf: String, hoursPerMonth: Int64, entries: [PriceEntry]) {
        self.name = name
        self.asOf = asOf
        self.hoursPerMonth = hoursPerMonth
        self.entries = entries.sorted { $0.key < $1.key }
    }

    /// The entry of that key, or nil where the book has none.
    public func entry(_ key: PriceKey) -> PriceEntry? {
        entries.first { $0.key == key }
    }
}

public struct PriceEntry: Sendable {
    public let key: PriceKey
    public let price: UnitPrice
    /// Units a month that are not charged.
    public let freePerMonth: ExactDecimal?
    public let source: String
    public let asOf: String

    public init(
        key: PriceKey, price: UnitPrice, freePerMonth: ExactDecimal?, source: String, asOf: String
    ) {
        self.key = key
        self.price = price
        self.freePerMonth = freePerMonth
        self.source = source
        self.asOf = asOf
    }
}
