// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Engine
import Evidence
import Forecasting
import Model
import Planning
import Quantities

/// How the load of a history is that of a scenario, and how far ahead its runway is looked at.
struct RunwayOptions: ParsableArguments {
    /// What is ordered has to last so many months.
    static let year = 12
    /// Months of history that a chart has room for.
    static let shown = 36

    @Option(
        help: ArgumentHelp(
            "What the history would show under the scenario's load, in the history's unit; by"
                + " default the requests a second that come to the scenario.",
            valueName: "number"))
    var load: String?

    @Option(
        help: ArgumentHelp(
            "The busy hour over the mean, where the load is given as a mean. It moves what is"
                + " carried at a time, not what a month adds up to.", valueName: "factor"))
    var peak: String?

    @Option(help: ArgumentHelp("Months to look ahead.", valueName: "months"))
    var months = 36

    @Option(help: ArgumentHelp("Days from an order until it carries load.", valueName: "days"))
    var lead = 30

    @Option(
        help: ArgumentHelp(
            "The same of one component, such as db=6w; repeatable.", valueName: "component=time"))
    var leadTime: [String] = []

    mutating func validate() throws {
        try OptionText.check(months, of: "--months", in: 1...120)
        try OptionText.check(lead, of: "--lead", in: 0...3_650)
        _ = try (statedLoad(), statedPeak())
        for text in leadTime { _ = try OptionText.leadTime(text) }
    }

    /// What the history shows under the scenario's load.
    func scenarioLoad(_ base: Assessment) throws -> Double {
        let load = try statedLoad() ?? base.measurements.offeredLoad.perSecond
        guard load > 0 else { throw Failure.nothingAnswered }
        return load
    }

    private func statedLoad() throws -> Double? {
        try load.map { try OptionText.positive($0, of: "--load") }
    }

    private func statedPeak() throws -> Double? {
        try peak.map { try OptionText.positive($0, of: "--peak") }
    }

    /// The busy hour over what the history shows.
    func factor() throws -> Double { try statedPeak() ?? 1 }

    /// What a platform has to carry in each month of a history, whose file that is.
    func peaks(_ usage: UsageHistory, of file: String) throws -> History {
        guard usage.statistic != .mean || peak != nil else {
            throw Failure.badFile(
                path: file,
                words: "its values are means, and a platform runs out at its peak; give --peak, the"
                    + " busy hour over the mean, or a history of busy hours")
        }
        let factor = try factor()
        do { return try History(usage.values.map { $0 * factor }) } catch {
            throw Failure.badFile(path: file, words: "\(error)")
        }
    }

    func leads(_ model: Model) throws -> LeadTimes {
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

    /// Where a service level breaks; nil where none is that could.
    static func search(
        _ model: Model, budget: WorkBudget, threads: Int, quiet: Bool
    ) throws -> StressAnswer? {
        guard StressTest.canBreak(model) else { return nil }
        let settings = StressTest.Settings(
            most: .fraction(100), precision: .percent(2), budget: budget)
        var test = StressTest(model, settings, threads: threads) {
            ProgressBar.told("trying \($0) of the load", quiet: quiet)
        }
        return try test.run()
    }
}
