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
    /// The same model under a load that stands still: each source that has a level at that, in
    /// arrivals a second or users, without stages and cycles, and of a trace without its times, as
    /// a Poisson process; the others stay as they are.
    ///
    /// - Precondition: a level, or none, for each source.
    public func with(steady levels: [Double?]) throws(ModelError) -> Model {
        precondition(levels.count == sources.count, "a level for each source")
        return try changed { model in
            for index in sources.indices {
                guard let level = levels[index] else { continue }
                model.sources[index].demand = sources[index].demand.steady(at: level)
            }
        }
    }
}

extension Demand {
    fileprivate func steady(at level: Double) -> Demand {
        switch self {
        case .open(let open):
            let law: InterarrivalLaw
            switch open.law {
            case .bursts: return self
            case .trace: law = .poisson
            case .poisson, .deterministic, .renewal: law = open.law
            }
            return .open(
                OpenDemand(rate: .perSecond(level), law: law, stages: [], batch: open.batch))
        case .closed(let closed):
            let users = Int(exactly: level.rounded()) ?? closed.users
            return .closed(
                ClosedDemand(users: max(users, 1), think: closed.think, stages: []))
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

    /// The same model under other agreements with providers.
    public func with(agreements: Agreements) -> Model {
        var copy = self
        copy.economics.agreements = agreements
        return copy
    }

    /// The same model with so many times the use: its load, and the volumes that are stated of
    /// what is billed and transacted.
    ///
    /// Throws where that is more than a model may hold.
    public func with(use factor: ExactDecimal) throws(ModelError) -> Model {
        try with(load: factor.approximation).changed { model throws(ModelError) in
            let growing = GrowingVolume(factor: factor)
            model.economics.transactions = try growing.volume(
                economics.transactions, "transactions")
            model.economics.activeUsers = try growing.users(economics.activeUsers)
            for index in model.components.indices {
                try growing.grow(&model.components[index])
            }
        }
    }
}

/// What is stated of a month, where there is so many times the use.
private struct GrowingVolume {
    let factor: ExactDecimal

    func grow(_ component: inout Component) throws(ModelError) {
        let path = "components.\(component.name)"
        let grown = try volume(component.charge?.volume, path + ".volume")
        component.charge?.volume = grown
        for index in component.extras.indices {
            let extra = component.extras[index]
            do { component.extras[index] = try extra.scaled(by: factor) } catch {
                throw tooLarge(path + ".charges.\(extra.name).volume", error)
            }
        }
        guard case .chain(var chain) = component.kind else { return }
        for index in chain.transactions.indices {
            let transaction = chain.transactions[index]
            let path = path + ".transactions.\(transaction.name).volume"
            do {
                chain.transactions[index].volume = try transaction.volume.scaled(by: factor)
            } catch {
                throw tooLarge(path, error)
            }
        }
        component.kind = .chain(chain)
    }

    func volume(_ volume: Volume?, _ path: String) throws(ModelError) -> Volume? {
        guard let volume else { return nil }
        do { return try volume.scaled(by: factor) } catch { throw tooLarge(path, error) }
    }

    func users(_ users: Int?) throws(ModelError) -> Int? {
        guard let users else { return nil }
        let grown = (Double(users) * factor.approximation).rounded()
        guard let count = Int(exactly: grown) else {
            throw ModelError(
                path: "active users",
                fault: .outOfRange(
                    what: "their number after growth", value: "\(grown)",
                    allowed: "at most \(Int.max); let it grow less, or name fewer months"))
        }
        return count
    }

    private func tooLarge(_ path: String, _ error: QuantityError) -> ModelError {
        ModelError(
            path: path,
            fault: .outOfRange(
                what: "the volume after growth", value: error.text,
                allowed: "less than 10^20; let it grow less, or name fewer months"))
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
