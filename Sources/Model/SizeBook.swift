// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The sizes that a provider offers instances of a database in; sorted by name.
public struct SizeBook: Sendable {
    public let name: String
    /// The day on which the sizes were offered, as written (ISO 8601).
    public let asOf: String
    public let sizes: [InstanceSize]

    public init(name: String, asOf: String, sizes: [InstanceSize]) {
        self.name = name
        self.asOf = asOf
        self.sizes = sizes.sorted { $0.name < $1.name }
    }

    /// The size of that name, or nil where the book has none.
    public func size(_ name: String) -> InstanceSize? { sizes.first { $0.name == name } }
}

/// What an instance of one size has.
public struct InstanceSize: Sendable {
    /// Such as `db.r6g.2xlarge`.
    public let name: String
    /// Virtual processors.
    public let processors: Int
    public let memory: Bytes
    /// Absent where the book names none.
    public let price: PriceKey?
    public let source: String

    public init(name: String, processors: Int, memory: Bytes, price: PriceKey?, source: String) {
        self.name = name
        self.processors = processors
        self.memory = memory
        self.price = price
        self.source = source
    }

    /// Connections that Amazon RDS for PostgreSQL takes where nothing else is set:
    /// min(memory / 9,531,392 B, 5000), rounded down.
    ///
    /// An upper bound: RDS takes the memory that the operating system leaves (Amazon RDS User
    /// Guide, Quotas and constraints, maximum number of database connections).
    public var connections: Int { max(min(Int(memory.bytes / 9_531_392), 5_000), 1) }
}
