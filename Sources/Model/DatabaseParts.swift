// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// How writes come to the read replicas: each replica replays them one after the other, in one
/// process.
public struct DatabaseReplication: Sendable {
    public static let longestDelay = SimTime.hours(1)

    /// What a replica spends on one write.
    public let apply: Distribution
    /// From the commit of a write until a replica has received it, however little there is to do.
    public let delay: SimTime
    /// Whether a write is answered only when it has been replayed.
    public let isSynchronous: Bool

    public init(apply: Distribution, delay: SimTime, isSynchronous: Bool) {
        self.apply = apply
        self.delay = delay
        self.isSynchronous = isSynchronous
    }
}

/// The disk of each instance of a database: so many operations a second, one after the other, and a
/// latency of each that keeps nobody else waiting.
public struct DatabaseDisk: Sendable {
    public static let mostOperations = 10_000_000
    /// Of one statement.
    public static let mostOfStatement = 100_000

    /// A second.
    public let operations: Int
    /// Absent for none.
    public let latency: Distribution?

    public init(operations: Int, latency: Distribution?) {
        self.operations = operations
        self.latency = latency
    }

    /// For which the disk is busy with so many operations.
    public func time(of count: Int) -> SimTime {
        SimTime(roundingSeconds: Double(count) / Double(operations))
    }

    /// The same, and the latency of them all, one after the other; of a number that the model
    /// allows.
    public func work(of count: Int) -> (turn: Distribution, latency: Distribution?) {
        do {
            return (
                try .deterministic(time(of: count)), try latency?.scaled(by: Double(count))
            )
        } catch {
            preconditionFailure("disk operations that the model does not allow")
        }
    }
}

/// How connections of a pool are opened: when they are first needed, each by work of the primary.
public struct DatabaseConnecting: Sendable {
    /// Most that may be open, of all pools together; one more is refused. Absent for no bound.
    public let most: Int?
    /// For which one that opens occupies the primary; absent for no time.
    public let time: Distribution?

    public init(most: Int?, time: Distribution?) {
        self.most = most
        self.time = time
    }
}
