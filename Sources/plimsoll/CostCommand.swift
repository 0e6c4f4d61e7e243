// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Model
import Planning
import Quantities
import Reports
import Scenario

struct CostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Bill a scenario by line, layer and month, and say in which range that lies.",
        discussion: """
            Each replication gives a bill of its own, and their range is P10 to P90. Months with \
            a date have their real hours; without --months it is one month of the price book's. \
            Under growth, loads are simulated with the same random numbers. The exit code is 99 \
            where a budget is breached.

            Example: plimsoll cost models/atk/bill.yaml --months 2026-11..2027-10
            """)

    @Argument(help: "The scenario file.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "Bill these months, such as 2026-11 or 2026-11..2027-10.", valueName: "months"))
    var months: String?

    @Option(
        help: ArgumentHelp(
            "Let load and stated volumes grow from the first month on, such as 5%/month or"
                + " 60%/year, instead of the scenario's growth.", valueName: "growth"))
    var growth: String?

    @Option(
        help: ArgumentHelp(
            "Simulate for about this long on two cores; it is counted in simulated events, so that"
                + " the answer is the same on any machine. A small one shortens each replication"
                + " where that is the same test.", valueName: "duration"))
    var budget = "10s"

    @OptionGroup var changes: SetOptions
    @OptionGroup(title: "Simulation") var simulation: SimulationOptions
    @OptionGroup(title: "Output") var output: CostOutputOptions

    mutating func validate() throws {
        if output.format == .focus, months == nil {
            throw ValidationError(
                "--format focus has dated rows; name the months, such as --months 2026-11.")
        }
        _ = try dates()
        _ = try ownGrowth()
        _ = try work()
    }

    func run() throws {
        let scenario = try ScenarioFile.load(path: file, sets: changes.overrides())
        let own = try ownGrowth()
        let model = own.map { scenario.model.with(growth: $0) } ?? scenario.model
        Interruption.watch()
        let destination = try output.prepare(tables: SpendReport.tableIDs)
        let forecast = try forecast(model.with(run: simulation.plan(model)))
        let isSimulated = simulation.engine != .analytic
        let identity = scenario.identity(of: "cost", run: isSimulated ? forecast.model.run : nil)
        let report = try SpendReport.make(forecast, identity: identity)
        let isExported = months != nil && (output.format == .focus || output.destination.out != nil)
        let focus = isExported ? FocusExport(forecast, identity: identity).text : nil
        try destination.write(
            report, instead: output.format == .focus ? focus : nil,
            besides: focus.map { [(name: "focus.csv", text: $0)] } ?? [])
        try Exit.follow(report.verdict)
    }

    private func forecast(_ model: Model) throws -> SpendForecast {
        let dates = try dates()
        defer { ProgressBar.erase() }
        if simulation.engine == .analytic {
            return try SpendForecaster.forecast(model, dates: dates) { model, _ in
                try simulation.compute(model)
            }
        }
        let plan = SpendPlan(model, budget: try work())
        let planned = try plan.plan(months: dates.count, threads: simulation.threads)
        let window = SpendForecast.Window(planned: model.run.duration, fixed: plan.fixed)
        return try SpendForecaster.forecast(
            model.with(run: planned), dates: dates, window: window
        ) { model, load in
            try Simulation(model).run(threads: simulation.threads, progress: bar(load))
        }
    }

    private func bar(_ load: Ratio) -> (@Sendable (RunProgress) -> Void)? {
        ProgressBar.told(
            load == .one ? "simulating" : "simulating \(load) of the load",
            quiet: output.destination.quiet)
    }

    private func dates() throws -> [CalendarMonth] {
        try months.map { try OptionText.read($0, of: "--months", as: MonthRange.self).months }
            ?? []
    }

    private func ownGrowth() throws -> Growth? {
        try growth.map { try OptionText.read($0, of: "--growth", as: Growth.self) }
    }

    private func work() throws -> WorkBudget { try OptionText.work(budget) }
}
