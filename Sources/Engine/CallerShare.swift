// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// What part of those who come to a rate limit is the caller who asks most.
struct CallerShare {
    private let model: Model
    private let plan: LimitPlan

    init(_ model: Model, _ plan: LimitPlan) {
        self.model = model
        self.plan = plan
    }

    /// 1 where all share a bucket. Absent where it is not known: callers of several sources, whose
    /// requests are not told apart; users of a closed source, who are more where the load is; and
    /// an address of users who do not ask alike.
    var largest: Double? {
        switch plan.limit.subject {
        case .all: 1
        case .user: user
        case .address: address
        }
    }

    private var source: TrafficSource? {
        guard case .operation(let number) = plan.owner else { return nil }
        let asking = model.sources.filter { source in
            source.mix.contains { $0.operation.index == number && $0.share.fraction > 0 }
        }
        return asking.count == 1 ? asking[0] : nil
    }

    private var user: Double? {
        guard let source, case .open = source.demand, let people = source.population else {
            return nil
        }
        return KeySampler.largestShare(of: people.users, people.popularity)
    }

    private var address: Double? {
        guard let source, let people = source.population else { return nil }
        switch source.demand {
        case .open:
            if people.addresses == people.users { return user }
            guard case .uniform = people.popularity else { return nil }
            return Self.share(ofAddressOf: people.users, people.addresses)
        case .closed(let closed):
            guard closed.stages.isEmpty, closed.cycle == nil, people.addresses < closed.users
            else { return nil }
            return Self.share(ofAddressOf: closed.users, people.addresses)
        }
    }

    /// User u comes from address u modulo their number.
    private static func share(ofAddressOf users: Int, _ addresses: Int) -> Double {
        Double((users + addresses - 1) / addresses) / Double(users)
    }
}

extension KeySampler {
    /// The probability of the most popular of so many keys.
    static func largestShare(of keys: Int, _ popularity: Popularity) -> Double {
        switch popularity {
        case .uniform: return 1 / Double(keys)
        case .zipf(let exponent):
            var total = 0.0
            eachBlock(of: keys, exponent: exponent) { _, _, weight in total += weight }
            return 1 / total
        }
    }
}
