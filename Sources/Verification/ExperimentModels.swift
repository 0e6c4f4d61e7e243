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
    ///
    /// Plain stations do not count who is present. Where that is asked for, a twin is simulated
    /// after them: by priority with one class, which serves alike and counts.
    func models(_ run: RunPlan, counting: Bool) throws(Obstacle) -> [Model] {
        let builder = ModelBuilder(timeUnit: timeUnit, run: run)
        switch self {
        case .station(let setting):
            let model = try builder.model(setting)
            guard counting, setting.conduct == .waiting else { return [model] }
            return [model, try builder.model(setting, order: .priority)]
        case .priorities(let setting): return [try builder.model(setting)]
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

    func model(
        _ setting: StationSetting, order: Discipline.Order = .arrival
    ) throws(Obstacle) -> Model {
        let discipline = try discipline(setting.conduct, order)
        let station = Component(
            name: "station",
            kind: .station(
                Station(
                    servers: setting.servers, queueLimit: setting.queueLimit,
                    discipline: discipline)), charge: nil)
        let service = try distribution(setting.law, setting.serviceTime)
        return try model(
            [try demand(setting.source)], [station],
            [[.serve(ServeStep(component: ComponentID(0), time: service))]])
    }

    private func discipline(
        _ conduct: StationSetting.Conduct, _ order: Discipline.Order
    ) throws(Obstacle) -> Discipline {
        switch conduct {
        case .waiting: return Discipline(order: order, patience: nil, joining: [])
        case .sharing: return Self.sharing
        case .impatient(let mean):
            let patience = try distribution(.exponential, mean)
            return Discipline(order: order, patience: patience, joining: [])
        case .balking(let joining):
            return Discipline(
                order: order, patience: nil, joining: joining.map { Ratio.fraction($0) })
        }
    }

    private static let sharing = Discipline(
        order: .sharing(limit: nil), patience: nil, joining: [])

    func model(_ setting: PrioritySetting) throws(Obstacle) -> Model {
        let order: Discipline.Order = setting.preempts ? .preemption : .priority
        let station = Station(
            servers: 1, queueLimit: nil,
            discipline: Discipline(order: order, patience: nil, joining: []))
        var demands: [Demand] = []
        var operations: [[Step]] = []
        for one in setting.classes {
            let time = try distribution(mean: one.serviceTime, scv: one.scv)
            demands.append(open(one.arrivalRate, .poisson))
            operations.append([.serve(ServeStep(component: ComponentID(0), time: time))])
        }
        return try model(
            demands, [Component(name: "station", kind: .station(station), charge: nil)],
            operations, byPriority: true)
    }

    /// Each request visits the stations one after the other, each as often as the means say. Only
    /// the means matter where service is exponential or shared (Kelly, Reversibility and Stochastic
    /// Networks, 1979, sections 3.1 and 3.3), so routes with loops need not be followed.
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
                    kind: .station(
                        Station(
                            servers: servers, queueLimit: nil,
                            discipline: network.isShared(index) ? Self.sharing : .plain)),
                    charge: nil))
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
        _ demands: [Demand], _ components: [Component], _ operations: [[Step]],
        byPriority: Bool = false
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
                    Operation(
                        name: "pass \(index)", steps: steps,
                        priority: byPriority ? index + 1 : 1)
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

    /// The simplest law of that mean and variation.
    private func distribution(mean: Double, scv: Double) throws(Obstacle) -> Distribution {
        if scv == 0 { return try distribution(.deterministic, mean) }
        if scv == 1 { return try distribution(.exponential, mean) }
        guard scv < 1 else { return try distribution(.hyperexponentialBalanced(scv: scv), mean) }
        let time = try simulated(mean)
        do { return try .gamma(mean: time, scv: scv) } catch {
            throw Obstacle(reason: error.description)
        }
    }

    private func simulated(_ seconds: Double) throws(Obstacle) -> SimTime {
        let simulated = seconds / timeUnit
        guard simulated == 0 || simulated >= 1e-4, simulated <= 1e7 else {
            throw Obstacle(reason: "mean times that lie too far apart for one clock")
        }
        return SimTime(roundingSeconds: simulated)
    }

    private func distribution(
        _ law: ServiceLaw, _ seconds: Double
    ) throws(Obstacle) -> Distribution {
        let mean = try simulated(seconds)
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
