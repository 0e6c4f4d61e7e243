// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Scenario
import Testing

@testable import Engine

/// The same scenario and seed give the same figures to the last bit, however they are computed.
@Suite struct SameBytesTests {
    /// Models that people run, shortened, and small ones with every kind of wait.
    static let scenarios = [
        "models/atk/steady.yaml", "models/yardsticks/mm4.yaml", "models/yardsticks/web-stack.yaml",
        "Tests/plimsollTests/SameBytes/disciplines.yaml",
        "Tests/plimsollTests/SameBytes/arrivals.yaml",
        "Tests/plimsollTests/SameBytes/policies.yaml",
    ]

    private func model(_ path: String) throws -> Model {
        var model = try ScenarioFile.load(path: path, sets: []).model
        var plan = model.run
        plan.warmUp = .given(.seconds(5))
        plan.duration = .seconds(20)
        plan.replications = 3
        model = try model.with(run: plan)
        return model
    }

    @Test("On any number of threads", arguments: scenarios)
    func threads(path: String) throws {
        let model = try model(path)
        let alone = String(reflecting: try Simulation(model).run(threads: 1))
        for threads in [2, 3, 7] {
            #expect(String(reflecting: try Simulation(model).run(threads: threads)) == alone)
        }
    }

    @Test("With any calendar", arguments: scenarios)
    func calendars(path: String) throws {
        let program = Engine.Program(try model(path))
        func figures(_ calendar: consuming Calendar) -> String {
            var kernel = Kernel(
                program, seed: 3, replication: 1, slotLimit: 1_000_000, calendar: calendar)
            let (start, end): (Int64, Int64) = (5_000_000_000, 25_000_000_000)
            kernel.run(until: start)
            kernel.forget(start)
            kernel.run(until: end)
            kernel.settle(end)
            var harvest = Harvest(kernel: kernel, window: 20)
            return String(
                reflecting: harvest.replication(quantiles: [.percent(95)], now: end))
        }
        let both = figures(Calendar())
        #expect(figures(Calendar(many: .max)) == both, "the 4-ary heap alone")
        #expect(figures(Calendar(many: 0, few: 0)) == both, "the radix heap alone")
        #expect(figures(Calendar(many: 30, few: 20)) == both, "one and the other in turn")
    }
}
