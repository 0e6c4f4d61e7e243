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

    @Option(
        help: ArgumentHelp(
            "What the history would show under the scenario's load, in the history's unit; by"
                + " default the requests a second that come to the scenario.",
            valueName: "number"))
    var load: String?

    @Option(
        help: ArgumentHelp(
            "The busy hour over the mean: of a history of means, or with --growth of the scenario's"
                + " load. It moves what is carried at a time, not what a month adds up to.",
            valueName: "factor"))
    var peak: String?

    @Option(help: ArgumentHelp("Months to look ahead.", valueName: "months"))
    var months = 36

    @Option(help: ArgumentHelp("Days from an order until it carries load.", valueName: "days"))
    var lead = 30

    @Option(
        help: ArgumentHelp(
            "The same of one component, such as db=6w; repeatable.", valueName: "component=time"))
    var leadTime: [String] = []

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
        for (option, value, allowed) in [
            ("--months", months, 1...120), ("--lead", lead, 0...3_650),
            ("--paths", paths, 100...100_000),
        ] where !allowed.contains(value) {
            throw ValidationError(
                "\(option) is \(value); it must be from \(allowed.lowerBound) to"
                    + " \(allowed.upperBound).")
        }
        _ = try (number(load, of: "--load"), number(peak, of: "--peak"), steadyGrowth(), start())
        _ = try work()
        for text in leadTime { _ = try OptionText.leadTime(text) }
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
        let stress = try search(model)
        ProgressBar.erase()
        let report = try answer(base, stress, usage, scenario)
        try destination.write(report)
        try Exit.follow(report.verdict)
    }

    private func answer(
        _ base: Assessment, _ stress: StressAnswer?, _ usage: UsageHistory?,
        _ scenario: LoadedScenario
    ) throws -> Report {
        let scenarioLoad =
            try number(load, of: "--load") ?? base.measurements.offeredLoad.perSecond
        guard scenarioLoad > 0 else { throw Failure.nothingAnswered }
        let limits =
            [stress.flatMap { LoadLimit.levels(of: $0) }].compactMap { $0 }
            + LoadLimit.ceilings(of: base.measurements) + LoadLimit.stocks(of: base)
        let peak = try number(peak, of: "--peak") ?? 1
        let stream = StreamKey(seed: base.model.run.seed).child("runway")
        let (course, last, trend): (Forecast, Double, DampedTrend?)
        if let usage {
            let values = try peaks(usage)
            let trendOfHistory = DampedTrend(values, growth: .lasting)
            course = trendOfHistory.forecast(
                months: months + Self.year, paths: paths, stream: stream)
            (last, trend) = (values.last, trendOfHistory)
        } else {
            // The scenario has the mean load, of which the busy hour has so many times.
            course = try steadyCourse(from: scenarioLoad * peak)
            (last, trend) = (scenarioLoad * peak, nil)
        }
        let basis = RunwayReport.Basis(
            first: try first(after: usage), leads: try leads(base.model), trend: trend,
            months: usage?.values.count ?? 0, leftOut: usage?.leftOut ?? 0, stress: stress,
            history: try usage.map { try peaks($0).values.suffix(Self.shown) } ?? [])
        let stocks = Runway.stocks(
            of: base, last: last, scenarioLoad: scenarioLoad, peak: peak, forecast: course,
            months: months)
        let runway = Runway(
            limits, stocks: stocks, last: last, scenarioLoad: scenarioLoad, peak: peak,
            forecast: course, months: months)
        return RunwayReport.make(
            runway, base: base, basis: basis,
            identity: scenario.identity(of: "runway", run: base.model.run))
    }

    private func leads(_ model: Model) throws -> LeadTimes {
        var days: [ComponentID: Int] = [:]
        for text in leadTime {
            let (name, time) = try OptionText.leadTime(text)
            guard let index = model.components.firstIndex(where: { $0.name == name }) else {
                throw Failure.unknownComponent(name, known: model.components.map(\.name))
            }
            days[ComponentID(index)] = Int((time.seconds / 86_400).rounded(.up))
        }
        return LeadTimes(days: lead, ofComponents: days)
    }

    private func search(_ model: Model) throws -> StressAnswer? {
        guard levels, StressTest.canBreak(model) else { return nil }
        let settings = StressTest.Settings(
            most: .fraction(100), precision: .percent(2), budget: try work())
        var test = StressTest(model, settings, threads: simulation.threading.count) {
            ProgressBar.told("trying \($0) of the load", quiet: output.quiet)
        }
        return try test.run()
    }

    // MARK: Input

    /// What is ordered has to last so long.
    private static let year = 12

    /// Months of history that a chart has room for.
    private static let shown = 36

    private func work() throws -> WorkBudget { try OptionText.work(budget) }

    private func usage(_ path: String) throws -> UsageHistory {
        let histories = try UsageFile.read(path)
        guard histories.count == 1 else {
            throw Failure.badFile(
                path: path,
                words: "it holds \(histories.count) series; keep the one of the platform's load")
        }
        let usage = histories[0]
        guard usage.statistic != .mean || peak != nil else {
            throw Failure.badFile(
                path: path,
                words: "its values are means, and a platform runs out at its peak; give --peak, the"
                    + " busy hour over the mean, or a history of busy hours")
        }
        _ = try peaks(usage)
        return usage
    }

    /// What a platform has to carry in each month.
    private func peaks(_ usage: UsageHistory) throws -> History {
        let factor = try number(peak, of: "--peak") ?? 1
        do { return try History(usage.values.map { $0 * factor }) } catch {
            throw Failure.badFile(path: history ?? "", words: "\(error)")
        }
    }

    private func first(after usage: UsageHistory?) throws -> CalendarMonth {
        let start = try usage?.start ?? start()
        guard let first = start.advanced(by: usage?.values.count ?? 1),
            first.advanced(by: months) != nil
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
        return .steady(from: load, growth: growth, months: months + Self.year)
    }

    private func number(_ text: String?, of option: String) throws -> Double? {
        guard let text else { return nil }
        let value = try OptionText.read(text, of: option, as: ExactDecimal.self).approximation
        guard value > 0 else {
            throw ValidationError("\(option) is \(text); it must be above zero.")
        }
        return value
    }
}
