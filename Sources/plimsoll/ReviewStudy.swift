// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Evidence
import Forecasting
import Model
import Planning
import Quantities
import Reports
import Review
import Scenario
import Statistics

/// Simulates what a review needs.
struct ReviewStudy {
    let scenario: LoadedScenario
    let evidence: MonthEvidence
    /// The directory that it was read from.
    let folder: String
    let load: ReviewLoadOptions
    let simulation: PlanOptions
    let overrides: [Override]
    let quiet: Bool

    /// Paths of the forecast of the load.
    private static let paths = 10_000
    /// What the months' bills, and all assumptions together (in ms), are simulated with.
    private static let billing = "10s"
    private static let swinging: Int64 = 20_000

    func review(
        previous: PreviousReview?, changes: [MonthlyReview.KeyChange]
    ) throws -> (MonthlyReview, RunwayReport.Basis) {
        let plan = try simulation.plan(scenario.model)
            .replicated(for: "an interval takes several replications")
        let model = try scenario.model.with(run: plan)
        let ready = try ready(model)
        let measured = try simulate(model, "simulating")
        let base = try Assessment(model, measured)
        let scenarioLoad = try load.ahead.scenarioLoad(base)
        let (runway, basis) = try runway(base, scenarioLoad, ready)
        // A bill follows the mean load, which is the peak's over the factor.
        let mean = scenarioLoad * runway.peak
        let course = runway.course.prefix(RunwayOptions.year).map {
            (low: $0.low / mean, middle: $0.middle / mean, high: $0.high / mean)
        }
        let times = runway.last / mean
        let billed = try model.with(
            run: try SpendPlan(model, budget: try OptionText.work(Self.billing)).plan(
                months: course.count, threads: simulation.threading.count))
        let outlook = try SpendOutlook(
            billed, month: evidence.month, load: times, course: course
        ) { model, load in try simulate(model, "simulating \(load) of the load") }
        let review = MonthlyReview(
            evidence: evidence, base: base, levels: ready.levels,
            plan: RunwayPlan(
                runway, base: base, binding: basis.stress?.binding, first: basis.first,
                leads: basis.leads),
            outlook: outlook, spend: try spend(outlook, previous),
            gas: ready.gas, sensitivity: try sensitivity(model), previous: previous,
            changes: changes)
        return (review, basis)
    }

    private func simulate(_ model: Model, _ words: String) throws -> Measurements {
        try Simulation(model).run(
            threads: simulation.threading.count, progress: ProgressBar.told(words, quiet: quiet))
    }

    // MARK: Runway

    private func runway(
        _ base: Assessment, _ scenarioLoad: Double, _ ready: Ready
    ) throws -> (Runway, RunwayReport.Basis) {
        let usage = evidence.usage
        let history = ready.history
        let peak = try load.ahead.factor()
        let months = load.ahead.months
        let trend = DampedTrend(history, growth: .lasting)
        let course = trend.forecast(
            months: months + RunwayOptions.year, paths: Self.paths,
            stream: StreamKey(seed: base.model.run.seed).child("review"))
        let stress =
            try load.levels
            ? RunwayOptions.search(
                base.model, budget: OptionText.work(load.budget),
                threads: simulation.threading.count, quiet: quiet)
            : nil
        let stocks = Runway.stocks(
            of: base, last: history.last, scenarioLoad: scenarioLoad, peak: peak,
            forecast: course, months: months)
        let runway = Runway(
            LoadLimit.all(of: base, stress), stocks: stocks, last: history.last,
            scenarioLoad: scenarioLoad, peak: peak, forecast: course, months: months)
        let basis = RunwayReport.Basis(
            first: ready.first, leads: ready.leads, trend: trend,
            months: usage.values.count, leftOut: usage.leftOut, stress: stress,
            history: history.values.suffix(RunwayOptions.shown))
        return (runway, basis)
    }

    // MARK: Assumptions

    /// Each assumption that is a number is simulated at both ends, with the same random numbers.
    private func sensitivity(_ model: Model) throws -> Sensitivity {
        var swings: [Sensitivity.Swing] = []
        var fixed: [Sensitivity.Fixed] = []
        let plan = try swingPlan(model)
        for assumption in model.remarks.assumptions {
            guard let number = WrittenNumber(assumption.value) else {
                fixed.append(.init(path: assumption.path, reason: "it is no single number"))
                continue
            }
            let width = Sensitivity.width(assumption.basis)
            guard let low = (try? .one - width).flatMap(number.times),
                let high = (try? .one + width).flatMap(number.times)
            else {
                fixed.append(.init(path: assumption.path, reason: "nothing lies below it"))
                continue
            }
            do {
                let ends = try [low, high].map { text in
                    try answer([try Override(parsing: assumption.path + "=" + text)], plan)
                }
                swings.append(
                    Sensitivity.Swing(
                        path: assumption.path, low: low, high: high,
                        spendOfLow: ends[0].spend, spendOfHigh: ends[1].spend,
                        carriesOfLow: ends[0].carries, carriesOfHigh: ends[1].carries))
            } catch let error as EngineError {
                throw error
            } catch {
                fixed.append(
                    .init(path: assumption.path, reason: "the scenario does not allow the ends"))
            }
        }
        return Sensitivity(
            swings, fixed: fixed,
            spend: try swings.isEmpty ? nil : answer([], plan).spend)
    }

    /// One plan for all ends, so that they differ by nothing else.
    private func swingPlan(_ model: Model) throws -> RunPlan {
        let ends = 2 * Int64(max(model.remarks.assumptions.count, 1))
        let budget = WorkBudget(about: .milliseconds(Self.swinging / ends))
        return try SpendPlan(model, budget: budget).plan(
            months: 1, threads: simulation.threading.count)
    }

    private func answer(
        _ changes: [Override], _ plan: RunPlan
    ) throws -> (spend: Money?, carries: Double?) {
        let changed = try ScenarioFile.load(
            path: scenario.path, sets: overrides + changes)
        let model = try changed.model.with(run: plan)
        let measured = try simulate(model, "simulating \(changes.first?.text ?? "as it is")")
        let assessed = try Assessment(model, measured)
        return (
            assessed.bill.lines.isEmpty ? nil : assessed.bill.perMonth,
            Sensitivity.carries(measured)
        )
    }
}
