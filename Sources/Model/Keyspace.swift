// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The keys that one kind of cached data has, and how often each is asked for.
public struct Keyspace: Sendable {
    public static let largestKeys = 50_000_000

    public let name: String
    public let keys: Int
    public let popularity: Popularity
    /// Memory that one key takes in the cache, its overhead included.
    public let size: Bytes
    /// How long a key stays; absent where the cache says so.
    public let timeToLive: SimTime?

    public init(
        name: String, keys: Int, popularity: Popularity, size: Bytes, timeToLive: SimTime? = nil
    ) {
        self.name = name
        self.keys = keys
        self.popularity = popularity
        self.size = size
        self.timeToLive = timeToLive
    }
}

/// How requests spread over the keys of a keyspace.
public enum Popularity: Sendable {
    case uniform
    /// Key k (from 1) is asked for in proportion to k^-exponent.
    case zipf(exponent: Double)

    /// Those of Zipf's law.
    public static let exponents = 0.0...5.0
}
