// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// A random model, a pure function of its seed: a few of everything that there is, with a taste for
/// corners where things meet (one server, no place to wait, no time, all at once, nobody left).
struct ChaosModel {
    static let mostEvents = 100_000

    var chance: Chance
    var components: [Component] = []
    var keyspaces: [Keyspace] = []
    var operations: [Operation] = []
    var sources: [TrafficSource] = []
    var faults: [Fault] = []
    var alerts: [Alert] = []
    var degradation: Degradation?
    /// Nobody waits for a batch within a batch.
    var inBatch = false
    let duration: SimTime
    /// Most requests that may be in flight.
    let requestsInFlight: Int

    init(seed: UInt64) throws {
        chance = Chance(seed: seed)
        duration = SimTime(roundingSeconds: chance.spread(0.2, 300))
        requestsInFlight = chance.happens(10) ? chance.int(400...2_000) : 200_000
        try addComponents()
        try addOperations()
        try addSources()
        try addFaults()
        addAlerts()
        addDegradation()
    }

    /// - Throws: `ModelError` where an invariant refuses it.
    func model(seed: UInt64, replications: Int = 1) throws -> Model {
        var chance = Chance(seed: ~seed)
        let isCold = chance.happens(60) || self.chance.hasQuickRetries
        let warmUp = isCold ? SimTime.zero : shortWarmUp(&chance)
        var run = RunPlan(
            warmUp: warmUp, duration: duration, replications: replications, seed: seed,
            limits: RunLimits(
                requests: chance.happens(10) ? chance.int(1...2_000) : nil,
                events: chance.happens(10) ? chance.int(1...2_000) : Self.mostEvents))
        if chance.happens(60) {
            let windows = chance.pick([1, 2, 7, 30, 300])
            let window = duration.seconds / Double(windows) * chance.pick([1, 0.7, 3])
            run.timelineWindow = SimTime(roundingSeconds: min(window, duration.seconds))
        }
        return try Model(
            name: "chaos \(seed)", sources: sources, operations: operations,
            components: components, keyspaces: keyspaces, objectives: [], faults: faults,
            alerts: alerts, degradation: degradation, run: run,
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }

    /// No limit counts in it, so that it has to be short.
    private func shortWarmUp(_ chance: inout Chance) -> SimTime {
        let rate = sources.reduce(1.0) { sum, source in
            switch source.demand {
            case .open(let open):
                let cycle = open.cycle?.largest.fraction ?? 1
                let bursts: [Burst] = if case .bursts(let all) = open.law { all } else { [] }
                let rates =
                    [open.rate * .fraction(cycle)] + open.stages.map(\.target)
                    + bursts.map(\.rate)
                return sum + (rates.map(\.perSecond).max() ?? 0) * open.batch.mean
            case .closed(let closed): return sum + Double(closed.mostUsers) * 100
            }
        }
        return SimTime(
            roundingSeconds: min(duration.seconds * chance.spread(0.01, 1), 2_000 / rate))
    }

    /// Those of a kind, as ids.
    func ids(_ isIt: (ComponentKind) -> Bool) -> [ComponentID] {
        components.indices.filter { isIt(components[$0].kind) }.map { ComponentID($0) }
    }
}
