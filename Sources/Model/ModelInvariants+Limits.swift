// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What must hold of those whom rate limits tell apart.
extension ModelInvariants {
    func checkLimits() throws(ModelError) {
        for source in model.sources {
            let path = "traffic.\(source.name)"
            if let population = source.population { try check(population, at: path + ".from") }
            for share in source.mix where share.share > .zero {
                let operation = model.operation(share.operation)
                let isTold = operation.limits.contains { $0.subject != .all }
                if isTold, source.identities == nil {
                    throw ModelError(path: path, fault: .unknownUsers(operation: operation.name))
                }
            }
        }
        // One for all has one bucket.
        let limits = model.operations.reduce(0) { sum, operation in
            sum + operation.limits.count { $0.subject != .all }
        }
        let users = model.sources.reduce(0) { $0 + ($1.identities?.users ?? 0) }
        guard limits == 0 || users <= RateLimit.mostBuckets / limits else {
            throw ModelError(
                path: "traffic",
                fault: .outOfRange(
                    what: "the number of users, times the limits",
                    value: "\(users) times \(limits)",
                    allowed: "at most \(RateLimit.mostBuckets)"))
        }
    }

    private func check(_ population: Population, at path: String) throws(ModelError) {
        try count(
            population.users, "the number of users", at: path + ".users",
            most: Population.largest)
        try count(
            population.addresses, "the number of addresses", at: path + ".addresses",
            most: population.users)
        guard case .zipf(let exponent) = population.popularity else { return }
        guard Popularity.exponents.contains(exponent) else {
            throw ModelError(
                path: path + ".popularity",
                fault: .outOfRange(
                    what: "the exponent", value: "\(exponent)", allowed: "from 0 to 5"))
        }
    }
}
