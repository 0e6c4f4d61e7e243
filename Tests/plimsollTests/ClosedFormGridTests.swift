// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Scenario
import Statistics
import Testing

/// Small models of every kind, each simulated and by closed form. The simulated interval must meet
/// the band, at 99.95% because there are some 150 of them.
@Suite("Closed forms against simulation")
struct ClosedFormGridTests {
    private static let confidence = Ratio.percent(99.95)

    @Test(arguments: GridModel.all)
    func agrees(grid: GridModel) throws {
        let workspace = try Workspace()
        try workspace.write("grid.yaml", grid.text)
        let model = try ScenarioFile.load(path: workspace.path("grid.yaml"), sets: []).model
        let paper = try ClosedForm(model).measurements()
        let run = try Simulation(model).run(threads: 2)
        check(run.overall.throughput, paper.overall.throughput, "\(grid.name): throughput")
        check(run.overall.meanSojournTime, paper.overall.meanSojournTime, "\(grid.name): mean")
        check(
            run.overall.percentile(.percent(95)), paper.overall.percentile(.percent(95)),
            "\(grid.name): p95")
        check(run.overall.errorShare, paper.overall.errorShare, "\(grid.name): errors")
        for (simulated, formula) in zip(run.resources, paper.resources) {
            check(
                simulated.utilization, formula.utilization,
                "\(grid.name): utilization of \(simulated.name)")
        }
        for (simulated, formula) in zip(run.caches, paper.caches) {
            let hits = simulated.hitRate?.value ?? 0
            #expect(abs(hits - (formula.hitRate?.value ?? 1)) < 0.005, "\(grid.name): hit rate")
        }
        // A band that holds everything says nothing.
        if let band = paper.overall.meanSojournTime?.interval(confidence: Self.confidence) {
            #expect(band.upperBound < 2 * band.lowerBound, "\(grid.name): a wide band")
        }
    }

    private func check<Unit>(
        _ simulated: Estimate<Unit>?, _ formula: Estimate<Unit>?, _ what: String
    ) {
        guard let interval = simulated?.interval(confidence: Self.confidence),
            let band = formula?.interval(confidence: Self.confidence)
        else {
            Issue.record("\(what) is missing")
            return
        }
        let slack = 1e-9 * abs(band.upperBound)
        #expect(
            interval.lowerBound <= band.upperBound + slack
                && band.lowerBound <= interval.upperBound + slack,
            "\(what): simulated \(interval), by closed form \(band)")
    }
}

struct GridModel: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String

    var testDescription: String { name }

    init(
        _ name: String, _ traffic: String, _ steps: [String], _ components: String,
        keyspaces: String? = nil, warmUp: Int = 20, duration: Int = 200
    ) {
        self.name = name
        text = """
            plimsoll: 1
            name: \(name)
            traffic: \(traffic)
            operations: {o: {steps: [\(steps.joined(separator: ", "))]}}
            components: \(components)
            \(keyspaces.map { "keyspaces: \($0)" } ?? "")
            run: {warmup: \(warmUp)s, duration: \(duration)s, replications: 5, seed: 3}
            """
    }
}
