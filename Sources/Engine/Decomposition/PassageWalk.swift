// SPDX-License-Identifier: GPL-3.0-or-later
import Statistics

/// What each queue and each cache does to a request, as far as it is known.
struct NetworkState {
    /// By resource.
    var queues: [QueueState]
    /// The share of lookups that find their key, by region.
    var hits: [Double]
}

/// How a request fares that comes to a queue.
struct QueueState {
    /// Mean wait in seconds, of those admitted.
    var wait = 0.0
    /// Share of those admitted that wait at all; the wait of these is taken for exponential.
    var waitProbability = 0.0
    /// Share of arrivals that find no room.
    var blocking = 0.0

    /// E W² = 2 (E W)² / P(W > 0), less (E W)².
    var variance: Double {
        waitProbability > 0 ? wait * wait * (2 / waitProbability - 1) : 0
    }
}

/// Walks the steps of an operation and adds up what a request meets.
struct PassageWalk {
    let plan: FlowPlan
    let state: NetworkState

    func passage(_ steps: [FlowStep]) -> Passage {
        var result = Passage(plan)
        for step in steps { result.append(passage(step)) }
        return result
    }

    private func passage(_ step: FlowStep) -> Passage {
        var result = Passage(plan)
        switch step {
        case .visit(let visit):
            return passage(visit)
        case .hold(let pool, let waitPart, let steps):
            return hold(pool, waitPart, steps)
        case .pause(let part, let time):
            result.mean = time.meanSeconds
            result.spent = result.mean
            result.variance = time.scv * result.mean * result.mean
            result.parts[part] = result.mean
        case .failure(let share):
            result.survival = 1 - share
        case .choose(let arms):
            return choose(arms)
        case .rounds(let mean, let steps):
            let round = passage(steps)
            let whole = mean.rounded(.down)
            result.append(round, times: Int(whole))
            if mean > whole { result.append(sometimes(mean - whole, round)) }
        case .misses(let region, let keys, let steps):
            result.tally.lookups[region] = Double(keys)
            result.append(misses(1 - state.hits[region], keys, passage(steps)))
        case .meter(let component, let amount):
            result.tally.meters[component] = amount
        }
        return result
    }

    private func passage(_ visit: FlowVisit) -> Passage {
        var result = Passage(plan)
        let queue = state.queues[visit.resource]
        let service = visit.time.meanSeconds
        let square = service * service * (1 + visit.time.scv)
        result.survival = 1 - queue.blocking
        result.mean = queue.wait + service
        result.variance = queue.variance + square - service * service
        result.spent = result.survival * result.mean
        result.waiting = queue.wait
        result.parts[visit.waitPart] += queue.wait
        result.parts[visit.servicePart] += service
        result.tally.visits[visit.resource] = 1
        result.tally.work[visit.resource] = service
        result.tally.lean[visit.resource] = service
        result.tally.squares[visit.resource] = square
        return result
    }

    private func hold(_ pool: Int, _ waitPart: Int, _ steps: [FlowStep]) -> Passage {
        var result = passage(steps)
        let held = result.mean
        let queue = state.queues[pool]
        result.tally.visits[pool] += 1
        result.tally.work[pool] += held
        result.tally.lean[pool] += held - result.waiting
        result.tally.squares[pool] += held * held + result.variance
        result.mean += queue.wait
        result.spent += queue.wait
        result.waiting += queue.wait
        result.variance += queue.variance
        result.parts[waitPart] += queue.wait
        return result
    }

    /// A mixture: of those that do not fail, arm i has the share p(i) s(i) / Σ p s.
    private func choose(_ arms: [(share: Double, steps: [FlowStep])]) -> Passage {
        var result = Passage(plan)
        let taken = arms.map { (share: $0.share, passage: passage($0.steps)) }
        let none = max(0, 1 - taken.reduce(0) { $0 + $1.share })
        result.survival = none + taken.reduce(0) { $0 + $1.share * $1.passage.survival }
        var second = 0.0
        for (share, arm) in taken {
            result.tally.add(arm.tally, share)
            result.spent += share * arm.spent
            let weight = result.survival > 0 ? share * arm.survival / result.survival : 0
            result.addMean(arm, weight)
            second += weight * (arm.variance + arm.mean * arm.mean)
        }
        result.variance = max(0, second - result.mean * result.mean)
        return result
    }

    /// The passage with a probability, else nothing.
    private func sometimes(_ share: Double, _ passage: Passage) -> Passage {
        var result = Passage(plan)
        result.tally.add(passage.tally, share)
        result.spent = share * passage.spent
        result.survival = 1 - share + share * passage.survival
        let weight = result.survival > 0 ? share * passage.survival / result.survival : 0
        result.addMean(passage, weight)
        let second = weight * (passage.variance + passage.mean * passage.mean)
        result.variance = max(0, second - result.mean * result.mean)
        return result
    }

    /// Each of the keys misses by itself: their number is binomial.
    private func misses(_ share: Double, _ keys: Int, _ miss: Passage) -> Passage {
        let one = sometimes(share, miss)
        var result = Passage(plan)
        result.append(one, times: keys)
        return result
    }
}
