// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How near the load is to a limit that turns away what is beyond: neither a server nor a
/// connection of a pool.
public struct LimitLoad: Sendable {
    public let id: LimitID
    public let name: String
    /// Invocations or connections at a time; absent where a rate is bounded.
    public let places: Int?
    /// Mean share of it that is used; absent where every caller has a bucket of its own.
    public let utilization: Estimate<Ratio>?
    /// Turned away, of all that came to it; of connections, of all that were to be opened.
    public let rejected: Estimate<Ratio>
    /// Requests a second at which the mean demand reaches it, where the mix of requests stays;
    /// absent where no request asks for it. Bursts are turned away before.
    public let saturationLoad: Estimate<Rate>?
    /// 1 - load / saturation load; negative where more is asked for.
    public let headroom: Estimate<Ratio>

    public var kind: Kind { id.kind }

    /// Absent for a limit of an operation.
    public var component: ComponentID? {
        switch id.owner {
        case .operation: nil
        case .component(let component): component
        }
    }

    public enum Kind: String, Sendable, CaseIterable {
        case rateLimit = "rate limit"
        /// Of whoever asks most.
        case userLimit = "rate limit a user"
        case addressLimit = "rate limit an address"
        case concurrency
        case reservedConcurrency = "reserved concurrency"
        case readCapacity = "read capacity"
        case writeCapacity = "write capacity"
        case partition = "hottest partition"
        case connections = "max connections"
        /// Of the platform's transactions, and what others with higher tips leave them.
        case blockGas = "block gas"
        /// Of the batches of chains that the platform operates.
        case blobs

        /// Whether what is beyond waits, ever longer, and is not turned away.
        public var isOfBlocks: Bool {
            switch self {
            case .blockGas, .blobs: true
            case .rateLimit, .userLimit, .addressLimit, .concurrency, .reservedConcurrency,
                .readCapacity, .writeCapacity, .partition, .connections:
                false
            }
        }
    }

    /// Whether surely more is asked for than blocks have room for, so that ever more waits.
    public var isFull: Bool {
        guard kind.isOfBlocks, let headroom = headroom.interval(confidence: .percent(95)) else {
            return false
        }
        return headroom.upperBound < 0
    }
}

/// Which limit it is: names are there to be read, and may be alike.
public struct LimitID: Sendable, Hashable {
    public let kind: LimitLoad.Kind
    public let owner: Owner
    /// Tells those of one kind apart that an owner has.
    public let number: Int

    public enum Owner: Sendable, Hashable {
        case operation(OperationID)
        case component(ComponentID)
    }

    init(kind: LimitLoad.Kind, owner: Owner, number: Int = 0) {
        self.kind = kind
        self.owner = owner
        self.number = number
    }
}

extension Model {
    public func name(of owner: LimitID.Owner) -> String {
        switch owner {
        case .operation(let id): operation(id).name
        case .component(let id): component(id).name
        }
    }
}

/// What bounds the load: a resource, or a limit.
public struct Ceiling: Sendable {
    public enum Place: Sendable, Equatable {
        case resource(ResourceID)
        case limit(LimitID)
    }

    public let place: Place
    public let name: String
    public let utilization: Estimate<Ratio>?
    public let saturationLoad: Estimate<Rate>?
    public let headroom: Estimate<Ratio>

    public var isLimit: Bool {
        switch place {
        case .resource: false
        case .limit: true
        }
    }

    init(_ resource: ResourceMeasurement) {
        place = .resource(resource.id)
        name = resource.name
        utilization = resource.utilization
        saturationLoad = resource.saturationLoad
        headroom = resource.headroom
    }

    init(_ limit: LimitLoad) {
        place = .limit(limit.id)
        name = limit.name
        utilization = limit.utilization
        saturationLoad = limit.saturationLoad
        headroom = limit.headroom
    }
}

extension Measurements {
    /// Resources, then limits.
    public var ceilings: [Ceiling] {
        resources.map { Ceiling($0) } + limitLoads.map { Ceiling($0) }
    }

    /// What runs out first as load grows: that with the least headroom.
    public var binding: Ceiling? {
        ceilings.min { $0.headroom.value < $1.headroom.value }
    }

    /// Blocks that surely have less room than is asked for, by most.
    public var fullBlocks: LimitLoad? {
        limitLoads.filter(\.isFull).min { $0.headroom.value < $1.headroom.value }
    }

    /// What keeps requests waiting first as load grows.
    public var bindingResource: ResourceMeasurement? {
        resources.min { $0.headroom.value < $1.headroom.value }
    }
}
