// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A token bucket for each user, for each address, or for all together: it holds `burst` tokens,
/// fills at `rate`, and each request takes one or is turned away (HTTP status 429).
public struct RateLimit: Sendable, Hashable {
    public static let largestBurst = 1_000_000
    public static let largestRate = Rate.perSecond(1_000_000)
    public static let longestFilling = SimTime.days(3_660)
    /// Buckets of all limits together: each takes 8 bytes.
    public static let mostBuckets = 20_000_000

    public let subject: LimitSubject
    public let rate: Rate
    public let burst: Int

    public init(subject: LimitSubject, rate: Rate, burst: Int) {
        self.subject = subject
        self.rate = rate
        self.burst = burst
    }
}

/// What has a bucket of its own.
public enum LimitSubject: String, BitwiseCopyable, Sendable, CaseIterable {
    case user, address, all
}

/// Who the requests of a source come from.
public struct Population: Sendable {
    public static let largest = 10_000_000

    /// Of an open source; those of a closed one are counted by itself.
    public let users: Int
    /// User u comes from address u modulo this.
    public let addresses: Int
    /// How requests spread over the users of an open source.
    public let popularity: Popularity

    public init(users: Int, addresses: Int, popularity: Popularity) {
        self.users = users
        self.addresses = addresses
        self.popularity = popularity
    }
}
