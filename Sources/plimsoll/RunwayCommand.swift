// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Evidence
import Forecasting
import Model
import Planning
import Quantities
import Reports
import Scenario
import Statistics

struct RunwayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runway",
        abstract: "Forecast the load, and when each part of a platform runs out.",
        discussion: """
            The scenario is simulated for what each part carries, and a search finds the load at \
            which a service level breaks. The history goes on as a damped trend; each of its paths \
            reaches a limit in a month of its own. Exit code 99 where something runs out now.

            Example: plimsoll runway models/atk/steady.yaml --growth 3%/month --from 2026-11
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "CSV of months, weeks or days with one of value, mean, busy hour, p95 or max; its last"
                + " month must be over.",
            valueName: "file"))
    var history: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Instead of a history: a steady growth such as 3%/month or -10%/year.",
            valueName: "growth"))
    var growth: String?

    @Option(help: ArgumentHelp("With --growth: the present month.", valueName: "month"))
    var from: String?

    @OptionGroup var ahead: RunwayOptions

    @Option(help: "Paths of the forecast.")
    var paths = 10_000

    @Flag(inversion: .prefixedNo, help: "Look for the load at which a service level breaks.")
    var levels = true

    @Option(
        help: ArgumentHelp(
            "Look for about this long on two cores, as plimsoll stress does.",
            valueName: "duration"))
    var budget = "1m"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: PlanOptions
    @OptionGroup(title: "Output") var output: ChartedOutputOptions

    mutating func validate() throws {
        guard (history == nil) != (growth == nil) else {
            throw ValidationError("Give --history or --growth, and not both.")
        }
        try OptionText.check(paths, of: "--paths", in: 100...100_000)
        _ = try (steadyGrowth(), start(), work())
    }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let plan = try simulation.plan(scenario.model)
            .replicated(for: "an interval takes several replications")
        let model = try scenario.model.with(run: plan)
        let usage = try history.map(usage)
        Interruption.watch()
        let destination = try output.prepare(tables: RunwayReport.tableIDs)
        let measured = try Simulation(model).run(
            threads: simulation.threading.count,
            progress: ProgressBar.told("simulating", quiet: output.quiet))
        let base = try Assessment(model, measured)
        let stress =
            try levels
            ? RunwayOptions.search(
                model, budget: work(), threads: simulation.threading.count, quiet: output.quiet)
            : nil
        ProgressBar.erase()
        let report = try answer(base, stress, usage, scenario)
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func answer(
        _ base: Assessment, _ stress: StressAnswer?, _ usage: UsageHistory?,
        _ scenario: LoadedScenario
    ) throws -> Report {
        let scenarioLoad = try ahead.scenarioLoad(base)
        let peak = try ahead.factor()
        let months = ahead.months
        let stream = StreamKey(seed: base.model.run.seed).child("runway")
        let (course, last, trend): (Forecast, Double, DampedTrend?)
        let past = try usage.map(peaks)
        if let past {
            let trendOfHistory = DampedTrend(past, growth: .lasting)
            course = trendOfHistory.forecast(
                months: months + RunwayOptions.year, paths: paths, stream: stream)
            (last, trend) = (past.last, trendOfHistory)
        } else {
            // The scenario has the mean load, of which the busy hour has so many times.
            course = try steadyCourse(from: scenarioLoad * peak)
            (last, trend) = (scenarioLoad * peak, nil)
        }
        let basis = RunwayReport.Basis(
            first: try first(after: usage), leads: try ahead.leads(base.model), trend: trend,
            months: usage?.values.count ?? 0, leftOut: usage?.leftOut ?? 0, stress: stress,
            history: past.map { Array($0.values.suffix(RunwayOptions.shown)) } ?? [])
        let stocks = Runway.stocks(
            of: base, last: last, scenarioLoad: scenarioLoad, peak: peak, forecast: course,
            months: months)
        let runway = Runway(
            LoadLimit.all(of: base, stress), stocks: stocks, last: last, scenarioLoad: scenarioLoad,
            peak: peak, forecast: course, months: months)
        return RunwayReport.make(
            runway, base: base, basis: basis,
            identity: scenario.identity(of: "runway", run: base.model.run))
    }

    // MARK: Input

    private func work() throws -> WorkBudget { try OptionText.work(budget) }

    private func usage(_ path: String) throws -> UsageHistory {
        let histories = try UsageFile.read(path)
        guard histories.count == 1 else {
            throw Failure.badFile(
                path: path,
                words: "it holds \(histories.count) series; keep the one of the platform's load")
        }
        let usage = histories[0]
        _ = try peaks(usage)
        return usage
    }

    private func peaks(_ usage: UsageHistory) throws -> History {
        try ahead.peaks(usage, of: history ?? "")
    }

    private func first(after usage: UsageHistory?) throws -> CalendarMonth {
        let start = try usage?.start ?? start()
        guard let first = start.advanced(by: usage?.values.count ?? 1),
            first.advanced(by: ahead.months) != nil
        else { throw ValidationError("The forecast ends after the year 2261.") }
        return first
    }

    private func start() throws -> CalendarMonth {
        guard let from else {
            guard growth == nil else {
                throw ValidationError("--growth needs --from, the present month, such as 2026-11.")
            }
            return CalendarMonth(year: 2000, month: 1)
        }
        guard growth != nil else {
            throw ValidationError("--from is for --growth; a history has its own months.")
        }
        return try OptionText.read(from, of: "--from", as: CalendarMonth.self)
    }

    private func steadyGrowth() throws -> Growth? {
        try growth.map { try OptionText.read($0, of: "--growth") }
    }

    private func steadyCourse(from load: Double) throws -> Forecast {
        guard let growth = try steadyGrowth() else {
            throw ValidationError("Give --history or --growth, and not both.")
        }
        return .steady(from: load, growth: growth, months: ahead.months + RunwayOptions.year)
    }
}
