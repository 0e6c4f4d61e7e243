// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A forecast and what came of it.
public struct ForecastPair: Sendable, Equatable {
    public let forecast: Ledger.Forecast
    public let actual: Ledger.Value

    /// Forecast less actual: above zero where too much was expected; exact where both are.
    public var error: Ledger.Value { forecast.central.minus(actual) }

    /// |forecast - actual| / |actual|; nil where nothing came, or next to nothing.
    public var percentageError: Ratio? {
        let share = error.approximation.magnitude / actual.approximation.magnitude
        return share <= Self.largestError ? .fraction(share) : nil
    }

    /// Beyond it a share of what came says nothing, as that is all but zero.
    static let largestError = 1e12

    /// Whether what came lies in the interval, its ends included; nil where none was given.
    public var isInside: Bool? { forecast.interval?.contains(actual) }

    public init(forecast: Ledger.Forecast, actual: Ledger.Value) {
        self.forecast = forecast
        self.actual = actual
    }
}

/// How good the forecasts of one line were.
public struct LineScore: Sendable, Equatable {
    public let line: Ledger.Line
    public let method: String
    /// Months ahead; nil where all leads are taken together.
    public let lead: Int?
    public let pairs: Int
    /// MAPE: the mean of |forecast - actual| / |actual| over the pairs whose actual is not zero;
    /// nil where there is none.
    public let meanPercentageError: Ratio?
    public let ofNonzero: Int
    /// (Sum of forecasts - sum of actuals) / |sum of actuals|, which is the mean error over the
    /// mean actual; nil where that is zero, or next to it.
    public let bias: Double?
    public let coverage: Coverage?

    /// How often what came was inside the interval; there is none where no interval was given.
    public struct Coverage: Sendable, Equatable {
        public let inside: Int
        public let of: Int
        /// The mean of the levels that the intervals were made for.
        public let level: Ratio

        public var share: Ratio { .fraction(Double(inside) / Double(of)) }

        /// Where the true share lies with 95% confidence, by Wilson's interval:
        /// (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), with z = 1.96
        /// (Wilson, J. Am. Stat. Assoc. 22 (1927) 209). It takes the pairs for independent, which
        /// forecasts of one month made at several leads are not.
        public var interval: ClosedRange<Double> {
            let z = 1.959963984540054
            let n = Double(of)
            let p = Double(inside) / n
            let middle = p + z * z / (2 * n)
            let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
            let whole = 1 + z * z / n
            // Rounding must not leave the share outside.
            return min(max((middle - half) / whole, 0), p)...max(min((middle + half) / whole, 1), p)
        }
    }

    init(line: Ledger.Line, method: String, lead: Int?, _ pairs: [ForecastPair]) {
        self.line = line
        self.method = method
        self.lead = lead
        self.pairs = pairs.count
        let shares = pairs.compactMap(\.percentageError)
        ofNonzero = shares.count
        meanPercentageError =
            shares.isEmpty
            ? nil : .fraction(shares.reduce(0) { $0 + $1.fraction } / Double(shares.count))
        let came = pairs.reduce(0) { $0 + $1.actual.approximation }
        let missed = pairs.reduce(0) { $0 + $1.error.approximation } / came.magnitude
        bias = missed.magnitude <= ForecastPair.largestError ? missed : nil
        let levels = pairs.compactMap(\.forecast.interval?.level.fraction)
        coverage =
            levels.isEmpty
            ? nil
            : Coverage(
                inside: pairs.count { $0.isInside == true }, of: levels.count,
                level: .fraction(levels.reduce(0, +) / Double(levels.count)))
    }
}

/// Forecasts held against what came. Only closed months count: those before today's.
public struct LedgerScore: Sendable, Equatable {
    /// By line, method, period, and the month they were made in.
    public let pairs: [ForecastPair]
    /// A score of each line and method.
    public let lines: [LineScore]
    /// The same for each lead.
    public let leads: [LineScore]
    /// Forecasts of closed months for which nothing is known to have come.
    public let unanswered: Int
    /// Forecasts of months that are not closed.
    public let open: Int

    /// Where what came is looked up.
    private struct Place: Hashable {
        let scenario: String?
        let line: Ledger.Line
        let period: CalendarMonth
    }

    /// A forecast is held against what came of its own scenario; one that is of none, against what
    /// is of none.
    ///
    /// - Parameter today: the month that is not over yet.
    public init(
        forecasts: [Ledger.Entry<Ledger.Forecast>], actuals: [Ledger.Entry<Ledger.Actual>],
        today: CalendarMonth
    ) {
        self.init(
            forecasts: forecasts.map { ($0.row, $0.scenario) },
            actuals: actuals.map { ($0.row, $0.scenario) }, today: today)
    }

    init(
        forecasts: [(row: Ledger.Forecast, scenario: String?)],
        actuals: [(row: Ledger.Actual, scenario: String?)], today: CalendarMonth
    ) {
        let closed = forecasts.filter { $0.row.period < today }
        open = forecasts.count - closed.count
        var came: [Place: Ledger.Value] = [:]
        for (actual, scenario) in actuals where actual.period < today {
            came[Place(scenario: scenario, line: actual.line, period: actual.period)] =
                actual.value
        }
        let pairs = closed.compactMap { forecast, scenario in
            came[Place(scenario: scenario, line: forecast.line, period: forecast.period)].map {
                ForecastPair(forecast: forecast, actual: $0)
            }
        }
        unanswered = closed.count - pairs.count
        self.pairs = pairs.sorted { Self.order($0.forecast) < Self.order($1.forecast) }
        lines = Self.scores(self.pairs) { _ in nil }
        leads = Self.scores(self.pairs) { $0.lead }
    }

    private static func order(
        _ forecast: Ledger.Forecast
    ) -> (Ledger.Line, String, CalendarMonth, CalendarMonth) {
        (forecast.line, forecast.method, forecast.period, forecast.made)
    }

    private struct Group: Hashable, Comparable {
        let line: Ledger.Line
        let method: String
        let lead: Int?

        static func < (a: Group, b: Group) -> Bool {
            (a.line, a.method, a.lead ?? 0) < (b.line, b.method, b.lead ?? 0)
        }
    }

    private static func scores(
        _ pairs: [ForecastPair], lead: (Ledger.Forecast) -> Int?
    ) -> [LineScore] {
        let groups = Dictionary(grouping: pairs) {
            Group(line: $0.forecast.line, method: $0.forecast.method, lead: lead($0.forecast))
        }
        return groups.keys.sorted().map {
            LineScore(line: $0.line, method: $0.method, lead: $0.lead, groups[$0] ?? [])
        }
    }
}
