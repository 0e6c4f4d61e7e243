// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How a cache keeps its keys, beyond how many fit and how long they live.
public struct CacheBehavior: Sendable, Equatable {
    public static let plain = CacheBehavior()
    public static let mostSamples = 64
    /// What Redis takes where nothing is configured (`maxmemory-samples`).
    public static let usualSamples = 5
    /// Some 50 MB a replication.
    public static let mostKeysOfAuto = 2_000_000

    public var expiry = Expiry.fixed
    /// Keys that an eviction looks at, as Redis does; absent where it knows the exact order of use.
    public var samples: Int?
    public var expiredKeys = ExpiredKeys.held
    /// Memory of a key beside what its keyspace says.
    public var overhead = Bytes.zero

    public var start = Start.cold
    public var misses = MissHandling.each
    public var keyModel = KeyModel.keys
    /// How uses are counted where the least frequently used key is dropped.
    public var frequency = UseFrequency.usual
    /// Absent where the number of nodes stays.
    public var resharding: CacheResharding?

    public init() {}

    /// Whether so many keys are not simulated one by one.
    public func approximates(keys: Int) -> Bool {
        switch keyModel {
        case .keys: false
        case .approximate: true
        case .auto: keys > Self.mostKeysOfAuto
        }
    }

    /// What a cache holds when a run begins.
    public enum Start: String, Sendable, CaseIterable {
        case cold
        /// What it would hold in the long run at the first level of the load.
        case warm
    }

    /// What is done about a missing key that another request is filling.
    public enum MissHandling: String, Sendable, CaseIterable {
        /// The same once more.
        case each
        /// The request waits for the other's fill.
        case single
    }

    /// How hits are found.
    public enum KeyModel: String, Sendable, CaseIterable {
        /// Key by key.
        case keys
        /// Each lookup by the probability of its key in the long run.
        case approximate
        /// By keys up to two million of them.
        case auto
    }

    /// What a time to live counts from.
    public enum Expiry: String, Sendable, CaseIterable {
        /// From the fill.
        case fixed
        /// From the fill or the last hit.
        case sliding
    }

    /// What becomes of the memory of an expired key.
    public enum ExpiredKeys: String, Sendable, CaseIterable {
        /// It is held until the key is filled anew or dropped.
        case held
        /// It is free at once for others, as if expired keys were found without delay.
        case freed
    }
}

/// How Redis counts the uses of a key (`lfu-log-factor`, `lfu-decay-time`).
public struct UseFrequency: Sendable, Equatable {
    public static let usual = UseFrequency(logFactor: 10, decay: .minutes(1))
    public static let mostFactor = 1_000_000

    /// The more, the more uses a count stands for.
    public let logFactor: Int
    /// In which the count falls by one, in whole minutes; zero for never.
    public let decay: SimTime

    public init(logFactor: Int, decay: SimTime) {
        self.logFactor = logFactor
        self.decay = decay
    }
}
