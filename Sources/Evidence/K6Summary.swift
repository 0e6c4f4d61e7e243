// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The three summaries that k6 writes itself, told apart by their structure (k6 2.2,
/// internal/lib/summary). Times are in ms in each.
///
/// - `--summary-export`: a metric's values stand beside its thresholds, which are `true` where they
///   FAILED.
/// - `handleSummary`: a metric has `type`, `contains`, `values`, and thresholds with `ok`.
/// - `--new-machine-readable-summary`: an array of metrics; no thresholds; `config.duration` in s.
struct K6Summary {
    enum Shape {
        case legacy
        case handled
        case machineReadable
    }

    private struct Metric {
        let name: String
        let values: JSONNode
        let thresholds: JSONNode?
    }

    private let shape: Shape
    private let metrics: [Metric]
    /// How long the test took, where the shape says so.
    private let duration: SimTime?

    /// Nil where an object is no summary of k6.
    static func shape(of root: JSONNode) -> Shape? {
        if (try? root.member("results").member("metrics").elements()) != nil {
            return .machineReadable
        }
        guard let metrics = try? root.member("metrics").members(), !metrics.isEmpty else {
            return nil
        }
        let isHandled = metrics.allSatisfy { (try? $0.node.member("values").members()) != nil }
        return isHandled ? .handled : .legacy
    }

    init(_ root: JSONNode, _ shape: Shape) throws(EvidenceError) {
        self.shape = shape
        var metrics: [Metric] = []
        switch shape {
        case .legacy, .handled:
            for (name, node) in try root.member("metrics").members() {
                metrics.append(
                    Metric(
                        name: name, values: shape == .legacy ? node : try node.member("values"),
                        thresholds: try node.optional("thresholds")))
            }
            duration = try root.optional("state")?.optional("testRunDurationMs")?
                .time(in: .milliseconds)
        case .machineReadable:
            for node in try root.member("results").member("metrics").elements() {
                metrics.append(
                    Metric(
                        name: try node.member("name").text(), values: try node.member("values"),
                        thresholds: nil))
            }
            duration = try root.member("config").member("duration").time(in: .seconds)
        }
        self.metrics = metrics
    }

    func loadTest() throws(EvidenceError) -> LoadTest {
        guard let latency = metrics.first(where: { $0.name == "http_req_duration" }) else {
            throw .empty(expected: "the metric http_req_duration of HTTP requests")
        }
        var requests: [RequestStatistics] = []
        for metric in metrics {
            guard let tags = Self.tags(of: metric.name) else { continue }
            requests.append(
                try statistics(
                    name: tags, metric.values, count: "http_reqs{\(tags)}",
                    failed: "http_req_failed{\(tags)}"))
        }
        let users = metrics.first { $0.name == "vus" }?.values
        return LoadTest(
            overall: try statistics(
                name: "", latency.values, count: "http_reqs", failed: "http_req_failed"),
            requests: requests, thresholds: try thresholds(),
            users: try users?.optional("max")?.count(),
            fewestUsers: try users?.optional("min")?.count())
    }

    /// `name:login` of `http_req_duration{name:login}`: k6 keeps a part of its own where a
    /// threshold asks for one.
    private static func tags(of name: String) -> String? {
        guard name.hasPrefix("http_req_duration{"), name.hasSuffix("}") else { return nil }
        return String(name.dropFirst("http_req_duration{".count).dropLast())
    }

    private func statistics(
        name: String, _ trend: JSONNode, count: String, failed: String
    ) throws(EvidenceError) -> RequestStatistics {
        let sent = try self.count(count)
        if let sent, let lost = try failures(failed), lost > sent {
            throw .badJSON(path: failed, reason: "\(lost) of \(sent) requests failed")
        }
        let statistics = RequestStatistics(
            name: name, count: sent, failures: try failures(failed), rate: try rate(count, sent),
            mean: try trend.optional("avg")?.time(in: .milliseconds),
            least: try trend.optional("min")?.time(in: .milliseconds),
            most: try trend.optional("max")?.time(in: .milliseconds),
            quantiles: try quantiles(trend))
        if let rank = statistics.fallingRank {
            throw trend.fault("no p(\(rank)) below a lower percentile")
        }
        return statistics
    }

    private func values(_ name: String) -> JSONNode? {
        metrics.first { $0.name == name }?.values
    }

    private func count(_ name: String) throws(EvidenceError) -> Int? {
        try values(name)?.member("count").count()
    }

    private func rate(_ name: String, _ sent: Int?) throws(EvidenceError) -> Rate? {
        if let node = try values(name)?.optional("rate") {
            let rate = try node.number()
            guard rate >= 0 else { throw node.fault("a rate that is not negative") }
            return .perSecond(rate)
        }
        guard let sent, let duration, duration > .zero else { return nil }
        return .perSecond(Double(sent) / duration.seconds)
    }

    /// `http_req_failed` is a rate of failures: what passes it has failed.
    private func failures(_ name: String) throws(EvidenceError) -> Int? {
        let key = shape == .machineReadable ? "matches" : "passes"
        return try values(name)?.member(key).count()
    }

    /// `med` and `p(95)`; which of them there are is up to the test's summaryTrendStats.
    private func quantiles(
        _ trend: JSONNode
    ) throws(EvidenceError) -> [RequestStatistics.Quantile] {
        var quantiles: [RequestStatistics.Quantile] = []
        for (key, node) in try trend.members() where node.value != .null {
            guard let rank = Self.rank(key) else { continue }
            quantiles.append(.init(rank: rank, time: try node.time(in: .milliseconds)))
        }
        return quantiles.sorted { $0.rank < $1.rank }
    }

    private static func rank(_ key: String) -> Ratio? {
        if key == "med" { return .percent(50) }
        guard key.hasPrefix("p("), key.hasSuffix(")"),
            let percent = Double(key.dropFirst(2).dropLast()), (0...100).contains(percent)
        else { return nil }
        return .percent(percent)
    }

    private func thresholds() throws(EvidenceError) -> [LoadTest.Threshold] {
        var found: [LoadTest.Threshold] = []
        for metric in metrics {
            for (text, node) in try metric.thresholds?.members() ?? [] {
                let isMet =
                    shape == .legacy ? try !node.flag() : try node.member("ok").flag()
                found.append(.init(name: "\(metric.name): \(text)", isMet: isMet))
            }
        }
        return found.sorted { $0.name < $1.name }
    }
}
