// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A rate limit as the kernel reads it.
///
/// The bucket of b tokens that fills with one each T is kept as one time, when it will be full
/// again: a request passes while that is at most (b - 1) T ahead, and moves it on by T. Exactly the
/// token bucket, in whole nanoseconds (ITU-T I.371, Generic Cell Rate Algorithm, virtual
/// scheduling).
struct LimitRule: BitwiseCopyable {
    let subject: LimitSubject
    /// Where its buckets begin.
    let first: Int
    /// T and (b - 1) T in ns.
    let interval: Int64
    let tolerance: Int64
}

/// Whose limit it is.
struct LimitPlan: Sendable {
    enum Owner: Hashable, Sendable {
        case operation(Int)
        /// Of all who call it, whatever the operation.
        case service(ComponentID)
    }

    let owner: Owner
    let limit: RateLimit
}

/// Who the requests of a source come from, as the kernel reads it.
struct IdentityRule: BitwiseCopyable {
    let isClosed: Bool
    let waitsWhenLimited: Bool
    /// Where its users and addresses begin among those of all sources.
    let firstUser: Int
    let firstAddress: Int
    let addresses: Int
    /// Names the draw of a request's user.
    let stream: UInt64
}

/// The rate limits of a program and those whom they tell apart.
///
/// A class because it owns the tables, which all replications read.
final class LimitTable: @unchecked Sendable {
    let rules: FlatArray<LimitRule>
    let identities: FlatArray<IdentityRule>
    /// Draws users, by source; nil where nobody needs to know.
    let samplers: [KeySampler?]
    let buckets: Int
    let limits: [LimitPlan]

    init(_ model: Model, _ limits: [LimitPlan]) {
        self.limits = limits
        var (users, addresses) = (0, 0)
        var identities: [IdentityRule] = []
        for source in model.sources {
            let counts = source.identities ?? (0, 1)
            let isClosed =
                if case .closed = source.demand { true } else { false }
            identities.append(
                IdentityRule(
                    isClosed: isClosed, waitsWhenLimited: source.waitsWhenLimited,
                    firstUser: users, firstAddress: addresses, addresses: counts.addresses,
                    stream: StreamKey(seed: 0).child("source").child(source.name)
                        .child("user").word))
            users += counts.users
            addresses += counts.addresses
        }
        samplers = model.sources.map { source in
            guard !limits.isEmpty, case .open = source.demand, let people = source.population
            else { return nil }
            return KeySampler(
                Keyspace(
                    name: source.name, keys: people.users, popularity: people.popularity,
                    size: .bytes(1)))
        }
        var first = 0
        var rules: [LimitRule] = []
        for limit in limits.map(\.limit) {
            let interval = Int64((1e9 / limit.rate.perSecond).rounded())
            rules.append(
                LimitRule(
                    subject: limit.subject, first: first, interval: interval,
                    tolerance: interval * Int64(limit.burst - 1)))
            switch limit.subject {
            case .user: first += users
            case .address: first += addresses
            case .all: first += 1
            }
        }
        buckets = first
        self.rules = FlatArray(rules)
        self.identities = FlatArray(identities)
    }
}
