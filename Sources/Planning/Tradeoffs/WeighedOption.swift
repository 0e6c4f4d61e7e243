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
            do {
                cost = try Self.cost(comparison)
                latency = Self.latency(option.subject, comparison)
                refusal = nil
            } catch {
                (cost, latency) = (nil, nil)
                refusal = OptionRefusal(error)
            }
        }
    }

    /// The bills of single replications differ about the difference of the bills.
    private static func cost(_ comparison: Comparison) throws(CostError) -> Change? {
        let found = comparison.differences.last { $0.metric == .costPerMonth }
        guard let found else { return nil }
        var bills: [[Double]] = []
        for side in [comparison.base, comparison.candidate] {
            bills.append(
                try Bill.ofReplications(side.model, side.measurements).map(
                    \.perMonth.approximation))
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

    /// The largest paint over all views. Where the server takes the same on both sides, what
    /// differs is exact; else it differs from replication to replication.
    private static func page(_ name: String, _ comparison: Comparison) -> Change? {
        let sides = [comparison.base, comparison.candidate].compactMap { PageSide(name, $0) }
        guard sides.count == 2 else { return nil }
        let mean = sides[1].value - sides[0].value
        let isSame = sides[0].server == sides[1].server
        let values = zip(sides[1].values, sides[0].values).map { isSame ? mean : $0 - $1 }
        let sample = values.isEmpty ? nil : Sample<Double>(values)
        return Change(
            difference: Difference(
                subject: name, metric: .latency(quantile: comparison.base.model.frontend.quantile),
                base: sides[0].value, candidate: sides[1].value, mean: mean,
                halfWidth: isSame ? 0 : sample?.halfWidth(confidence: Figure.confidence),
                independentHalfWidth: nil),
            values: values)
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
