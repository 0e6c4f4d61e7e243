// SPDX-License-Identifier: GPL-3.0-or-later
import Verification

/// The answer to `selfcheck`: whether the program gets known answers right.
public enum SelfCheckReport {
    public static let tableIDs = ["selfcheck"]

    public static func make(_ rows: [CheckRow], identity: Identity) -> Report {
        let wrong = rows.count { $0.verdict == .fail || $0.verdict == .unknownSystem }
        return Report(
            identity: identity, verdict: wrong == 0 && !rows.isEmpty ? .met : .failed,
            headline: headline(rows), notes: notes(rows), tables: [table(rows)])
    }

    private static func headline(_ rows: [CheckRow]) -> String {
        if rows.isEmpty { return "There is no known answer to check." }
        let compared = rows.compactMap(\.comparison)
        let rules = rows.count { $0.exactComparison != nil }
        let failed = rows.count { $0.verdict == .fail }
        let closed = compared.count { $0.method == .closedForm }
        let count = Words.count(compared.count + rules, "known answer")
        let how =
            [
                (closed, "by closed form", rules == 0),
                (compared.count - closed, "by simulation", rules == 0),
                (rules, "by exact rule", false),
            ].filter { $0.0 > 0 || $0.2 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        var text =
            failed == 0
            ? "All \(count) met: \(how)." : "\(failed) of \(count) missed; checked \(how)."
        let unknown = unknownSystems(rows)
        if !unknown.isEmpty {
            text +=
                " \(Words.count(unknown.count, "system")) unknown: "
                + unknown.joined(separator: ", ") + "."
        }
        return text
    }

    /// In the order in which they first appear.
    private static func unknownSystems(_ rows: [CheckRow]) -> [String] {
        var seen: Set<String> = []
        return rows.filter { $0.verdict == .unknownSystem }.map(\.system)
            .filter { seen.insert($0).inserted }
    }

    private static func notes(_ rows: [CheckRow]) -> [String] {
        let isSimulated = rows.contains { $0.comparison?.method == .simulation }
        return isSimulated
            ? [
                "A simulated row passes when its interval holds the known answer and is narrow"
                    + " enough; all intervals together hold with 99% (Bonferroni)."
            ] : []
    }

    private static func table(_ rows: [CheckRow]) -> Table {
        Table(
            id: "selfcheck", title: "Known answers",
            columns: [
                .text("case", "Case"), .text("system", "System"),
                .text("method", "Method"), .text("metric", "Metric"),
                .value("expected", "Expected", .precise),
                .estimate("got", "Got", .precise),
                .value("error", "Error", .number, isDataOnly: true),
                .value("relative_error", "Error", .ratio),
                .value("allowed", "Allowed", .ratio),
                .text("verdict", "Verdict"), .prose("reason", "Reason", isDataOnly: true),
            ], rows: rows.map(row))
    }

    private static func row(_ row: CheckRow) -> [Cell] {
        let verdict = Cell.word(row.verdict.rawValue, tone(row.verdict))
        if let exact = row.exactComparison { return self.row(row, exact, verdict) }
        guard let comparison = row.comparison else {
            var reason = "no closed form and no simulation here has this system"
            if case .notSimulated(let words) = row.outcome { reason = words }
            return [.text(row.caseID), .text(row.system), .text(""), .text("")]
                + Array(repeating: .absent, count: 5) + [verdict, .text(reason)]
        }
        var interval: ClosedRange<Double>?
        let allowed: Double?
        switch comparison.criterion {
        case .relative(let bound): allowed = bound
        case .absolute(let bound):
            allowed = comparison.expected == 0 ? nil : bound / comparison.expected.magnitude
        case .interval(let range, let precision):
            interval = range
            allowed = precision
        }
        return [
            .text(row.caseID), .text(row.system), .text(comparison.method.rawValue),
            .text(comparison.metric), .number(comparison.expected, .precise),
            .estimate(comparison.got, interval: interval, .precise),
            .number(comparison.error, .number),
            .number(comparison.relativeError?.magnitude, .ratio), .number(allowed, .ratio),
            verdict, .text(""),
        ]
    }

    /// A row of whole numbers: nothing but equality is allowed, or being above.
    private static func row(
        _ row: CheckRow, _ exact: ExactComparison, _ verdict: Cell
    ) -> [Cell] {
        let metric: String
        let expected: WholeNumber
        switch exact.expected {
        case .equal(let number): (metric, expected) = (exact.metric, number)
        case .above(let number): (metric, expected) = (exact.metric + ", above", number)
        }
        let got: Cell
        let reason: String
        switch exact.outcome {
        case .got(let number): (got, reason) = (.integer(WholeNumber(number)), "")
        case .refused(let words): (got, reason) = (.absent, words)
        }
        return [
            .text(row.caseID), .text(row.system), .text("exact rule"), .text(metric),
            .integer(expected), got, .absent, .absent,
            exact.expectsEquality ? .number(0, .ratio) : .absent, verdict, .text(reason),
        ]
    }

    private static func tone(_ verdict: CheckRow.Verdict) -> Cell.Tone {
        switch verdict {
        case .pass: .good
        case .fail, .unknownSystem: .bad
        case .notSimulated: .unsure
        }
    }
}
