// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A rate limit as the kernel reads it.
struct LimitRule: BitwiseCopyable {
    let subject: LimitSubject
    /// Where its buckets begin.
    let first: Int
    var pace: TokenPace
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
            rules.append(
                LimitRule(
                    subject: limit.subject, first: first,
                    pace: TokenPace(rate: limit.rate, burst: limit.burst)))
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
