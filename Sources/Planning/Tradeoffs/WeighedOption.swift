// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// An option beside the platform as it is: two differences, replication by replication.
struct WeighedOption {
    let option: TradeoffOption
    let comparison: Comparison?
    let refusal: OptionRefusal?
    let cost: Change?
    let latency: Change?

    /// A difference to the platform as it is, and its value in each replication.
    struct Change {
        let difference: Difference
        /// USD a month, or seconds; empty where nothing was sampled.
        let values: [Double]
    }

    init(
        _ option: TradeoffOption, _ base: Assessment,
        _ answer: Result<Assessment, OptionRefusal>
    ) {
        self.option = option
        switch answer {
        case .failure(let refusal):
            self.refusal = refusal
            (comparison, cost, latency) = (nil, nil, nil)
        case .success(let candidate):
            let comparison = Comparison(base: base, candidate: candidate)
            self.comparison = comparison
            refusal = nil
            cost = Self.cost(comparison)
            latency = Self.latency(option.subject, comparison)
        }
    }

    /// The bills of single replications differ about the difference of the bills.
    private static func cost(_ comparison: Comparison) -> Change? {
        let found = comparison.differences.last { $0.metric == .costPerMonth }
        guard let found else { return nil }
        let bills = [comparison.base, comparison.candidate].map { side in
            (try? Bill.ofReplications(side.model, side.measurements))?
                .map(\.perMonth.approximation) ?? []
        }
        let values = zip(bills[1], bills[0]).map { $0 - $1 }
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        let isSure = found.halfWidth == 0
        return Change(
            difference: found, values: values.map { isSure ? found.mean : $0 - mean + found.mean })
    }

    private static func latency(
        _ subject: TradeoffOption.Subject, _ comparison: Comparison
    ) -> Change? {
        let p95 = Ratio.percent(95)
        switch subject {
        case .page(let name): return page(name, comparison)
        case .all, .operation:
            let sides = [comparison.base, comparison.candidate].map { side in
                measurement(subject, side)?.percentile(p95)
            }
            let found = comparison.differences.first { difference in
                difference.metric == .latency(quantile: p95)
                    && (subject == .all
                        ? !difference.isOfOperation
                        : difference.isOfOperation && subject == .operation(difference.subject))
            }
            guard let found, case .sampled(let first) = sides[0],
                case .sampled(let second) = sides[1]
            else { return nil }
            return Change(
                difference: found, values: second.paired(minus: first).values)
        }
    }

    private static func measurement(
        _ subject: TradeoffOption.Subject, _ side: Assessment
    ) -> OperationMeasurement? {
        guard case .operation(let name) = subject else { return side.measurements.overall }
        return side.measurements.operations.first { $0.name == name }
    }

    /// The largest paint over all views. What the server takes is the same on both sides, so that
    /// what differs is exact.
    private static func page(_ name: String, _ comparison: Comparison) -> Change? {
        let times = [comparison.base, comparison.candidate].map { side -> Figure? in
            let page = side.model.frontend.pages.first { $0.name == name }
            let index = Vital.allCases.firstIndex(of: .lcp)
            guard let page, let index else { return nil }
            return PageAnswer(page, of: side.model, side.measurements).all[index]
        }
        guard let first = times[0]?.value, let second = times[1]?.value else { return nil }
        let count = comparison.base.measurements.sampledReplications ?? 0
        return Change(
            difference: Difference(
                subject: name, metric: .latency(quantile: comparison.base.model.frontend.quantile),
                base: first, candidate: second, mean: second - first, halfWidth: 0,
                independentHalfWidth: nil),
            values: Array(repeating: second - first, count: count))
    }

    /// USD a month for each millisecond that the faster of both saves; nil where no difference in
    /// latency shows.
    var millisecond: PairedQuotient? {
        guard let cost, let latency, cost.values.count == latency.values.count else { return nil }
        switch latency.difference.change {
        case .better, .worse:
            return PairedQuotient(
                cost.values, over: latency.values.map { -1_000 * $0 },
                confidence: Figure.confidence)
        case .same, .other, .tolerated, .unseen, .cannotTell: return nil
        }
    }
}

/// Which of two is less, as far as their replications tell.
enum Lesser {
    case first, second, neither

    init(_ first: [Double], _ second: [Double]) {
        let differences = zip(first, second).map { $0 - $1 }
        guard let one = differences.first else {
            self = .neither
            return
        }
        if differences.allSatisfy({ $0 == one }) {
            self = one < 0 ? .first : one > 0 ? .second : .neither
            return
        }
        let interval = Sample<Double>(differences).interval(confidence: Figure.confidence)
        guard let interval else {
            self = .neither
            return
        }
        self = interval.upperBound < 0 ? .first : interval.lowerBound > 0 ? .second : .neither
    }
}
