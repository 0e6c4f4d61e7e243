// SPDX-License-Identifier: GPL-3.0-or-later
import Planning
import Quantities

/// What decides about a change, in a few rows: how long requests take, how often they fail, what it
/// costs.
enum CompareSummary {
    private static let mostOperations = 8

    static func table(_ comparison: Comparison) -> Table {
        Table(
            id: "summary", title: "Baseline, candidate, change",
            columns: [
                .text("metric", "Metric"), .value("baseline", "Baseline", nil),
                .value("candidate", "Candidate", nil), .estimate("change", "Change", nil),
                .value("relative", "Relative", .ratio),
                .text("unit", "Unit", isDataOnly: true), .text("verdict", "Verdict"),
            ], rows: differences(comparison).map(row), audience: .summary)
    }

    /// All together first, then the operations whose p95 changes most, then cost.
    private static func differences(_ comparison: Comparison) -> [Difference] {
        let all = comparison.differences.filter { !$0.isOfOperation }
        func isP95(_ difference: Difference) -> Bool {
            difference.metric == .latency(quantile: .percent(95))
        }
        let whole = all.filter { difference in
            isP95(difference) || [.meanLatency, .errors, .throughput].contains(difference.metric)
        }
        let operations = comparison.differences.filter { $0.isOfOperation && isP95($0) }
        let shown = operations.enumerated().sorted { first, second in
            let sizes = (first.element.weight, second.element.weight)
            return sizes.0 == sizes.1 ? first.offset < second.offset : sizes.0 > sizes.1
        }.prefix(mostOperations).map(\.element)
        let costs = all.filter {
            [.pods, .costPerTransaction].contains($0.metric)
                || $0.metric == .costPerMonth && $0.subject == "total"
        }
        return whole + shown + costs
    }

    private static func row(_ difference: Difference) -> [Cell] {
        let dimension = Words.dimension(difference.metric)
        return [
            .text(name(difference)), .number(difference.base, dimension),
            .number(difference.candidate, dimension), .change(difference),
            .number(difference.relative, .ratio), .text(dimension.unit),
            .word(difference.change.rawValue, Words.tone(difference.change)),
        ]
    }

    private static func name(_ difference: Difference) -> String {
        let metric = Words.name(difference.metric)
        let isNamed = difference.isOfOperation || difference.metric == .pods
        return isNamed ? difference.subject + " " + metric : metric
    }
}

extension Difference {
    /// Of the base; nil where that is zero.
    var relative: Double? { base == 0 ? nil : mean / base }

    fileprivate var weight: Double { (relative ?? mean).magnitude }
}

extension Cell {
    /// A difference and its interval.
    static func change(_ difference: Difference) -> Cell {
        .change(
            difference.mean,
            interval: difference.halfWidth.map { difference.mean - $0...difference.mean + $0 },
            Words.dimension(difference.metric))
    }
}
