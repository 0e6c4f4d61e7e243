// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Which controls the replications of a model have, chosen from the model alone, so that no figure
/// of a run decides over its own interval.
///
/// - Arrivals: those of each operation in the window less their expectation, weighted by the work
///   that they bring to the binding resource. Exact for Poisson arrivals, whose number in a window
///   has mean ∫λ whatever was before.
/// - Mix: where arrivals are no control, over the requests that come in the window, Σ(t - E t), t
///   being about the time of an operation without waits. Which operation a request asks for is
///   drawn independently of all before.
/// - Work: over the visits to a resource that begin in the window, Σ(S - E S). A service time is
///   independent of all before, also of whether the visit comes, so the sum is a martingale and has
///   mean 0 in any model: also with users, ramps, caches and random choices, and at any time.
struct ControlPlan {
    /// Resources whose work is a control.
    static let mostResources = 2

    /// Weight of an arrival by operation, and how many are expected; absent without exact counts.
    let arrivals: [(weight: Double, expected: Double)]?
    /// By operation t - E t; absent where arrivals are counted, or sources differ in their mix.
    let mix: [Double]?
    /// The resources whose work is tallied, the one with the highest load first.
    let resources: [Int]

    init(_ model: Model, _ table: ResourceTable) {
        let brought = model.operations.map { WorkBrought($0, model, table) }
        let work = brought.map(\.seconds)
        let flow = try? TrafficFlow(model)
        var rates = model.operations.map { _ in 0.0 }
        for source in model.sources {
            let level: Double
            switch source.demand {
            case .open(let open): level = open.rate.perSecond * open.batch.mean
            case .closed(let closed): level = Double(closed.users)
            }
            for share in source.mix { rates[share.operation.index] += level * share.share.fraction }
        }
        let loads = table.resources.indices.map { index in
            zip(rates, work).reduce(0) { $0 + $1.0 * $1.1[index] }
                / Double(table.resources[index].servers)
        }
        let ranked = loads.indices.filter { loads[$0] > 0 }
            .sorted { (loads[$1], $0) < (loads[$0], $1) }
        resources = Array(ranked.prefix(Self.mostResources))
        let arrivals = flow.flatMap { flow in
            Self.expected(flow, model).map { expected in
                expected.indices.map { operation in
                    (ranked.first.map { work[operation][$0] } ?? 1, expected[operation])
                }
            }
        }
        self.arrivals = arrivals
        mix = arrivals == nil ? Self.deviations(brought.map(\.alone), model) : nil
    }

    /// Of each operation its time less the mean over the mix that all sources have.
    private static func deviations(_ times: [Double], _ model: Model) -> [Double]? {
        let mixes = model.sources.map { source in
            var shares = times.map { _ in 0.0 }
            for share in source.mix { shares[share.operation.index] += share.share.fraction }
            return shares
        }
        guard let first = mixes.first, mixes.allSatisfy({ $0 == first }), times.count > 1 else {
            return nil
        }
        let mean = zip(first, times).reduce(0) { $0 + $1.0 * $1.1 }
        return times.map { $0 - mean }
    }

    /// Expected arrivals in the window by operation; nil where they are not exact.
    private static func expected(_ flow: TrafficFlow, _ model: Model) -> [Double]? {
        // A limit ends the window when so many requests came that it tells of them.
        guard flow.isPoisson, model.run.limits.isNone else { return nil }
        var counts = model.operations.map { _ in 0.0 }
        for source in flow.sources {
            guard case .open(let rate, _) = source.kind else { return nil }
            for (index, share) in source.mix.enumerated() {
                counts[index] += rate * model.run.duration.seconds * share
            }
        }
        return counts
    }

    /// Each control with its value in each replication, the most useful first.
    func series(
        _ program: Program, _ runs: [Replication]
    ) -> [(name: String, values: [Double])] {
        var result: [(name: String, values: [Double])] = []
        if let arrivals {
            let values = runs.map { run in
                zip(run.operations, arrivals).reduce(0) { sum, pair in
                    sum + (Double(pair.0.arrived) - pair.1.expected) * pair.1.weight
                }
            }
            result.append(("arrivals", values))
        }
        if let mix {
            let values = runs.map { run in
                zip(run.operations, mix).reduce(0) { $0 + Double($1.0.arrived) * $1.1 }
            }
            result.append(("mix of operations", values))
        }
        for index in resources {
            result.append(
                ("work of \(program.resources[index].name)", runs.map { $0.work[index] }))
        }
        return result
    }
}
