// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What `/api/v1/query_range` and `/api/v1/query` of Prometheus answer, or the `result` of it alone
/// (Prometheus, HTTP API).
enum PrometheusAnswer {
    static let origin = "an answer of Prometheus"

    /// Throws what the server said where it refused the query, and where nothing was found.
    static func series(_ root: JSONNode) throws(EvidenceError) -> [TimeSeries] {
        let series = try result(root).map { (node: JSONNode) throws(EvidenceError) in
            try one(node)
        }
        guard !series.isEmpty else {
            throw .empty(expected: "a series; the query found none in its time")
        }
        return series
    }

    /// Its series, none where the query found none. Throws what the server said where it refused.
    static func result(_ root: JSONNode) throws(EvidenceError) -> [JSONNode] {
        if case .array = root.value { return try root.elements() }
        let status = try root.member("status").text()
        guard status == "success" else {
            let type = try root.optional("errorType")?.text() ?? status
            let words = try root.optional("error")?.text() ?? "no reason given"
            throw .badJSON(path: "", reason: "Prometheus answered \(type): \(words)")
        }
        let data = try root.member("data")
        let type = try data.member("resultType")
        guard ["matrix", "vector"].contains(try type.text()) else {
            throw type.fault("the type matrix or vector")
        }
        return try data.member("result").elements()
    }

    private static func one(_ node: JSONNode) throws(EvidenceError) -> TimeSeries {
        // A range has many samples, an instant one.
        let range = try node.optional("values")
        let samples = if let range { try range.elements() } else { [try node.member("value")] }
        var points: [TimeSeries.Point] = []
        for sample in samples {
            let point = try point(sample)
            if let last = points.last, point.seconds <= last.seconds {
                throw sample.fault("a time after the one before")
            }
            points.append(point)
        }
        guard !points.isEmpty else { throw node.fault("at least one sample") }
        return TimeSeries(name: try name(node.member("metric")), points: points)
    }

    /// A pair of seconds and a text, which may be NaN or an infinity.
    private static func point(_ sample: JSONNode) throws(EvidenceError) -> TimeSeries.Point {
        let pair = try sample.elements()
        guard pair.count == 2 else { throw sample.fault("a time and a value") }
        let text = try pair[1].text()
        guard let value = Double(text) else { throw pair[1].fault("a number in quotes") }
        let seconds = try pair[0].number()
        guard seconds < TimeSeries.latest else { throw pair[0].fault("seconds since 1970") }
        return TimeSeries.Point(
            seconds: seconds, value: value.isFinite ? value : nil)
    }

    /// As PromQL writes it: `up{job="api"}`, labels by name.
    private static func name(_ metric: JSONNode) throws(EvidenceError) -> String {
        var name = ""
        var labels: [String] = []
        for (key, text) in try Self.labels(metric) {
            if key == "__name__" { name = text } else { labels.append("\(key)=\"\(text)\"") }
        }
        return labels.isEmpty && !name.isEmpty ? name : name + "{\(labels.joined(separator: ","))}"
    }

    /// By name.
    static func labels(
        _ metric: JSONNode
    ) throws(EvidenceError) -> [(name: String, value: String)] {
        var labels: [(name: String, value: String)] = []
        for (key, node) in try metric.members().sorted(by: { $0.key < $1.key }) {
            labels.append((key, try node.text()))
        }
        return labels
    }
}
