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
        case .network(let network, let arrivalRate):
            return [try builder.model(network, arrivalRate)]
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
        let demand: Demand
        switch setting.source {
        case .open(let rate, let law): demand = open(rate, law)
        case .closed(let population, let thinkTime):
            demand = .closed(
                ClosedDemand(
                    users: population, think: try distribution(.exponential, thinkTime),
                    stages: []))
        }
        return try model(
            demand, [station], [.serve(ServeStep(component: ComponentID(0), time: service))])
    }

    /// Each request visits the stations one after the other, each as often as the means say. Only
    /// the means matter where service is exponential (Kelly, Reversibility and Stochastic Networks,
    /// 1979, section 3.1), so routes with loops need not be followed.
    func model(_ network: JacksonNetwork, _ arrivalRate: Double) throws(Obstacle) -> Model {
        var components: [Component] = []
        var steps: [Step] = []
        for (index, station) in network.stations.enumerated() {
            components.append(
                Component(
                    name: "station \(index)",
                    kind: .station(Station(servers: station.servers, queueLimit: nil)),
                    charge: nil))
            let time = try distribution(.exponential, 1 / station.serviceRate.perSecond)
            let visit = Step.serve(ServeStep(component: ComponentID(index), time: time))
            var left = network.visits[index]
            guard left <= 10_000 else {
                throw Obstacle(reason: "\(left) visits to one station")
            }
            while left > 0 {
                let mean = min(left, RepeatStep.largestMean)
                steps.append(mean == 1 ? visit : .repeated(RepeatStep(mean: mean, steps: [visit])))
                left -= mean
            }
        }
        return try model(open(arrivalRate, .poisson), components, steps)
    }

    private func model(
        _ demand: Demand, _ components: [Component], _ steps: [Step]
    ) throws(Obstacle) -> Model {
        do {
            return try Model(
                name: "known answer",
                sources: [
                    TrafficSource(
                        name: "customers", demand: demand,
                        mix: [MixShare(operation: OperationID(0), share: .one)])
                ],
                operations: [Operation(name: "pass", steps: steps)], components: components,
                keyspaces: [], objectives: [], run: run,
                economics: Model.Economics(prices: nil, transactions: nil),
                remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
        } catch {
            throw Obstacle(reason: "\(error.path): \(error.fault)")
        }
    }

    private func open(_ rate: Double, _ law: InterarrivalLaw) -> Demand {
        .open(OpenDemand(rate: .perSecond(rate * timeUnit), law: law, stages: []))
    }

    private func distribution(
        _ law: ServiceLaw, _ seconds: Double
    ) throws(Obstacle) -> Distribution {
        let simulated = seconds / timeUnit
        guard simulated >= 1e-4, simulated <= 1e7 else {
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
