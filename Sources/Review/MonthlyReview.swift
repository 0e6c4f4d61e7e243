// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Evidence
import Forecasting
import Model
import Planning
import Quantities

/// A month of a platform: what was measured and billed, held against the model and against what
/// was forecast, and what comes next.
public struct MonthlyReview: Sendable {
    public let month: CalendarMonth
    public let evidence: MonthEvidence
    /// As it is now, at the scenario's load.
    public let base: Assessment
    public let levels: [ErrorBudget]
    public let plan: RunwayPlan
    public let outlook: SpendOutlook
    /// What was invoiced, against what was forecast; nil without an invoice.
    public let spend: SpendReview?
    public let gas: GasDiff?
    public let sensitivity: Sensitivity
    /// What the last review said; nil in the first.
    public let previous: PreviousReview?
    public let changes: [KeyChange]

    /// A key of the scenario that is another one than in the last review.
    public struct KeyChange: Sendable, Equatable {
        public let path: String
        /// Nil where it is new, or gone.
        public let before: String?
        public let after: String?

        public init(path: String, before: String?, after: String?) {
            self.path = path
            self.before = before
            self.after = after
        }
    }

    public init(
        evidence: MonthEvidence, base: Assessment, levels: [ErrorBudget], plan: RunwayPlan,
        outlook: SpendOutlook, spend: SpendReview?, gas: GasDiff?,
        sensitivity: Sensitivity, previous: PreviousReview?, changes: [KeyChange]
    ) {
        month = evidence.month
        self.evidence = evidence
        self.base = base
        self.levels = levels
        self.plan = plan
        self.outlook = outlook
        self.spend = spend
        self.gas = gas
        self.sensitivity = sensitivity
        self.previous = previous
        self.changes = changes
    }

    /// What is due before the month after the next one: what has to be ordered by then, or now.
    public var decisions: [RunwayPlan.Action] {
        let end = month.advanced(by: 2).map { CalendarDay(firstOf: $0) }
        return plan.actions.filter { action in
            guard let day = action.orderBy, let end else { return true }
            return day < end
        }
    }
}

/// A month's invoice against its forecast.
public struct SpendReview: Sendable {
    /// Where the forecast comes from.
    public enum Origin: Sendable, Equatable {
        /// Made in the review of that month.
        case ledger(CalendarMonth)
        /// The model's own bill of the month at the load that it had: there was no forecast.
        case model
    }

    public let origin: Origin
    public let currency: String
    /// In the currency of the invoice.
    public let invoiced: ExactDecimal
    public let variance: SpendVariance
    /// What the evidence has no price of.
    public let missingRates: [MissingRate]
    /// By layer, as the scenario's budgets say; all of it under nil.
    public let budgets: [(layer: CostLayer?, perMonth: Money)]

    public init(
        origin: Origin, invoice: MonthEvidence.Invoice, variance: SpendVariance,
        missingRates: [MissingRate] = [], model: Model
    ) throws(QuantityError) {
        self.origin = origin
        currency = invoice.currency
        invoiced = try invoice.total()
        self.variance = variance
        self.missingRates = missingRates
        budgets = model.economics.budgets.limits.compactMap { limit in
            switch limit.subject {
            case .total: (nil, limit.perMonth)
            case .layer(let layer): (layer, limit.perMonth)
            case .operation, .tag: nil
            }
        }
    }

    public var budget: Money? { budgets.first { $0.layer == nil }?.perMonth }
}

/// What the review of an earlier month said.
public struct PreviousReview: Sendable {
    public let month: CalendarMonth
    /// Headroom and runway by part, as `ReviewFigure` names them.
    public let figures: [ReviewFigure]
    /// What it forecast of later months.
    public let forecasts: [ReviewForecast]
    /// The scenario as it was; nil where it was not kept.
    public let document: String?

    public init(
        month: CalendarMonth, figures: [ReviewFigure], forecasts: [ReviewForecast],
        document: String?
    ) {
        self.document = document
        self.month = month
        self.figures = figures
        self.forecasts = forecasts
    }

    public func figure(_ name: String) -> Double? {
        figures.first { $0.name == name }?.value
    }
}

/// A number that the next review compares with its own.
public struct ReviewFigure: Sendable, Equatable {
    public let name: String
    public let value: Double
    public let unit: String

    public init(name: String, value: Double, unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// What a review says of a later month, line by line.
public struct ReviewForecast: Sendable, Equatable {
    public let line: String
    public let period: CalendarMonth
    /// Exact, as text.
    public let value: ExactDecimal
    public let range: ClosedRange<ExactDecimal>?
    public let unit: String

    public init(
        line: String, period: CalendarMonth, value: ExactDecimal,
        range: ClosedRange<ExactDecimal>?, unit: String
    ) {
        self.line = line
        self.period = period
        self.value = value
        self.range = range
        self.unit = unit
    }
}

/// What a month came to, line by line.
public struct ReviewActual: Sendable, Equatable {
    public let line: String
    public let period: CalendarMonth
    public let value: ExactDecimal
    public let unit: String

    public init(line: String, period: CalendarMonth, value: ExactDecimal, unit: String) {
        self.line = line
        self.period = period
        self.value = value
        self.unit = unit
    }
}
