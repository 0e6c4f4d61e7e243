// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A change that must not be, such as `p95 of transfer > +5%`, `cost > +100 USD`, `throughput <
/// -2%`, `errors > +0.1pp` or `lost`: a service level that the base keeps and the candidate breaks.
public struct ComparisonGate: Sendable {
    /// As it was given.
    public let text: String
    let condition: Condition

    enum Condition: Sendable {
        case levelIsLost
        case change(Difference.Metric, of: String, isMore: Bool, Bound)
    }

    enum Bound: Sendable, Equatable {
        /// A share of the base, with its sign.
        case relative(Double)
        /// In the base unit of the metric, with its sign.
        case absolute(Double)
    }

    /// Throws with what is wrong and how to write it.
    public init(parsing text: String) throws(GateError) {
        self.text = text
        condition = try GateReader(text).read()
    }
}

/// Why a text is no gate, or cannot be held against a comparison.
public struct GateError: Error, Equatable, Sendable, CustomStringConvertible {
    public let text: String
    public let problem: String
    public let remedy: String

    public var description: String { "'\(text)': \(problem); \(remedy)" }
}

/// A gate held against a comparison.
public struct GateCheck: Sendable {
    public let gate: ComparisonGate
    /// Absent for service levels.
    public let difference: Difference?
    /// The change from which on it is breached, in the base unit of the metric.
    public let limit: Double?
    public let judgement: Judgement

    /// Throws where both sides have no such figure.
    public init(_ gate: ComparisonGate, _ comparison: Comparison) throws(GateError) {
        self.gate = gate
        switch gate.condition {
        case .levelIsLost:
            difference = nil
            limit = nil
            let kinds = comparison.levels.filter { $0.base?.judgement == .met }.map(\.kind)
            judgement =
                kinds.contains(.lost)
                ? .breached : kinds.contains(.cannotTell) ? .cannotTell : .met
        case .change(let metric, let subject, let isMore, let bound):
            let found = comparison.differences.first {
                $0.metric == metric && $0.subject == subject
            }
            guard let found else {
                let known = comparison.differences.filter { $0.metric == metric }.map(\.subject)
                throw GateError(
                    text: gate.text,
                    problem: "there is no such figure of '\(subject)' on both sides",
                    remedy: known.isEmpty
                        ? "neither has such a figure at all"
                        : "there is one of " + known.joined(separator: ", "))
            }
            let limit =
                switch bound {
                case .relative(let share): share * found.base.magnitude
                case .absolute(let value): value
                }
            difference = found
            self.limit = limit
            judgement = Self.judge(found, limit, isMore: isMore)
        }
    }

    /// Breached where the whole interval is beyond the limit.
    private static func judge(
        _ difference: Difference, _ limit: Double, isMore: Bool
    ) -> Judgement {
        guard let halfWidth = difference.halfWidth else { return .cannotTell }
        let beyond = isMore ? difference.mean - limit : limit - difference.mean
        if beyond - halfWidth > 0 { return .breached }
        return beyond + halfWidth <= 0 ? .met : .cannotTell
    }
}

/// Reads `METRIC [of SUBJECT] > CHANGE`, or `<`.
private struct GateReader {
    private let text: String

    private static let metrics: [(words: [String], metric: Difference.Metric)] = [
        (["throughput"], .throughput), (["errors", "error rate"], .errors),
        (["mean", "mean latency"], .meanLatency), (["utilization"], .utilization),
        (["hit rate"], .hitRate), (["pods"], .pods), (["cold starts"], .coldStarts),
        (["cost", "cost a month"], .costPerMonth),
        (["cost per transaction", "cost a transaction"], .costPerTransaction),
    ]
    private static let percentiles = [50, 90, 95, 99, 99.9]

    init(_ text: String) { self.text = text }

    func read() throws(GateError) -> ComparisonGate.Condition {
        if trimmed(text[...]) == "lost" { return .levelIsLost }
        guard let sign = text.firstIndex(where: { $0 == ">" || $0 == "<" }) else {
            throw failure("it compares nothing", "write a change, such as p95 > +5%, or lost")
        }
        let subject = trimmed(text[..<sign])
        let parts = split(subject)
        let metric = try metric(parts.metric)
        let bound = try bound(trimmed(text[text.index(after: sign)...]), metric)
        let named = if let of = parts.of { of } else { try usualSubject(metric) }
        return .change(metric, of: named, isMore: text[sign] == ">", bound)
    }

    /// At the first ` of `.
    private func split(_ subject: String) -> (metric: String, of: String?) {
        let words = subject.split(separator: " ")
        guard let of = words.firstIndex(of: "of"), of > 0, of + 1 < words.count else {
            return (subject, nil)
        }
        return (words[..<of].joined(separator: " "), words[(of + 1)...].joined(separator: " "))
    }

    private func metric(_ words: String) throws(GateError) -> Difference.Metric {
        if let found = Self.metrics.first(where: { $0.words.contains(words) }) {
            return found.metric
        }
        let name = words.hasSuffix(" latency") ? String(words.dropLast(8)) : words
        if name.hasPrefix("p"), let percent = Double(name.dropFirst()),
            Self.percentiles.contains(percent)
        {
            return .latency(quantile: .percent(percent))
        }
        let known = ["p50, p90, p95, p99, p99.9"] + Self.metrics.compactMap(\.words.first)
        throw failure("'\(words)' is no metric", "take one of " + known.joined(separator: ", "))
    }

    private func usualSubject(_ metric: Difference.Metric) throws(GateError) -> String {
        switch metric {
        case .throughput, .errors, .meanLatency, .latency: return DifferenceFinder.overall
        case .costPerMonth, .costPerTransaction: return DifferenceFinder.total
        case .utilization, .hitRate, .pods, .coldStarts:
            throw failure("it does not say of what", "name it, such as utilization of api > +5pp")
        }
    }

    private func bound(
        _ text: String, _ metric: Difference.Metric
    ) throws(GateError) -> ComparisonGate.Bound {
        let sign: Double = text.hasPrefix("-") ? -1 : 1
        let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
        let size = trimmed(isSigned ? text.dropFirst() : text[...])
        if let share = try? Ratio(parsing: size) { return .relative(sign * share.fraction) }
        let value: Double?
        let example: String
        switch metric {
        case .meanLatency, .latency:
            (value, example) = ((try? SimTime(parsing: size))?.seconds, "+20ms")
        case .errors, .utilization, .hitRate, .coldStarts:
            let points = size.hasSuffix("pp") ? Double(trimmed(size.dropLast(2))) : nil
            (value, example) = (points.map { $0 / 100 }, "+0.5pp")
        case .throughput:
            (value, example) = ((try? Rate(parsing: size))?.perSecond, "-10/s")
        case .pods: (value, example) = (Double(size), "+2")
        case .costPerMonth, .costPerTransaction:
            (value, example) = ((try? Money(parsing: size))?.approximation, "+100 USD")
        }
        guard let value, value.isFinite, value >= 0 else {
            throw failure("'\(text)' is no change of that", "write one such as +5% or \(example)")
        }
        return .absolute(sign * value)
    }

    private func trimmed(_ text: Substring) -> String {
        text.split(separator: " ").joined(separator: " ")
    }

    private func failure(_ problem: String, _ remedy: String) -> GateError {
        GateError(text: text, problem: problem, remedy: remedy)
    }
}
