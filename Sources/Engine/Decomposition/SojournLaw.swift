// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// The law of the time of one operation's requests, those that do not fail.
///
/// Every visit is taken for independent of the others: a wait (`WaitLaw`), then a service by its
/// own law. That is exact for a tandem of M/M/c queues of which only the first and the last may
/// have several servers (Burke, Operations Research 17 (1969) 754; Reich, 1957), to the lattice's
/// step. Elsewhere it is as good as the waits are.
struct SojournLaw {
    let step: Double
    private let cumulative: [Double]

    /// P(X <= t).
    func probability(below time: Double) -> Double {
        let position = time / step + 0.5
        guard position > 0 else { return 0 }
        let index = Int(min(position, Double(cumulative.count - 1)))
        let low = index == 0 ? 0 : cumulative[index - 1]
        // The first point stands for half a step.
        let share =
            index == 0 ? max(0, position - 0.5) * 2 : min(1, position - Double(index))
        return low + share * (cumulative[index] - low)
    }

    var end: Double { step * Double(cumulative.count) }

    /// The time within which so many of several operations' requests end, each with its share.
    static func quantile(_ laws: [(share: Double, law: SojournLaw)], _ quantile: Ratio) -> Double {
        let total = laws.reduce(0) { $0 + $1.share }
        guard total > 0 else { return 0 }
        return Bisection.fall(
            of: { time in
                1 - laws.reduce(0) { $0 + $1.share * $1.law.probability(below: time) } / total
            }, below: 1 - quantile.fraction,
            in: 0...(laws.reduce(0) { max($0, $1.law.end) }))
    }

    fileprivate init(step: Double, cumulative: [Double]) {
        self.step = step
        self.cumulative = cumulative
    }
}

/// Makes the laws of one operation from several states of the network, on one lattice.
struct SojournLawMaker {
    private let plan: FlowPlan
    private let lattice: Lattice
    private let waitLaws: [WaitLaw]
    private var services: [Distribution: [Complex]] = [:]

    /// - Parameter longest: the passage of the slowest state; twelve standard deviations beyond its
    ///   mean the lattice ends.
    init(_ plan: FlowPlan, _ waitLaws: [WaitLaw], longest: Passage) {
        self.plan = plan
        self.waitLaws = waitLaws
        let reach = longest.mean + 12 * longest.variance.squareRoot()
        lattice = Lattice(step: max(reach, 1e-9) / Double(Lattice.size))
    }

    mutating func law(_ steps: [FlowStep], _ state: NetworkState) -> SojournLaw {
        var walk = Walk(state: state, waits: [:])
        let transform = transform(steps, &walk)
        let survival = transform[0].real
        let cumulative = lattice.cumulative(transform)
        return SojournLaw(
            step: lattice.step, cumulative: cumulative.map { survival > 0 ? $0 / survival : 0 })
    }

    private struct Walk {
        let state: NetworkState
        var waits: [Int: [Complex]]
    }

    private mutating func transform(_ steps: [FlowStep], _ walk: inout Walk) -> [Complex] {
        var result = Lattice.one
        for step in steps { multiply(&result, transform(step, &walk)) }
        return result
    }

    /// Nil for what takes no time and fails nobody.
    private mutating func transform(_ step: FlowStep, _ walk: inout Walk) -> [Complex]? {
        switch step {
        case .visit(let visit):
            var result = service(visit.time)
            multiply(&result, wait(visit.resource, &walk))
            return result
        case .hold(let pool, _, let steps):
            var result = transform(steps, &walk)
            multiply(&result, wait(pool, &walk))
            return result
        case .pause(_, let time):
            return service(time)
        case .failure(let share):
            return share > 0 ? Lattice.one.map { (1 - share) * $0 } : nil
        case .choose(let arms):
            let none = max(0, 1 - arms.reduce(0) { $0 + $1.share })
            var result = Lattice.one.map { none * $0 }
            for arm in arms {
                let part = transform(arm.steps, &walk)
                for k in result.indices { result[k] = result[k] + arm.share * part[k] }
            }
            return result
        case .rounds(let mean, let steps):
            let round = transform(steps, &walk)
            let whole = mean.rounded(.down)
            var result = power(round, Int(whole))
            if mean > whole { multiply(&result, sometimes(mean - whole, round)) }
            return result
        case .misses(let region, let keys, let steps):
            if steps.isEmpty { return nil }
            let miss = transform(steps, &walk)
            return power(sometimes(1 - walk.state.hits[region], miss), keys)
        case .meter:
            return nil
        }
    }

    private mutating func service(_ time: Distribution) -> [Complex] {
        if let known = services[time] { return known }
        let transform = lattice.transform(time)
        services[time] = transform
        return transform
    }

    private func wait(_ resource: Int, _ walk: inout Walk) -> [Complex]? {
        let queue = walk.state.queues[resource]
        guard queue.wait > 0 || queue.blocking > 0 else { return nil }
        if let known = walk.waits[resource] { return known }
        let transform = waitLaws[resource].transform(lattice, queue)
        walk.waits[resource] = transform
        return transform
    }

    private func sometimes(_ share: Double, _ law: [Complex]) -> [Complex] {
        law.map { Complex(1 - share) + share * $0 }
    }

    private func power(_ law: [Complex], _ count: Int) -> [Complex] {
        var result = Lattice.one
        var square = law
        var left = count
        while left > 0 {
            if left & 1 == 1 { multiply(&result, square) }
            left >>= 1
            if left > 0 { multiply(&square, square) }
        }
        return result
    }

    private func multiply(_ result: inout [Complex], _ other: [Complex]?) {
        guard let other else { return }
        for k in result.indices { result[k] = result[k] * other[k] }
    }
}
