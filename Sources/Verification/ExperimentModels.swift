// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Why an experiment is not run, in words.
struct Obstacle: Error {
    let reason: String
}

extension Experiment {
    /// The models to simulate, one after the other, under the same plan.
    func models(_ run: RunPlan) throws(Obstacle) -> [Model] {
        let builder = ModelBuilder(timeUnit: timeUnit, run: run)
        switch self {
        case .station(let setting): return [try builder.model(setting)]
        case .change(let from, let to):
            return [try builder.model(from), try builder.model(to)]
        case .network(let setting), .classNetwork(let setting):
            return [try builder.model(setting)]
        }
    }
}

/// Writes the systems of the known answers as models, in simulated time.
private struct ModelBuilder {
    let timeUnit: Double
    let run: RunPlan

    func model(_ setting: StationSetting) throws(Obstacle) -> Model {
        let station = Component(
            name: "station",
            kind: .station(Station(servers: setting.servers, queueLimit: setting.queueLimit)),
            charge: nil)
        let service = try distribution(setting.law, setting.serviceTime)
        return try model(
            [try demand(setting.source)], [station],
            [[.serve(ServeStep(component: ComponentID(0), time: service))]])
    }

    /// Each request visits the stations one after the other, each as often as the means say. Only
    /// the means matter where service is exponential (Kelly, Reversibility and Stochastic Networks,
    /// 1979, section 3.1), so routes with loops need not be followed.
    func model(_ network: NetworkSetting) throws(Obstacle) -> Model {
        var components: [Component] = []
        var ids: [ComponentID?] = []
        for (index, station) in network.stations.enumerated() {
            guard case .queue(let servers) = station else {
                ids.append(nil)
                continue
            }
            ids.append(ComponentID(components.count))
            components.append(
                Component(
                    name: NetworkSetting.name(index),
                    kind: .station(Station(servers: servers, queueLimit: nil)), charge: nil))
        }
        var operations: [[Step]] = []
        var demands: [Demand] = []
        for one in network.classes {
            var steps: [Step] = []
            for (index, visits) in one.visits.enumerated() where one.demands[index] > 0 {
                let time = try distribution(.exponential, one.serviceTimes[index])
                let visit =
                    ids[index].map { Step.serve(ServeStep(component: $0, time: time)) }
                    ?? .delay(DelayStep(name: NetworkSetting.name(index), time: time))
                steps += try repeated(visit, visits)
            }
            operations.append(steps)
            demands.append(try demand(one.source))
        }
        return try model(demands, components, operations)
    }

    private func repeated(_ visit: Step, _ visits: Double) throws(Obstacle) -> [Step] {
        guard visits <= 10_000 else { throw Obstacle(reason: "\(visits) visits to one station") }
        var steps: [Step] = []
        var left = visits
        while left > 0 {
            let mean = min(left, RepeatStep.largestMean)
            steps.append(mean == 1 ? visit : .repeated(RepeatStep(mean: mean, steps: [visit])))
            left -= mean
        }
        return steps
    }

    /// One source and one operation a class.
    private func model(
        _ demands: [Demand], _ components: [Component], _ operations: [[Step]]
    ) throws(Obstacle) -> Model {
        do {
            return try Model(
                name: "known answer",
                sources: demands.enumerated().map { index, demand in
                    TrafficSource(
                        name: "customers \(index)", demand: demand,
                        mix: [MixShare(operation: OperationID(index), share: .one)])
                },
                operations: operations.enumerated().map { index, steps in
                    Operation(name: "pass \(index)", steps: steps)
                }, components: components, keyspaces: [], objectives: [], run: run,
                economics: Model.Economics(prices: nil, transactions: nil),
                remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
        } catch {
            throw Obstacle(reason: "\(error.path): \(error.fault)")
        }
    }

    private func demand(_ source: StationSetting.Source) throws(Obstacle) -> Demand {
        switch source {
        case .open(let rate, let law): return open(rate, law)
        case .closed(let population, let thinkTime):
            let think = try distribution(
                thinkTime > 0 ? .exponential : .deterministic, thinkTime)
            return .closed(ClosedDemand(users: population, think: think, stages: []))
        }
    }

    private func open(_ rate: Double, _ law: InterarrivalLaw) -> Demand {
        .open(OpenDemand(rate: .perSecond(rate * timeUnit), law: law, stages: []))
    }

    private func distribution(
        _ law: ServiceLaw, _ seconds: Double
    ) throws(Obstacle) -> Distribution {
        let simulated = seconds / timeUnit
        guard simulated == 0 || simulated >= 1e-4, simulated <= 1e7 else {
            throw Obstacle(reason: "mean times that lie too far apart for one clock")
        }
        let mean = SimTime(roundingSeconds: simulated)
        do {
            switch law {
            case .deterministic: return try .deterministic(mean)
            case .exponential: return try .exponential(mean: mean)
            case .erlang(let phases): return try .erlang(mean: mean, stages: phases)
            case .hyperexponentialBalanced(let scv):
                return try .hyperexponentialBalanced(mean: mean, scv: scv)
            }
        } catch {
            throw Obstacle(reason: error.description)
        }
    }
}
