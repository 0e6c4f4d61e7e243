// SPDX-License-Identifier: GPL-3.0-or-later
import Audit
import Quantities

/// The answer to `audit`: which published figures follow from each other, and which do not.
public enum AuditReport {
    public static let tableIDs = ["audit", "alternatives", "implied", "checks", "measurements"]

    /// What the audit was asked for beside its file.
    public struct Setting: Sendable {
        public let hoursPerMonth: Int
        /// What the model says of each measurement; absent where no reproduction was given.
        public let measured: [(figure: PublishedFigure, model: ReproducedFigure?)]?
        /// Whether a miss breaches.
        public let isStrict: Bool

        public init(
            hoursPerMonth: Int,
            measured: [(figure: PublishedFigure, model: ReproducedFigure?)]?, isStrict: Bool
        ) {
            self.hoursPerMonth = hoursPerMonth
            self.measured = measured
            self.isStrict = isStrict
        }
    }

    public static func make(
        _ audit: FigureAudit, _ setting: Setting, identity: Identity
    ) -> Report {
        let tables = [
            AuditTables.derived(audit), AuditTables.alternatives(audit), AuditTables.implied(audit),
            AuditTables.checks(audit), AuditTables.measurements(audit, setting.measured),
        ]
        return Report(
            identity: identity,
            verdict: setting.isStrict ? (audit.hasMisses ? .breached : .met) : nil,
            headline: headline(audit), notes: notes(audit, setting),
            tables: tables.filter { !$0.rows.isEmpty })
    }

    private static func headline(_ audit: FigureAudit) -> String {
        var counts: [DerivedFinding.Verdict: Int] = [:]
        for finding in audit.derived { counts[finding.verdict, default: 0] += 1 }
        let said = DerivedFinding.Verdict.allCases.compactMap { verdict in
            counts[verdict].map { "\($0) \(words(verdict, isOne: $0 == 1))" }
        }
        var text =
            audit.derived.isEmpty
            ? "No figure is derived from others."
            : "Of \(Words.count(audit.derived.count, "derived figure")): "
                + said.joined(separator: ", ") + "."
        if !audit.checks.isEmpty {
            let failed = audit.checks.count { !$0.holds }
            text +=
                " Of \(Words.count(audit.checks.count, "check")): \(failed)"
                + " \(failed == 1 ? "does" : "do") not hold."
        }
        let worst = audit.derived.filter { $0.verdict == .doesNotFollow }
            .sorted { size($0) > size($1) }.prefix(3)
            .map { audit.figures[$0.figure].id + (factor($0).map { " (\($0))" } ?? "") }
        return worst.isEmpty ? text : text + " Furthest off: \(worst.joined(separator: ", "))."
    }

    private static func words(_ verdict: DerivedFinding.Verdict, isOne: Bool) -> String {
        switch verdict {
        case .follows: isOne ? "follows" : "follow"
        case .doesNotFollow: isOne ? "does not follow" : "do not follow"
        case .notDerivable: "not derivable"
        }
    }

    /// How far from 1 the factor is, in either direction.
    private static func size(_ finding: DerivedFinding) -> Double {
        guard let factor = finding.computation?.factor?.magnitude, factor > 0 else { return 0 }
        return max(factor, 1 / factor)
    }

    /// 11 times what follows, or 0.24 times.
    private static func factor(_ finding: DerivedFinding) -> String? {
        finding.computation?.factor.map {
            Figures.text($0, .number).main + " times what follows"
        }
    }

    private static func notes(_ audit: FigureAudit, _ setting: Setting) -> [String] {
        var notes = [
            "A figure follows that is what its formula gives, rounded or cut to the digits that"
                + " were published, or within 1% of it. Formulas take other figures as they were"
                + " published.",
            "A month has \(setting.hoursPerMonth) h and a year 365 days; gwei is a price of gas.",
        ]
        let resting = audit.derived.filter(\.restsOnMisses).map { finding in
            let figure = audit.figures[finding.figure]
            let value = finding.rebuilt.map {
                AuditWords.amount($0.approximation, figure.unitText)
            }
            return figure.id + " (\(AuditWords.published(figure)), else \(value ?? ""))"
        }
        if !resting.isEmpty {
            notes.append(
                "These follow, but rest on figures that do not; recomputed from the ground up they"
                    + " are others: \(resting.joined(separator: "; ")).")
        }
        if !audit.measurements.isEmpty {
            notes.append(
                setting.measured == nil
                    ? "What the model says of measurements comes from 'plimsoll reproduce'; give"
                        + " its table by --reproduction."
                    : "What the model says of measurements is the table of 'plimsoll reproduce',"
                        + " which says what its verdicts mean; a model's figure may be another part"
                        + " of what was measured, such as all pods for those that were added.")
        }
        return notes
    }
}

/// Numbers of an audit in words.
enum AuditWords {
    /// 8.15 month, 60%, 40x.
    static func amount(_ value: Double, _ unit: String) -> String {
        Figures.text(value, .precise).main + suffix(unit)
    }

    /// As it was published, its thousands grouped.
    static func published(_ figure: PublishedFigure) -> String {
        let text = figure.value == nil ? figure.text : Figures.grouped(decimal: figure.text)
        return text.isEmpty ? "" : text + suffix(figure.unitText)
    }

    private static func suffix(_ unit: String) -> String {
        unit.isEmpty ? "" : unit.hasPrefix("%") || unit == "x" ? unit : " " + unit
    }
}
