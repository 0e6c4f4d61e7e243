// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Something that a component costs beside its main price: storage, backups, operations of a disk,
/// traffic, connections, a load balancer before it.
public struct ExtraCharge: Sendable, Equatable {
    public let name: String
    public let price: PriceKey
    public let quantity: Quantity
    public let layer: CostLayer

    public init(name: String, price: PriceKey, quantity: Quantity, layer: CostLayer) {
        self.name = name
        self.price = price
        self.quantity = quantity
        self.layer = layer
    }

    /// The same where there is so many times the use; what is kept or runs all the time stays.
    ///
    /// Throws where a volume gets too large.
    func scaled(by factor: ExactDecimal) throws(QuantityError) -> ExtraCharge {
        guard case .volume(let volume) = quantity else { return self }
        return ExtraCharge(
            name: name, price: price, quantity: .volume(try volume.scaled(by: factor)),
            layer: layer)
    }

    /// How much of it there is.
    public enum Quantity: Sendable, Equatable {
        case volume(Volume)
        /// Data that is kept all the time, in all or by each instance.
        case kept(Bytes, isEach: Bool)
        /// Things that run all the time, in all or for each instance.
        case running(ExactDecimal, isEach: Bool)
        /// So many for each use that the engine counts.
        case perUse(ExactDecimal)
        /// So much data for each use that the engine counts.
        case bytesPerUse(Bytes)
        /// A share of the data that a delivery network delivers, such as that of a region.
        case shareOfBytes(Percentage)
        /// The nodes that the component's pods run on, as many as there are on average.
        case nodes

        /// What its price may be per.
        public var units: [PriceUnit] {
            switch self {
            case .volume:
                [
                    .request, .computeUnit, .gigabyte, .gigabyteMonth, .gigabyteSecond,
                    .connectionMinute,
                ]
            case .kept: [.gigabyteMonth, .gigabyteHour]
            case .running: [.hour, .month, .connectionMinute]
            case .perUse: [.request, .computeUnit]
            case .bytesPerUse, .shareOfBytes: [.gigabyte]
            case .nodes: [.hour, .month]
            }
        }
    }
}

/// How much a call of a method counts as, where a provider weighs calls.
public struct MethodWeight: Sendable, Equatable {
    public let name: String
    public let units: Int

    public static let units = 0...1_000_000

    public init(name: String, units: Int) {
        self.name = name
        self.units = units
    }
}

extension Component {
    /// Its extra charges, and that for the nodes that its pods run on.
    public var allExtras: [ExtraCharge] {
        guard case .pods(let pods) = kind, let price = pods.nodes?.price else { return extras }
        let nodes = ExtraCharge(
            name: "nodes", price: price, quantity: .nodes, layer: charge?.layer ?? .compute)
        return extras + [nodes]
    }
}

extension ComponentKind {
    /// Instances that run all the time, where their number is given; nil where there are none.
    public var instances: Int? {
        switch self {
        case .station(let station): station.servers
        case .pods(let pods): pods.paidReplicas
        case .database(let database): 1 + database.replicas
        case .cache(let cache): cache.lastNodes
        case .service, .delivery, .chain, .function, .account, .table: nil
        }
    }
}
