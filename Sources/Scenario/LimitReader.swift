// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads rate limits, and who the requests come from whom they tell apart.
struct LimitReader {
    /// What users do when they are told to come again later.
    private enum Manners: String, CaseIterable {
        case wait, ignore
    }

    func limits(_ field: Field) -> [RateLimit]? {
        let expected = "a list such as [{per: user, rate: 100/min, burst: 100}]"
        return all(
            field.items(expected)?.map { item in
                guard let map = item.map(["per", "rate", "burst"]) else { return nil }
                let subject = map.required("per")?.choice(LimitSubject.self)
                let rate = map.required("rate").flatMap(rate)
                let burst = map.required("burst")?.count(1...RateLimit.largestBurst)
                guard let subject, let rate, let burst else { return nil }
                guard Double(burst) / rate.perSecond <= RateLimit.longestFilling.seconds else {
                    item.note(
                        "a bucket of \(burst) would take more than \(RateLimit.longestFilling)"
                            + " to fill", "make 'burst' smaller or 'rate' greater")
                    return nil
                }
                return RateLimit(subject: subject, rate: rate, burst: burst)
            })
    }

    /// Of all together, such as who calls a service.
    func ofAll(_ field: Field) -> RateLimit? {
        guard let map = field.map(["rate", "burst"]) else { return nil }
        let rate = map.required("rate").flatMap(rate)
        let burst = map.required("burst")?.count(1...RateLimit.largestBurst)
        guard let rate, let burst else { return nil }
        return RateLimit(subject: .all, rate: rate, burst: burst)
    }

    func rate(_ field: Field) -> Rate? {
        guard let rate = field.quantity(Rate.self) else { return nil }
        guard rate > .zero, rate <= RateLimit.largestRate else {
            field.note(
                "the rate \(rate) is out of range",
                "write a rate above 0/s and at most \(RateLimit.largestRate)", value: "\(rate)")
            return nil
        }
        return rate
    }

    /// Of an open source: how many users, how they share addresses, and who asks most.
    func population(_ field: Field) -> Population? {
        guard let map = field.map(["users", "addresses", "popularity"]) else { return nil }
        let users = map.required("users")?.count(1...Population.largest)
        let addresses = map["addresses"].optional { $0.count(1...Population.largest) }
        let popularity = map["popularity"].or(.uniform) { KeyspaceReader().popularity($0) }
        guard let users, let addresses, let popularity else { return nil }
        guard let addresses else {
            return Population(users: users, addresses: users, popularity: popularity)
        }
        guard addresses <= users else {
            map["addresses"]?.note(
                "there are more addresses than the \(users) users",
                "write at most \(users); without 'addresses' each user has one",
                value: "\(addresses)")
            return nil
        }
        return Population(users: users, addresses: addresses, popularity: popularity)
    }

    /// Of a closed source, which counts its users itself.
    func addresses(_ field: Field, of users: Int) -> Population? {
        guard let given = field.map(["addresses"])?.required("addresses"),
            let addresses = given.count(1...Population.largest)
        else { return nil }
        guard addresses <= max(users, 1) else {
            given.note(
                "there are more addresses than the \(users) users", "write at most \(users)",
                value: "\(addresses)")
            return nil
        }
        return Population(users: max(users, 1), addresses: addresses, popularity: .uniform)
    }

    func waits(_ field: Field) -> Bool? { field.choice(Manners.self).map { $0 == .wait } }
}
