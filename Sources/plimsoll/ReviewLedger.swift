// SPDX-License-Identifier: GPL-3.0-or-later
import Ledger
import Quantities
import Review
import Scenario

/// What reviews keep in a ledger.
struct ReviewLedger {
    private static let dollars = "USD"

    private let path: String
    /// A ledger may hold reviews of several scenarios.
    private let scenario: String
    private let method: String

    init(_ path: String, of scenario: String) {
        self.path = path
        self.scenario = scenario
        method = "review of " + scenario.prefix(150)
    }

    /// The newest review of an earlier month; nil where there is none, or no ledger. Of a month
    /// that was reviewed twice the later one counts, whole.
    ///
    /// - Parameter writing: whether this review will be kept, so that the ledger can be written.
    func previous(before month: CalendarMonth, writing: Bool) throws -> PreviousReview? {
        guard let ledger = try Ledger.find(path, writing: writing) else { return nil }
        let made = try ledger.forecasts(all: true).filter {
            $0.scenario == scenario && $0.row.method == method && $0.row.made < month
        }
        guard let last = made.map(\.row.made).max() else { return nil }
        let run = made.filter { $0.row.made == last }.compactMap(\.run).max()
        let own = made.filter { $0.run == run }
        let row = try ledger.runs().first { $0.id == run }?.row
        return PreviousReview(
            month: last,
            figures: (row?.headline ?? []).map { figure in
                ReviewFigure(
                    name: figure.line.name, value: figure.value.approximation,
                    unit: figure.line.unit.name)
            }, forecasts: try own.map { try Self.forecast($0.row) },
            document: row?.document)
    }

    private static func forecast(_ row: Ledger.Forecast) throws -> ReviewForecast {
        let range = try row.interval.map { interval in
            let low = try decimal(interval.low)
            return low...max(low, try decimal(interval.high))
        }
        return ReviewForecast(
            line: row.line.name, period: row.period, value: try decimal(row.central),
            range: range, unit: row.line.unit.name)
    }

    private static func decimal(_ value: Ledger.Value) throws(QuantityError) -> ExactDecimal {
        switch value {
        case .exact(let number): number
        case .measured(let number): try ExactDecimal(rounding: number, rule: .halfEven)
        }
    }

    /// Keeps a review: what it found, what it forecast, and what the month came to. It is published
    /// once the ledger has taken all of that, and kept once it is published.
    func keep(
        _ review: MonthlyReview, of scenario: LoadedScenario, at now: Timestamp,
        publishing publish: () throws -> Void
    ) throws {
        do {
            let (run, forecasts, actuals) = try rows(review, of: scenario)
            try Ledger.append(
                to: path, run: run, forecasts: forecasts, actuals: actuals, at: now,
                publishing: publish)
        } catch let error as LedgerError {
            switch error {
            case .badRow, .unit, .whose, .badCell:
                throw Failure.badFile(
                    path: path, words: "\(error); --no-keep makes the review without the ledger")
            case .missing, .foreign, .newer, .busy, .readOnly, .full, .damaged, .unusable:
                throw error
            }
        }
    }

    private func rows(
        _ review: MonthlyReview, of scenario: LoadedScenario
    ) throws -> (Ledger.Run, [Ledger.Forecast], [Ledger.Actual]) {
        let run = try Ledger.Run(
            program: Plimsoll.version, scenario: scenario.model.name, digest: scenario.digest,
            seed: review.base.model.run.seed, document: scenario.resolvedText,
            headline: try review.figures.map { figure in
                try Ledger.Run.Figure(
                    Ledger.Line(figure.name, Ledger.Unit(figure.unit)), .measured(figure.value))
            })
        let forecasts = try review.forecasts().map { forecast in
            let line = try Ledger.Line(forecast.line, Ledger.Unit(forecast.unit))
            return try Ledger.Forecast(
                made: review.month, line: line, period: forecast.period,
                central: Self.value(forecast.value, forecast.unit),
                interval: forecast.range.map { range in
                    Ledger.Forecast.Interval(
                        low: Self.value(range.lowerBound, forecast.unit),
                        high: Self.value(range.upperBound, forecast.unit),
                        level: MonthlyReview.level)
                }, method: method, scenario: scenario.digest)
        }
        return (run, forecasts, try review.actuals().map { try actual($0) })
    }

    private func actual(_ actual: ReviewActual) throws -> Ledger.Actual {
        try Ledger.Actual(
            line: Ledger.Line(actual.line, Ledger.Unit(actual.unit)), period: actual.period,
            value: Self.value(actual.value, actual.unit), scenario: scenario)
    }

    private static func value(_ value: ExactDecimal, _ unit: String) -> Ledger.Value {
        unit == dollars ? .exact(value) : .measured(value.approximation)
    }
}
