// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Something that users ask of the platform, and the steps by which it is answered.
public struct Operation: Sendable {
    public let name: String
    public let steps: [Step]
    /// Its class where a component serves by priority, in `Discipline.priorities`; 1 goes first.
    public let priority: Int
    /// How long whoever asks waits for an answer, and how often they try.
    public let client: CallPolicy
    /// What every attempt has to pass before the first step, in turn.
    public let limits: [RateLimit]
    /// In their order.
    public let tags: [Tag]

    public init(
        name: String, steps: [Step], priority: Int = 1, client: CallPolicy = .none,
        limits: [RateLimit] = [], tags: [Tag] = []
    ) {
        self.name = name
        self.steps = steps
        self.priority = priority
        self.client = client
        self.limits = limits
        self.tags = tags
    }

    /// The same with other steps.
    public func with(steps: [Step]) -> Operation {
        Operation(
            name: name, steps: steps, priority: priority, client: client, limits: limits,
            tags: tags)
    }

    /// All that a request goes through: the limits and the steps, within the attempts of whoever
    /// asks.
    public var course: [Step] {
        let limited = limits.map { Step.limit($0) } + steps
        if client.isNone { return limited }
        return [
            .guarded(GuardedStep(name: "client", steps: limited, policy: client, fallback: nil))
        ]
    }
}

/// One step of an operation.
public indirect enum Step: Sendable {
    case serve(ServeStep)
    case lookup(LookupStep)
    case query(QueryStep)
    case call(CallStep)
    case delay(DelayStep)
    case choose([Choice])
    case repeated(RepeatStep)
    /// Branches that begin together; the operation goes on when all are done.
    case parallel([[Step]])
    case guarded(GuardedStep)
    /// Pass a rate limit, or be turned away.
    case limit(RateLimit)
    case transfer(TransferStep)
    case submit(SubmitStep)
    case invalidate(InvalidateStep)
    case write(WriteStep)
    case start(StartStep)
    case invoke(InvokeStep)
    case access(AccessStep)
    case batch(BatchStep)
}

/// Hold one server (a core of a pod, a server of a station) for a service time.
public struct ServeStep: Sendable {
    public let component: ComponentID
    public let time: Distribution

    public init(component: ComponentID, time: Distribution) {
        self.component = component
        self.time = time
    }
}

/// Read `count` keys of a keyspace from a cache in one pipelined command; `miss` runs once for each
/// key that is not there, after which the key is filled.
public struct LookupStep: Sendable {
    public static let largestCount = 64

    public let cache: ComponentID
    public let keyspace: KeyspaceID
    public let count: Int
    public let miss: [Step]

    public init(cache: ComponentID, keyspace: KeyspaceID, count: Int, miss: [Step]) {
        self.cache = cache
        self.keyspace = keyspace
        self.count = count
        self.miss = miss
    }
}

/// One database statement, holding its connections while it waits and runs.
public struct QueryStep: Sendable {
    public var database: ComponentID
    public var access: DatabaseAccess
    public var time: Distribution
    /// Operations of the instance's disk before it runs.
    public var diskOperations: Int

    public init(
        database: ComponentID, access: DatabaseAccess, time: Distribution, diskOperations: Int = 0
    ) {
        self.database = database
        self.access = access
        self.time = time
        self.diskOperations = diskOperations
    }
}

/// Reads go to a replica where there is one, writes to the primary.
public enum DatabaseAccess: String, Sendable, CaseIterable {
    case read
    case write
}

/// One call to an external service (an RPC provider, a third party); a failure ends the operation
/// as an error.
public struct CallStep: Sendable {
    public static let largestBatch = 1_000

    public let service: ComponentID
    /// Calls in one round trip.
    public let batch: Int
    /// What is called, by which a provider may weigh the calls; absent where nobody says.
    public let method: String?

    public init(service: ComponentID, batch: Int = 1, method: String? = nil) {
        self.service = service
        self.batch = batch
        self.method = method
    }
}

/// Time that passes without holding anything.
public struct DelayStep: Sendable {
    public let name: String
    public let time: Distribution

    public init(name: String, time: Distribution) {
        self.name = name
        self.time = time
    }
}

/// One arm of a branch, taken with probability `share`; where the shares leave a rest, nothing is
/// done with that probability.
public struct Choice: Sendable {
    public let share: Ratio
    public let steps: [Step]

    public init(share: Ratio, steps: [Step]) {
        self.share = share
        self.steps = steps
    }
}

/// The steps, one round after another: `mean` rounds on average, the whole part always and one more
/// round with the probability of the fraction (2.7 is two rounds, and a third in 70%).
public struct RepeatStep: Sendable {
    public static let largestMean = 100.0

    public let mean: Double
    public let steps: [Step]

    public init(mean: Double, steps: [Step]) {
        self.mean = mean
        self.steps = steps
    }
}

/// Bytes delivered by a content delivery network; they cost money and no time of the operation.
public struct TransferStep: Sendable {
    public let network: ComponentID
    public let size: Bytes

    public init(network: ComponentID, size: Bytes) {
        self.network = network
        self.size = size
    }
}

/// Bounds on the branches of a parallel step.
public enum ParallelStep {
    public static let mostBranches = 100
}

/// Change `count` keys of a keyspace, and drop them from a cache in one command.
public struct InvalidateStep: Sendable {
    public let cache: ComponentID
    public let keyspace: KeyspaceID
    public let count: Int

    public init(cache: ComponentID, keyspace: KeyspaceID, count: Int) {
        self.cache = cache
        self.keyspace = keyspace
        self.count = count
    }
}

/// Change `count` keys of a keyspace and leave what caches hold of them, which is stale from then
/// on; it takes no time.
public struct WriteStep: Sendable {
    public let keyspace: KeyspaceID
    public let count: Int

    public init(keyspace: KeyspaceID, count: Int) {
        self.keyspace = keyspace
        self.count = count
    }
}

/// Work that goes on by itself: the operation does not wait for it, and its end is nobody's.
public struct StartStep: Sendable {
    /// What tables call it; that of one name in an operation is one row.
    public let name: String
    public let steps: [Step]

    public init(name: String, steps: [Step]) {
        self.name = name
        self.steps = steps
    }
}
