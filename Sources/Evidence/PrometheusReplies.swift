// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a live Prometheus answered to the requests of one range, put together to one answer.
public struct PrometheusReplies: Sendable {
    private struct Joined {
        let metric: JSONValue
        var values: [JSONValue]
    }

    private var series: [Joined] = []
    private var places: [[String]: Int] = [:]
    /// Of the first reply, which alone is kept as it came.
    private var first: [UInt8] = []
    private var count = 0
    /// What the server warned of, such as parts of it that did not answer; each once.
    public private(set) var warnings: [String] = []

    public init() {}

    /// - Parameters:
    ///   - status: of HTTP.
    ///   - body: as it came.
    ///
    /// Throws what the server said where it refused, and where the answer is none of Prometheus.
    public mutating func add(status: Int, body: [UInt8]) throws(EvidenceError) {
        let root: JSONNode
        do { root = try JSONNode(body, origin: PrometheusAnswer.origin) } catch {
            throw Self.refusal(status, body)
        }
        guard status == 200 else { throw Self.refusal(status, root, body) }
        if count == 0 { first = body }
        count += 1
        for key in ["warnings", "infos"] {
            for node in try root.optional(key)?.elements() ?? [] {
                let text = try node.text()
                if !warnings.contains(text) { warnings.append(text) }
            }
        }
        for node in try PrometheusAnswer.result(root) {
            let metric = try node.member("metric")
            let labels = try PrometheusAnswer.labels(metric).flatMap { [$0.name, $0.value] }
            let values = try node.member("values").elements().map(\.value)
            if let place = places[labels] {
                series[place].values += values
            } else {
                places[labels] = series.count
                series.append(Joined(metric: metric.value, values: values))
            }
        }
    }

    /// The answer as bytes of a file: as it came where one request was enough, else put together.
    public var bytes: [UInt8] { count == 1 ? first : Array((joined.text + "\n").utf8) }

    /// What a file of these bytes holds.
    public func file() throws(EvidenceError) -> ObservedFile {
        let root = JSONNode(joined, origin: PrometheusAnswer.origin)
        return ObservedFile(
            kind: .prometheus, content: .series(try PrometheusAnswer.series(root)))
    }

    private var joined: JSONValue {
        let result = series.map { series in
            JSONValue.object([
                JSONMember(key: "metric", value: series.metric),
                JSONMember(key: "values", value: .array(series.values)),
            ])
        }
        return .object([
            JSONMember(key: "status", value: .string("success")),
            JSONMember(
                key: "data",
                value: .object([
                    JSONMember(key: "resultType", value: .string("matrix")),
                    JSONMember(key: "result", value: .array(result)),
                ])),
        ])
    }

    /// Of an answer that is JSON. 400 is a bad query, 422 one that cannot be answered, 503 one that
    /// took too long (Prometheus, HTTP API).
    private static func refusal(
        _ status: Int, _ root: JSONNode, _ body: [UInt8]
    ) -> EvidenceError {
        guard let type = try? root.member("errorType").text(),
            let words = try? root.member("error").text()
        else { return refusal(status, body) }
        return .refused(status: status, reason: "\(plain(type)): \(plain(words))")
    }

    /// Of an answer that is none of Prometheus.
    private static func refusal(_ status: Int, _ body: [UInt8]) -> EvidenceError {
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        let begins = text.drop { $0.isWhitespace }
        let isPage = begins.lowercased().hasPrefix("<")
        let line = plain(String(begins.prefix { !$0.isNewline }))
        let words: String
        switch status {
        case 401, 403:
            words = "the server wants to know who asks; set PLIMSOLL_PROMETHEUS_TOKEN to a token"
        case 404: words = "no Prometheus answers there; check the address and its path"
        case 300..<400: words = "the server sends elsewhere; give the address that it leads to"
        case 200 where isPage:
            words = "a page for people, where a Prometheus answers JSON; check the address"
        case 200 where line.isEmpty: words = "an empty answer, where a Prometheus answers JSON"
        case 200: words = "'\(line)', where a Prometheus answers JSON; check the address"
        default: words = isPage || line.isEmpty ? "no reason given" : line
        }
        return .refused(status: status, reason: words)
    }

    /// On one line, and not too long for it.
    private static func plain(_ text: String) -> String {
        let line = text.unicodeScalars.map { scalar in
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? " " : Character(scalar)
        }
        return String(String(line).prefix(300))
    }
}

extension JSONValue {
    /// As JSON without space; numbers as short as they can be read again.
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number):
            Int64(exactly: number).map { "\($0)" } ?? (number.isFinite ? "\(number)" : "null")
        case .string(let text): Self.quoted(text)
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.map { Self.quoted($0.key) + ":" + $0.value.text }
                .joined(separator: ",") + "}"
        }
    }
}
