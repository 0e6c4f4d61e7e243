// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Published figures held against each other: whether each derived one follows from those that it
/// derives from, and whether those that ought to agree do.
public struct FigureAudit: Sendable {
    public let figures: [PublishedFigure]
    /// In the order of the file.
    public let derived: [DerivedFinding]
    public let checks: [CheckFinding]

    public static let largestFile = 64 << 20

    /// Reads CSV (docs/audit-format.md) and computes all of it.
    ///
    /// - Throws: `AuditErrors`, with all that is wrong, or the first figure that has no value.
    public init(
        _ bytes: [UInt8], hoursPerMonth: Int = UnitSystem.usualHoursPerMonth
    ) throws(AuditErrors) {
        var reader = try FigureReader(bytes, units: UnitSystem(hoursPerMonth: hoursPerMonth))
        figures = try reader.figures()
        let sources = figures.map { figure -> [Int] in
            if case .value(let formula) = figure.claim { formula.figures } else { [] }
        }
        let order: [Int]
        do { order = try FigureOrder(sources).order } catch {
            throw Self.cycle(error.figures, figures)
        }
        let judge = FigureJudge(figures)
        var faults: [AuditError] = []
        var derived: [DerivedFinding] = []
        var checks: [CheckFinding] = []
        for (index, figure) in figures.enumerated() {
            do throws(AuditError) {
                switch figure.kind {
                case .derived: derived.append(try judge.derived(index))
                case .check: if let finding = try judge.check(index) { checks.append(finding) }
                case .target, .parameter, .measurement, .limit, .policy, .unit: break
                }
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw AuditErrors(all: faults) }
        let rebuilt = judge.rebuilt(in: order)
        let figures = figures
        self.derived = derived.map {
            $0.with(rebuilt: rebuilt[$0.figure], of: figures[$0.figure])
        }
        self.checks = checks
    }

    /// All figures that somebody measured, in the order of the file.
    public var measurements: [PublishedFigure] { figures.filter { $0.kind == .measurement } }

    /// Whether a derived figure does not follow or a check does not hold.
    public var hasMisses: Bool {
        derived.contains { $0.verdict == .doesNotFollow } || checks.contains { !$0.holds }
    }

    private static func cycle(_ cycle: [Int], _ figures: [PublishedFigure]) -> AuditErrors {
        let start = cycle.indices.min { cycle[$0] < cycle[$1] } ?? 0
        let turned = cycle[start...] + cycle[..<start] + [cycle[start]]
        let shown = turned.prefix(10).map { figures[$0].id } + (turned.count > 10 ? ["…"] : [])
        let first = figures[cycle[start]]
        return AuditErrors(all: [
            AuditError(
                line: first.line, column: first.formulaPlace, key: "formula", text: first.id,
                reason: "it derives from itself: \(shown.joined(separator: " from "));"
                    + " let one of them be given")
        ])
    }
}

/// What became of a derived figure.
public struct DerivedFinding: Sendable {
    /// Among the figures.
    public let figure: Int
    public let outcome: Outcome
    /// In the figure's unit, recomputed from the ground up: from given figures only, each derived
    /// one on the way recomputed too. Absent where that has no value.
    public let rebuilt: Amount.Number?
    /// It follows, but from figures that do not: recomputed from the ground up it is another.
    public let restsOnMisses: Bool

    public enum Outcome: Sendable {
        case computed(Computation)
        /// In words.
        case notDerivable(String)
    }

    /// In the figure's unit.
    public struct Computation: Sendable {
        public let recomputed: Amount.Number
        public let agreement: Agreement
        /// Published over recomputed; absent where that is zero.
        public let factor: Double?
        /// Of a figure that does not follow: what was assumed instead.
        public let alternatives: [AlternativeFinding]
        /// Of a figure that does not follow: what one of those that it takes would have to be.
        public let needs: [Need]
    }

    public struct Need: Sendable {
        /// Among the figures.
        public let figure: Int
        /// In its own unit.
        public let value: Double
    }

    public enum Verdict: String, Sendable, CaseIterable {
        case follows
        case doesNotFollow = "does not follow"
        case notDerivable = "not derivable"
    }

    public var verdict: Verdict {
        switch outcome {
        case .computed(let found): found.agreement == .different ? .doesNotFollow : .follows
        case .notDerivable: .notDerivable
        }
    }

    public var computation: Computation? {
        if case .computed(let found) = outcome { found } else { nil }
    }

    init(figure: Int, outcome: Outcome, rebuilt: Amount.Number? = nil, restsOnMisses: Bool = false)
    {
        self.figure = figure
        self.outcome = outcome
        self.rebuilt = rebuilt
        self.restsOnMisses = restsOnMisses
    }

    func with(rebuilt: Amount.Number?, of published: PublishedFigure) -> DerivedFinding {
        let agreement = rebuilt.flatMap { published.number?.agreement(with: $0) }
        return DerivedFinding(
            figure: figure, outcome: outcome, rebuilt: rebuilt,
            restsOnMisses: verdict == .follows && agreement == .different)
    }
}

/// An assumption that was tried.
public struct AlternativeFinding: Sendable {
    public let words: String
    public let formula: String
    /// In the figure's unit; of a check its left side.
    public let value: Amount.Number
    public let follows: Bool
}

/// Whether two formulas stand to each other as they ought to.
public struct CheckFinding: Sendable {
    /// Among the figures.
    public let figure: Int
    /// In the unit of the check.
    public let left: Amount.Number
    public let right: Amount.Number
    /// `equals`, `at most`, `at least`, `below` or `above`.
    public let bound: String
    public let holds: Bool
    /// Left over right; absent where that is zero.
    public let factor: Double?
    public let alternatives: [AlternativeFinding]
}
