// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension Model {
    /// The same model under so many times its load: every rate, and every number of users.
    ///
    /// Throws where that is more than a model may hold.
    public func with(load factor: Double) throws(ModelError) -> Model {
        try changed { model in
            model.sources = sources.map { $0.scaled(by: factor) }
        }
    }
}

extension Model {
    /// The same model under another growth.
    public func with(growth: Growth) -> Model {
        var copy = self
        copy.economics.growth = growth
        return copy
    }

    /// The same model with so many times the use: its load, and the volumes that are stated of
    /// what is billed and transacted.
    ///
    /// Throws where that is more than a model may hold.
    public func with(use factor: ExactDecimal) throws(ModelError) -> Model {
        try with(load: factor.approximation).changed { model in
            model.economics.transactions = Self.scaled(model.economics.transactions, by: factor)
            model.economics.activeUsers = economics.activeUsers.map { users in
                Int(exactly: (Double(users) * factor.approximation).rounded()) ?? users
            }
            for index in model.components.indices {
                var component = model.components[index]
                let volume = component.charge?.volume
                component.charge?.volume = Self.scaled(volume, by: factor)
                component.extras = component.extras.map { $0.scaled(by: factor) }
                if case .chain(var chain) = component.kind {
                    for number in chain.transactions.indices {
                        let volume = chain.transactions[number].volume
                        chain.transactions[number].volume =
                            Self.scaled(volume, by: factor) ?? volume
                    }
                    component.kind = .chain(chain)
                }
                model.components[index] = component
            }
        }
    }

    /// What is too large to grow is refused where it is billed.
    private static func scaled(_ volume: Volume?, by factor: ExactDecimal) -> Volume? {
        volume.map { (try? $0.scaled(by: factor)) ?? $0 }
    }
}

extension TrafficSource {
    func scaled(by factor: Double) -> TrafficSource {
        var scaled = self
        scaled.demand =
            switch demand {
            case .open(let open): .open(open.scaled(by: factor))
            case .closed(let closed): .closed(closed.scaled(by: factor))
            }
        return scaled
    }
}

extension OpenDemand {
    /// So many times the arrivals, in batches of the same sizes.
    func scaled(by factor: Double) -> OpenDemand {
        switch law {
        case .bursts(let bursts):
            OpenDemand(
                bursts: bursts.map { Burst(rate: $0.rate.scaled(by: factor), mean: $0.mean) },
                batch: batch)
        case .trace(let trace):
            OpenDemand(trace: trace.scaled(by: factor), batch: batch)
        case .poisson, .deterministic, .renewal:
            OpenDemand(
                rate: rate.scaled(by: factor), law: law,
                stages: stages.map {
                    RateStage(duration: $0.duration, target: $0.target.scaled(by: factor))
                }, batch: batch, cycle: cycle)
        }
    }
}

extension Rate {
    fileprivate func scaled(by factor: Double) -> Rate { self * Ratio.fraction(factor) }
}

extension ClosedDemand {
    /// So many times the users, to the nearest; of some at least one is left.
    func scaled(by factor: Double) -> ClosedDemand {
        func scaled(_ users: Int) -> Int {
            guard users > 0 else { return 0 }
            return max(1, Int(exactly: (Double(users) * factor).rounded()) ?? .max)
        }
        return ClosedDemand(
            users: scaled(users), think: think,
            stages: stages.map { UserStage(duration: $0.duration, target: scaled($0.target)) },
            cycle: cycle)
    }
}
