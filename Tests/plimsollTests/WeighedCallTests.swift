// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities
import Scenario
import Testing

@testable import Engine

/// Calls that are weighed by their method: the units of a request, by hand, times the arrivals.
@Suite("Compute units of calls")
struct WeighedCallTests {
    private static let scenario = """
        plimsoll: 1
        name: Wallet
        prices: prices.yaml
        traffic: {users: {rate: 10/s}}
        operations:
          balance:
            steps:
              - {call: alchemy, method: eth_call, calls: 3}
              - choose: [{share: 50%, steps: [{call: alchemy, method: eth_getLogs}]}]
              - {call: infura, method: eth_call}
        components:
          alchemy: {kind: service, latency: 5ms, price: unit}
          infura: {kind: service, latency: 5ms, price: request}
        run: {warmup: 1s, duration: 100s, replications: 4, seed: 7}
        """

    private static let prices = """
        plimsoll prices: 1
        name: weighed
        as of: 2026-01-31
        hours per month: 720
        prices:
          unit:
            price: 0.0000004 USD/CU
            methods: {eth_call: 26, eth_getLogs: 60}
            source: a test
          request: {price: 0.000001 USD/request, source: a test}
        """

    private func model() throws -> Model {
        let workspace = try Workspace()
        try workspace.write("wallet.yaml", Self.scenario)
        try workspace.write("prices.yaml", Self.prices)
        return try ScenarioFile.load(path: workspace.path("wallet.yaml")).model
    }

    private func units(_ measurements: Measurements) throws -> Double {
        let use = measurements.uses.first { $0.unit == .computeUnits }
        #expect(use?.component == ComponentID(0))
        #expect(measurements.uses.count { $0.unit == .computeUnits } == 1)
        return try #require(use).perSecond.value
    }

    /// 10 · (3 · 26 + 60 / 2) = 1,080 units a second, 2,799,360,000 a month of 720 h.
    @Test func byFormula() throws {
        let model = try model()
        let measurements = try ClosedForm(model).measurements()
        #expect(abs(try units(measurements) - 1_080) < 1e-6)
        let line = try #require(try Bill(model, measurements).lines.first)
        #expect(line.meter == .computeUnits)
        #expect(abs(line.quantity.approximation - 2_799_360_000) < 10)
        #expect(abs(line.perMonth.approximation - 1_119.744) < 1e-4)
    }

    /// 4 · 100 s: a request has 108 units on average, and squares of 78² and 138² as often, so the
    /// rate has a standard deviation of √(10 · (78² + 138²) / 2 / 400) = 17.7; five of them hold.
    @Test func bySimulation() throws {
        let model = try model()
        let measurements = try Simulation(model).run(threads: 1)
        #expect(abs(try units(measurements) - 1_080) < 5 * 17.7)
        // Calls are counted as they are: 3 and one half the time.
        let calls = try #require(measurements.uses.first { $0.unit == .calls })
        #expect(abs(calls.perSecond.value - 35) < 5 * 0.56)
    }
}
