// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Percentiles of each operation, and of all together.
///
/// Exact where an operation is one visit to M/M/c; else read off the law of its time in each
/// solution, which also spans the band. The laws of the waits add 2%, twice that beyond the 98th,
/// and 10% where connections are waited for, because their waits and those inside go together.
struct SojournQuantiles {
    static let method = "convolution of visits"
    static let margin = 0.02
    static let poolMargin = 0.1

    private let plan: FlowPlan
    private let solutions: [NetworkSolution]
    /// By operation, then by solution; nil for an operation that nobody asks for.
    private let laws: [[SojournLaw]?]
    private let quantiles: [Ratio]

    init(_ plan: FlowPlan, _ traffic: TrafficFlow, _ solutions: [NetworkSolution]) {
        self.plan = plan
        self.solutions = solutions
        quantiles = Simulation.quantiles(plan.model)
        let waitLaws = WaitLaws(plan, traffic, solutions[0]).laws
        laws = plan.operations.indices.map { index in
            guard solutions[0].operationRates[index] > 0 else { return nil }
            let passages = solutions.map { $0.passages[index] }
            guard
                let longest = passages.max(by: {
                    $0.mean + 12 * $0.variance.squareRoot()
                        < $1.mean + 12 * $1.variance.squareRoot()
                }), longest.mean > 0
            else { return nil }
            var maker = SojournLawMaker(plan, waitLaws, longest: longest)
            return solutions.map { maker.law(plan.operations[index].steps, $0.state) }
        }
    }

    func operation(_ index: Int) -> [Percentile] {
        if let queue = onlyQueue(index) {
            return quantiles.filter { $0 < .one }.map {
                Percentile(
                    quantile: $0,
                    sojournTime: .exact(queue.sojournTime(atQuantile: $0).seconds))
            }
        }
        guard let laws = laws[index] else { return [] }
        return quantiles.map { quantile in
            percentile(
                quantile, laws.map { SojournLaw.quantile([(1, $0)], quantile) },
                step: laws[0].step)
        }
    }

    var overall: [Percentile] {
        let asked = plan.operations.indices.filter { solutions[0].operationRates[$0] > 0 }
        if asked.count == 1 { return operation(asked[0]) }
        return quantiles.map { quantile in
            let times = solutions.indices.map { number in
                let shares = ClosedFormAnswer.completed(solutions[number])
                let mixed = plan.operations.indices.compactMap { index in
                    laws[index].map { (share: shares[index], law: $0[number]) }
                }
                return SojournLaw.quantile(mixed, quantile)
            }
            return percentile(
                quantile, times, step: laws.reduce(0) { max($0, $1?[0].step ?? 0) })
        }
    }

    private func percentile(_ quantile: Ratio, _ times: [Double], step: Double) -> Percentile {
        var margin = quantile > .percent(98) ? 2 * Self.margin : Self.margin
        if waitsForConnections { margin += Self.poolMargin }
        let low = max(0, (times.min() ?? 0) * (1 - margin) - step / 2)
        let high = (times.max() ?? 0) * (1 + margin) + step / 2
        return Percentile(
            quantile: quantile,
            sojournTime: .approximate(times[0], method: Self.method, band: low...high))
    }

    /// Whether a hundredth of a latency is waiting for connections.
    private var waitsForConnections: Bool {
        let solution = solutions[0]
        return plan.resources.indices.contains { index in
            plan.resources[index].kind == .pool
                && solution.passages.contains {
                    $0.tally.visits[index] * solution.state.queues[index].wait > 0.01 * $0.mean
                }
        }
    }

    /// The queue that is all of an operation, and exactly M/M/c.
    private func onlyQueue(_ index: Int) -> MMc? {
        let steps = plan.operations[index].steps
        guard steps.count == 1, case .visit(let visit) = steps[0],
            case .exponential = visit.time.law,
            let first = solutions.first, solutions.count == 3
        else { return nil }
        let resource = plan.resources[visit.resource]
        let waits = solutions.map { $0.state.queues[visit.resource].wait }
        guard waits.allSatisfy({ $0 == waits[0] }), resource.queueLimit == nil,
            let queue = try? MMc(
                arrivalRate: .perSecond(
                    first.total.visits[visit.resource] / Double(resource.members)),
                serviceRate: .perSecond(1 / visit.time.meanSeconds),
                servers: resource.membersServers)
        else { return nil }
        // Of a closed source the wait is another.
        let wait = queue.waitingTime.seconds
        return abs(wait - waits[0]) <= 1e-9 * visit.time.meanSeconds ? queue : nil
    }
}
