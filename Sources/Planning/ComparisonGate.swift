// SPDX-License-Identifier: GPL-3.0-or-later
import Model
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
    /// Absent for service levels, and where the candidate has no such figure.
    public let difference: Difference?
    /// The change from which on it is breached, in the base unit of the metric.
    public let limit: Double?
    public let judgement: Judgement

    /// Throws where the base has no such figure.
    public init(_ gate: ComparisonGate, _ comparison: Comparison) throws(GateError) {
        self.gate = gate
        switch gate.condition {
        case .levelIsLost:
            difference = nil
            limit = nil
            judgement = Self.judge(comparison.levels)
        case .change(let metric, let subject, let isMore, let bound):
            let found = comparison.differences.first {
                $0.metric == metric && $0.subject == subject
            }
            difference = found
            guard let found else {
                try Self.require(metric, subject, gate, comparison)
                limit = nil
                // A platform that is full has no percentiles: it is slower without end.
                let isFull = comparison.candidate.measurements.saturation != nil
                judgement = isFull && metric.isWorse(isMore) ? .breached : .cannotTell
                return
            }
            let limit =
                switch bound {
                case .relative(let share): share * found.base.magnitude
                case .absolute(let value): value
                }
            self.limit = limit
            judgement = Self.judge(found, limit, isMore: isMore)
        }
    }

    /// Throws where the base has no such figure, and where the candidate has nothing of the name.
    private static func require(
        _ metric: Difference.Metric, _ subject: String, _ gate: ComparisonGate,
        _ comparison: Comparison
    ) throws(GateError) {
        let own = Comparison(base: comparison.base, candidate: comparison.base).differences
        let isThere = own.contains { $0.metric == metric && $0.subject == subject }
        if isThere, comparison.candidate.model.has(subject) { return }
        let known = comparison.differences.filter { $0.metric == metric }.map(\.subject)
        throw GateError(
            text: gate.text,
            problem: "there is no such figure of '\(subject)' on both sides",
            remedy: known.isEmpty
                ? "neither has such a figure at all" + metric.remedy
                : "there is one of " + known.joined(separator: ", "))
    }

    /// Of levels that the base does not surely break.
    private static func judge(_ levels: [LevelChange]) -> Judgement {
        let own = levels.filter { change in
            change.base.map { $0.judgement != .breached } ?? false
        }
        if own.contains(where: { $0.kind == .lost }) { return .breached }
        let isOpen = own.contains { change in
            change.kind == .cannotTell && change.candidate?.judgement != .met
        }
        return isOpen ? .cannotTell : .met
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

extension Difference.Metric {
    /// Whether a change to that side is to the worse.
    fileprivate func isWorse(_ isMore: Bool) -> Bool {
        largerIsBetter.map { $0 != isMore } ?? false
    }

    /// What to do about a figure that nobody has.
    fileprivate var remedy: String {
        guard case .latency(let quantile) = self, quantile.fraction > 0.99 else { return "" }
        return "; p99.9 is measured where a service level asks for it"
    }
}

extension Model {
    /// Whether something in it is called so, as differences name their subjects.
    fileprivate func has(_ subject: String) -> Bool {
        if [DifferenceFinder.overall, DifferenceFinder.total].contains(subject) { return true }
        let isLayer = CostLayer(rawValue: subject) != nil
        let isPart = components.contains { component in
            subject == component.name || subject.hasPrefix(component.name + " ")
        }
        return isLayer || isPart || operations.contains { $0.name == subject }
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
        guard isSigned || text.isEmpty else {
            throw failure(
                "'\(text)' does not say whether it is more or less than the base",
                "write a change with its sign, +\(text) or -\(text)")
        }
        let size = trimmed(text.dropFirst())
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
