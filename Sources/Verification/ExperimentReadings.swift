// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities
import Statistics

extension Experiment {
    /// What the replications say of a metric (of its element), in the units of the case; nil where
    /// the engine does not measure it.
    func values(_ expectation: Expectation, from answers: [Measurements]) -> [Double]? {
        let (metric, index) = (expectation.metric, expectation.index)
        guard let first = answers.first else { return nil }
        let simulated: [Double]?
        switch self {
        case .station(let setting):
            // A twin that counts stands behind a station that does not.
            let counting = Reading(answers.last ?? first, resource: 0)
            simulated =
                metric.isCounted
                ? counting.countedValues(metric, index, setting)
                : Reading(first, resource: 0).values(metric, serviceTime(setting))
        case .priorities:
            simulated = index.flatMap { priorityValues(metric, $0, first) }
        case .change(let from, _):
            guard metric == .meanWaitChange, answers.count == 2,
                let before = Reading(first, resource: 0).values(.meanWait, serviceTime(from)),
                let after = Reading(answers[1], resource: 0).values(.meanWait, serviceTime(from))
            else { return nil }
            simulated = zip(after, before).map { $0 - $1 }
        case .network:
            simulated =
                index.map { Reading(first, resource: $0).visitValues(metric) }
                ?? networkValues(metric, first)
        case .classNetwork(let setting):
            simulated = index.flatMap {
                classValues(metric, $0, station: expectation.station, setting, first)
            }
        }
        let unit = timeUnit
        return simulated.map { values in
            switch metric.dimension {
            case .time: values.map { $0 * unit }
            case .perTime: values.map { $0 / unit }
            case .number: values
            }
        }
    }

    private func serviceTime(_ setting: StationSetting) -> Double {
        setting.serviceTime / timeUnit
    }

    private func networkValues(_ metric: Metric, _ answer: Measurements) -> [Double]? {
        switch metric {
        case .networkMeanSojourn: return sampled(answer.overall.meanSojournTime)
        case .networkMeanInSystem:
            let stations = answer.resources.indices.compactMap {
                Reading(answer, resource: $0).values(.meanInSystem, 0)
            }
            return stations.dropFirst().reduce(stations.first) { sum, station in
                sum.map { zip($0, station).map { $0 + $1 } }
            }
        default: return nil
        }
    }
}

extension Metric {
    /// Whether it takes a station that counts who is present and who has to wait.
    var isCounted: Bool {
        switch self {
        case .waitProbability, .probabilityEmpty, .occupancyProbabilities, .timeCongestion: true
        case .utilization, .meanWait, .meanSojourn, .sojournP95, .sojournP99, .meanQueueLength,
            .meanInSystem, .throughput, .blockingProbability, .stretch, .callCongestion,
            .abandonmentProbability, .balkingProbability, .branchMeanSojourn, .meanWaitChange,
            .servers, .headroom, .visits, .residenceTime, .networkMeanSojourn,
            .networkMeanInSystem, .normalizingConstants, .throughputUpperBound,
            .sojournLowerBound, .baseFee, .monthlyCost, .lineAmounts, .total, .cost, .mean, .months,
            .slope, .value, .timeToCapacity, .meanAbsoluteError, .meanAbsolutePercentageError:
            false
        }
    }
}

extension Experiment {
    /// A metric of a class at the one station.
    private func priorityValues(
        _ metric: Metric, _ index: Int, _ answer: Measurements
    ) -> [Double]? {
        guard answer.operations.indices.contains(index) else { return nil }
        let operation = answer.operations[index]
        switch metric {
        case .meanSojourn: return sampled(operation.meanSojournTime)
        case .meanWait:
            return sampled(operation.breakdown.first { $0.activity == .waiting }?.time)
        case .throughput: return sampled(operation.throughput)
        default: return nil
        }
    }

    /// A metric of a class, or of a class at a station, from where its passes spend their time.
    private func classValues(
        _ metric: Metric, _ index: Int, station: Int?, _ setting: NetworkSetting,
        _ answer: Measurements
    ) -> [Double]? {
        guard answer.operations.indices.contains(index),
            let throughput = sampled(answer.operations[index].throughput)
        else { return nil }
        let operation = answer.operations[index]
        let demands = setting.classes[index].demands
        guard let station else {
            switch metric {
            case .throughput: return throughput
            case .networkMeanSojourn: return sampled(operation.meanSojournTime)
            case .stretch:
                let demand = demands.reduce(0, +) / timeUnit
                return sampled(operation.meanSojournTime)?.map { $0 / demand }
            default: return nil
            }
        }
        let shares = operation.breakdown.filter { $0.place == NetworkSetting.name(station) }
        let serving = sampled(shares.first { $0.activity == .service }?.time)
        let waiting = sampled(shares.first { $0.activity == .waiting }?.time)
        guard let serving else { return nil }
        let residence = waiting.map { zip($0, serving).map { $0 + $1 } } ?? serving
        switch metric {
        case .residenceTime: return residence
        case .meanSojourn:
            let visits = setting.classes[index].visits[station]
            return residence.map { $0 / visits }
        case .meanInSystem: return zip(throughput, residence).map { $0 * $1 }
        case .utilization:
            // Shared service is stretched, and what a class has of the servers is not measured.
            guard case .queue(let servers) = setting.stations[station],
                !setting.isShared(station)
            else { return nil }
            return zip(throughput, serving).map { $0 * $1 / Double(servers) }
        default: return nil
        }
    }
}

extension NetworkSetting {
    /// Of a station or delay in the model.
    static func name(_ station: Int) -> String { "station \(station)" }
}

/// The measurements of one station, as values of the files' metrics in simulated time.
private struct Reading {
    let answer: Measurements
    let resource: ResourceMeasurement?

    init(_ answer: Measurements, resource index: Int) {
        self.answer = answer
        resource = answer.resources.indices.contains(index) ? answer.resources[index] : nil
    }

    /// Where one pass is one visit.
    func values(_ metric: Metric, _ serviceTime: Double) -> [Double]? {
        guard let resource else { return nil }
        switch metric {
        case .utilization: return sampled(resource.utilization)
        case .meanWait: return sampled(resource.waitingTime)
        case .meanSojourn: return sampled(answer.overall.meanSojournTime)
        case .sojournP95: return sampled(answer.overall.percentile(.percent(95)))
        case .sojournP99: return sampled(answer.overall.percentile(.percent(99)))
        case .meanQueueLength: return sampled(resource.queueLength)
        case .meanInSystem: return inSystem(resource)
        case .throughput: return sampled(resource.throughput)
        case .stretch:
            return sampled(answer.overall.meanSojournTime)?.map { $0 / serviceTime }
        case .blockingProbability, .callCongestion, .balkingProbability:
            return sampled(resource.rejected)
        case .abandonmentProbability: return sampled(resource.abandoned)
        case .waitProbability, .probabilityEmpty, .occupancyProbabilities, .timeCongestion,
            .meanWaitChange, .branchMeanSojourn, .servers, .headroom, .visits, .residenceTime,
            .networkMeanSojourn, .networkMeanInSystem,
            .normalizingConstants, .throughputUpperBound, .sojournLowerBound, .baseFee,
            .monthlyCost, .lineAmounts, .total, .cost, .mean, .months,
            .slope, .value, .timeToCapacity, .meanAbsoluteError, .meanAbsolutePercentageError:
            return nil
        }
    }

    /// Where the station counts who is present and who has to wait.
    func countedValues(
        _ metric: Metric, _ index: Int?, _ setting: StationSetting
    ) -> [Double]? {
        guard let resource else { return nil }
        // The last state stands for all beyond.
        func share(_ state: Int) -> [Double]? {
            resource.occupancy.dropLast().indices.contains(state)
                ? sampled(resource.occupancy[state]) : nil
        }
        switch metric {
        case .waitProbability: return sampled(resource.waitShare)
        case .probabilityEmpty: return share(0)
        case .occupancyProbabilities: return index.flatMap(share)
        case .timeCongestion: return setting.queueLimit == 0 ? share(setting.servers) : nil
        default: return nil
        }
    }

    /// Of one visit of several; the visits themselves are an input of the simulation.
    func visitValues(_ metric: Metric) -> [Double]? {
        guard let resource else { return nil }
        switch metric {
        case .utilization: return sampled(resource.utilization)
        case .throughput: return sampled(resource.throughput)
        case .meanInSystem: return inSystem(resource)
        case .meanSojourn:
            guard let waiting = sampled(resource.waitingTime),
                let serving = sampled(resource.serviceTime)
            else { return nil }
            return zip(waiting, serving).map { $0 + $1 }
        default: return nil
        }
    }

    /// L = Lq + c U.
    private func inSystem(_ resource: ResourceMeasurement) -> [Double]? {
        guard let waiting = sampled(resource.queueLength), let busy = sampled(resource.utilization)
        else { return nil }
        return zip(waiting, busy).map { $0 + Double(resource.servers) * $1 }
    }
}

/// The values of the replications; nil for an estimate that is not simulated.
private func sampled<Unit>(_ estimate: Estimate<Unit>?) -> [Double]? {
    if case .sampled(let sample)? = estimate { sample.values } else { nil }
}
