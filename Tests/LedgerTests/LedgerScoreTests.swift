// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Ledger

extension LedgerScore {
    /// Of a ledger that knows no scenario.
    fileprivate init(
        forecasts: [Ledger.Forecast], actuals: [Ledger.Actual], today: CalendarMonth
    ) {
        self.init(
            forecasts: forecasts.map { ($0, nil) }, actuals: actuals.map { ($0, nil) },
            today: today)
    }
}

@Suite("Scores of forecasts")
struct LedgerScoreTests {
    /// By hand. Errors of May to August: 110 - 100, 90 - 120, 100 - 100, 5 - 0; shares of what came
    /// 1/10, 1/4, 0 and none, so MAPE = 35% / 3; bias = (10 - 30 + 0 + 5) / 320. May and July are
    /// inside (May at the very end), June is above, August below.
    @Test func byHand() throws {
        let line = try Ledger.Line.load()
        let forecasts = [
            try Sample.forecast(line, made: 202604, of: 202605, 110, (100, 120, 90)),
            try Sample.forecast(line, made: 202605, of: 202606, 90, (80, 119, 90)),
            try Sample.forecast(line, made: 202606, of: 202607, 100, (90, 110, 80)),
            try Sample.forecast(line, made: 202607, of: 202608, 5, (1, 9, 80)),
        ]
        let actuals = try zip([202605, 202606, 202607, 202608], [100.0, 120, 100, 0])
            .map { try Sample.actual(line, $0, $1) }
        let score = LedgerScore(
            forecasts: forecasts, actuals: actuals, today: CalendarMonth(202609))
        #expect(
            score.pairs.map(\.error)
                == [.measured(10), .measured(-30), .measured(0), .measured(5)])
        #expect(score.pairs.map(\.percentageError?.fraction) == [0.1, 0.25, 0, nil])
        #expect(score.pairs.map(\.isInside) == [true, false, true, false])
        let whole = try #require(score.lines.first)
        #expect(score.lines.count == 1 && whole.pairs == 4 && whole.ofNonzero == 3)
        let mape = try #require(whole.meanPercentageError)
        #expect((mape.fraction - 0.35 / 3).magnitude < 1e-15)
        #expect(whole.bias == -15.0 / 320)
        #expect(whole.coverage?.inside == 2 && whole.coverage?.of == 4)
        #expect(((whole.coverage?.level.fraction ?? 0) - 0.85).magnitude < 1e-15)
        #expect(score.unanswered == 0 && score.open == 0)
    }

    /// Wilson's interval: of 0 of 10 and 10 of 10 by (z²/n)/(1 + z²/n) = 0.27753; of 8 of 10 and 15
    /// of 20 as statsmodels 0.15 gives them (proportion_confint, method="wilson").
    @Test(arguments: [
        (0, 10, 0.0, 0.277_532_8), (10, 10, 0.722_467_2, 1.0),
        (8, 10, 0.490_162_5, 0.943_317_8), (15, 20, 0.531_299_3, 0.888_138_3),
    ])
    func wilson(inside: Int, of: Int, low: Double, high: Double) {
        let interval = LineScore.Coverage(inside: inside, of: of, level: .percent(90)).interval
        #expect((interval.lowerBound - low).magnitude < 1e-6, "\(interval)")
        #expect((interval.upperBound - high).magnitude < 1e-6, "\(interval)")
    }

    @Test func wilsonHoldsTheShare() {
        for of in 1...60 {
            for inside in 0...of {
                let coverage = LineScore.Coverage(inside: inside, of: of, level: .percent(90))
                #expect(coverage.interval.contains(coverage.share.fraction))
                #expect(coverage.interval.lowerBound >= 0 && coverage.interval.upperBound <= 1)
            }
        }
    }

    /// Money to the last digit: a Double would make 0.30000000000000004 of 0.1 + 0.2.
    @Test func moneyIsExact() throws {
        let line = try Ledger.Line.gas()
        let forecast = try Ledger.Forecast(
            made: CalendarMonth(202609), line: line, period: CalendarMonth(202610),
            central: .usd("12345678901234567.300000000000000001"),
            interval: .init(
                low: .usd("0"), high: .usd("12345678901234567.300000000000000001"),
                level: .percent(90)), method: "trend")
        let above = ForecastPair(
            forecast: forecast, actual: try .usd("12345678901234567.300000000000000002"))
        #expect(try above.error == .usd("-0.000000000000000001"))
        #expect(above.isInside == false)
        let at = ForecastPair(forecast: forecast, actual: forecast.central)
        #expect(at.isInside == true && at.error == .exact(.zero))
    }

    /// The month of today and later ones are open, whatever is known of them.
    @Test(arguments: [(202608, 0, 3), (202609, 1, 2), (202610, 2, 1), (202611, 2, 0)])
    func onlyClosedMonthsCount(today: Int, pairs: Int, open: Int) throws {
        let line = try Ledger.Line.load()
        let score = LedgerScore(
            forecasts: try [202608, 202609, 202610].map {
                try Sample.forecast(line, made: 202608, of: $0, 10)
            },
            actuals: [
                try Sample.actual(line, 202608, 9), try Sample.actual(line, 202609, 8),
            ], today: CalendarMonth(today))
        #expect(score.pairs.count == pairs && score.open == open)
        #expect(score.unanswered == 3 - pairs - open)
        #expect(score.pairs.allSatisfy { $0.isInside == nil })
        #expect(score.lines.allSatisfy { $0.coverage == nil })
    }

    /// Two scenarios forecast the same line of the same month, and each is held against its own;
    /// what is of none against what is of none. A file has to say which of the two it means.
    @Test func scenariosApart() throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        let line = try Ledger.Line.load()
        let early = try Sample.forecast(line, made: 202601, of: 202602, 1, method: "early")
        try ledger.append(forecasts: [early], at: .second(0))
        for (index, (name, expected, came)) in [("a", 100.0, 110.0), ("b", 10.0, 9.0)].enumerated()
        {
            try ledger.append(
                run: Ledger.Run(program: "1", scenario: name, digest: "00"),
                forecasts: [
                    try Sample.forecast(line, made: 202601, of: 202602, expected, method: name)
                ], at: .second(Int64(2 * index)))
            try ledger.append(
                run: Ledger.Run(program: "1", scenario: name, digest: "01"),
                actuals: [try Sample.actual(line, 202602, came)],
                at: .second(Int64(2 * index + 1)))
        }
        let unnamed = try Sample.forecast(line, made: 202601, of: 202602, 1, method: "file")
        let refusal = LedgerError.whose(
            line: "load", scenarios: ["a", "b"], column: "scenario_name", row: 0)
        #expect(throws: refusal) { try ledger.append(forecasts: [unnamed], at: .second(9)) }
        for name in ["a", "b"] {
            let named = try Sample.forecast(
                line, made: 202601, of: 202602, 12, method: "file", scenarioName: name)
            #expect(try ledger.append(forecasts: [named], at: .second(9)).forecasts == 1)
            #expect(try ledger.append(forecasts: [named], at: .second(10)).unchanged == 1)
        }
        let score = LedgerScore(
            forecasts: try ledger.forecasts(), actuals: try ledger.actuals(),
            today: CalendarMonth(202603))
        #expect(score.pairs.map(\.forecast.method) == ["a", "b", "file", "file"])
        #expect(
            score.pairs.map(\.error) == [
                .measured(-10), .measured(1), .measured(-98), .measured(3),
            ])
        #expect(score.unanswered == 1)
    }

    /// In a ledger of one scenario a file corrects what its run told, and answers it.
    @Test func aFileOfTheOnlyScenario() throws {
        let folder = try LedgerFolder()
        let ledger = try Ledger.open(folder.path)
        let line = try Ledger.Line.load()
        try ledger.append(
            run: Ledger.Run(program: "1", scenario: "a", digest: "00"),
            forecasts: [try Sample.forecast(line, made: 202601, of: 202602, 100)],
            actuals: [try Sample.actual(line, 202602, 50)], at: .second(1))
        let same = try ledger.append(
            actuals: [try Sample.actual(line, 202602, 50)], at: .second(2))
        #expect(same.unchanged == 1 && same.actuals == 0)
        try ledger.append(actuals: [try Sample.actual(line, 202602, 80)], at: .second(3))
        #expect(try ledger.actuals().map(\.row.value) == [.measured(80)])
        let score = LedgerScore(
            forecasts: try ledger.forecasts(), actuals: try ledger.actuals(),
            today: CalendarMonth(202603))
        #expect(score.pairs.map(\.error) == [.measured(20)])
    }

    @Test func leadsAndMethodsApart() throws {
        let line = try Ledger.Line.load()
        let score = LedgerScore(
            forecasts: [
                try Sample.forecast(line, made: 202601, of: 202603, 12),
                try Sample.forecast(line, made: 202602, of: 202603, 11),
                try Sample.forecast(line, made: 202512, of: 202602, 6),
                try Sample.forecast(line, made: 202602, of: 202603, 10, method: "last"),
            ],
            actuals: [
                try Sample.actual(line, 202603, 10), try Sample.actual(line, 202602, 5),
            ], today: CalendarMonth(202604))
        #expect(score.lines.map(\.method) == ["last", "trend"])
        #expect(score.lines.map(\.pairs) == [1, 3])
        #expect(score.leads.map(\.lead) == [1, 1, 2])
        #expect(score.leads.map(\.pairs) == [1, 1, 2])
        #expect(score.leads.map(\.bias) == [0, 0.1, 0.2])
    }

    /// What came to nothing, or next to it, has no share; nothing traps.
    @Test(arguments: [0.0, 5e-324, -1e-300])
    func nothingCame(_ value: Double) throws {
        let line = try Ledger.Line.load()
        let score = LedgerScore(
            forecasts: [try Sample.forecast(line, made: 202601, of: 202602, 1e19)],
            actuals: [try Sample.actual(line, 202602, value)], today: CalendarMonth(202603))
        let whole = try #require(score.lines.first)
        #expect(whole.meanPercentageError == nil && whole.bias == nil && whole.pairs == 1)
    }
}
