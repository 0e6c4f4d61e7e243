// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A table as DynamoDB keeps it: its items are spread over partitions by their key, and each
/// partition serves so many units a second and turns away what is beyond, whatever the others have
/// left.
public struct PartitionedTable: Sendable {
    /// Units a second of one partition (AWS, DynamoDB developer guide, "Designing partition keys":
    /// 3,000 read and 1,000 write units).
    public static let readsOfPartition = 3_000
    public static let writesOfPartition = 1_000
    /// A strongly consistent read of up to so much is one unit, an eventually consistent one half;
    /// a write of up to so much is one unit (ibidem, "Read/write capacity mode").
    public static let readUnit = Bytes.kibibytes(4)
    public static let writeUnit = Bytes.kibibytes(1)
    /// The largest item, and what one answer to a query or scan holds at most.
    public static let largestItem = Bytes.kibibytes(400)
    public static let page = Bytes.mebibytes(1)
    public static let mostPages = 1_000
    /// Unused provisioned units that are kept for later, as seconds of the rate.
    public static let burstSeconds = 300
    public static let mostPartitions = 10_000
    /// So that the kept units of 300 s, in billionths of half a unit, fit 63 bits.
    public static let units = 1...15_000_000

    public let partitions: Int
    public let capacity: Capacity
    /// Time of one request, or of one page of an answer.
    public let latency: Distribution

    public enum Capacity: Sendable, Equatable {
        /// Units a second that are paid for; unused ones are kept for 300 s.
        case provisioned(read: Int, write: Int)
        /// Twice the largest use so far, in units a second; the use of the last half hours counts
        /// from the next one on. At first what is given here.
        case onDemand(read: Int, write: Int)

        /// A new table on demand serves 12,000 read and 4,000 write units a second at once (AWS,
        /// DynamoDB developer guide, "On-demand capacity mode").
        public static let fresh = Capacity.onDemand(read: 6_000, write: 2_000)

        public var read: Int {
            switch self {
            case .provisioned(let read, _), .onDemand(let read, _): read
            }
        }

        public var write: Int {
            switch self {
            case .provisioned(_, let write), .onDemand(_, let write): write
            }
        }

        public var isProvisioned: Bool {
            if case .provisioned = self { true } else { false }
        }

        /// Units of reads or writes that the table ever holds at a time, before it has seen more.
        public func held(isWrite: Bool) -> Int {
            (isWrite ? write : read) * (isProvisioned ? PartitionedTable.burstSeconds : 2)
        }
    }

    public init(partitions: Int, capacity: Capacity, latency: Distribution) {
        self.partitions = partitions
        self.capacity = capacity
        self.latency = latency
    }
}

/// One request to a partitioned table, which is turned away (429) where a partition that it asks,
/// or the table, has not the units for it.
public struct AccessStep: Sendable {
    public static let mostItems = 1_000_000
    public static let mostOfBatch = 100

    public let table: ComponentID
    public let keyspace: KeyspaceID
    public let action: Action
    /// Keys of a get or put, each of which finds its partition; of a query items of one key; of a
    /// scan items of all partitions, one after the other.
    public let items: Int
    public let isConsistent: Bool

    public enum Action: String, Sendable, CaseIterable {
        case get, put, query, scan
    }

    public init(
        table: ComponentID, keyspace: KeyspaceID, action: Action, items: Int = 1,
        isConsistent: Bool = false
    ) {
        self.table = table
        self.keyspace = keyspace
        self.action = action
        self.items = items
        self.isConsistent = isConsistent
    }

    /// Answers of at most 1 MiB that a query or scan takes, one after the other.
    public func pages(ofItems size: Bytes) -> Int {
        switch action {
        case .get, .put: return 1
        case .query, .scan:
            let total = Int64(items) * size.bytes
            return Int(max(1, Self.units(total, PartitionedTable.page)))
        }
    }

    /// Half units that one key of a get or put, or one page, takes; `bytes` is the size of the item
    /// or of what the page holds.
    public func halfUnits(ofBytes bytes: Int64) -> Int64 {
        switch action {
        case .put: return 2 * max(1, Self.units(bytes, PartitionedTable.writeUnit))
        case .get, .query, .scan:
            let units = max(1, Self.units(bytes, PartitionedTable.readUnit))
            return isConsistent ? 2 * units : units
        }
    }

    private static func units(_ bytes: Int64, _ unit: Bytes) -> Int64 {
        (bytes + unit.bytes - 1) / unit.bytes
    }
}

extension Model {
    /// All partitioned tables, in model order.
    public var tables: [(id: ComponentID, table: PartitionedTable)] {
        components.enumerated().compactMap { index, component in
            guard case .table(let table) = component.kind else { return nil }
            return (ComponentID(index), table)
        }
    }
}

/// Requests that wait for each other, and of which one then does the steps for all of them.
public struct BatchStep: Sendable {
    public static let sizes = 2...10_000
    public static let longestWindow = SimTime.days(1)

    /// Batches of one name are one, of whichever operation its members are.
    public let name: String
    /// A batch goes when it has so many members.
    public let size: Int
    /// And at the latest so long after its first one came.
    public let within: SimTime
    /// Unless gas is dear then; absent where it goes in any case.
    public let hold: Hold?
    public let steps: [Step]

    /// It waits for more members as long as the base fee of a chain is above this, and no longer
    /// than so.
    public struct Hold: Sendable, Hashable {
        public let chain: ComponentID
        public let above: WeiPerGas
        public let longest: SimTime

        public init(chain: ComponentID, above: WeiPerGas, longest: SimTime) {
            self.chain = chain
            self.above = above
            self.longest = longest
        }
    }

    public init(
        name: String, size: Int, within: SimTime, hold: Hold? = nil, steps: [Step]
    ) {
        self.name = name
        self.size = size
        self.within = within
        self.hold = hold
        self.steps = steps
    }
}

extension BatchStep {
    func scaled(_ place: WorkPlace, by factor: Double) throws(DistributionError) -> BatchStep {
        BatchStep(
            name: name, size: size, within: within, hold: hold,
            steps: try Step.scaled(steps, place, by: factor))
    }
}
