// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

struct JacksonOpenSystem: KnownSystem {
    static let name = "jackson-open"
    private let arrivalRate: Double
    private let solution: JacksonNetwork

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let stations = try parameters.objects("stations") {
            (station: inout Parameters) throws(VerificationError) in
            JacksonNetwork.Station(serviceTime: try station.time("serviceMean"), servers: 1)
        }
        let external = try parameters.numbers("externalArrivalRates")
        let routing = try parameters.matrix("routing")
        arrivalRate = external.reduce(0, +)
        solution = try parameters.solve { () throws(AnalyticError) in
            try JacksonNetwork(
                stations: stations, externalArrivalRates: external.map { Rate.perSecond($0) },
                routing: routing)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.visits, .list(solution.visits)),
            (.networkMeanSojourn, .number(solution.sojournTime.seconds)),
        ] + solution.stationAnswers
    }

    var experiment: Experiment? { .network(NetworkSetting(solution, arrivalRate: arrivalRate)) }
}

struct OpenVisitsSystem: KnownSystem {
    static let name = "open-visits"
    private let arrivalRate: Double
    private let solution: JacksonNetwork

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let rate = try parameters.rate("arrivalRate")
        let stations = try parameters.objects("stations") {
            (station: inout Parameters) throws(VerificationError) in
            (visits: try station.number("visits"), serviceTime: try station.time("serviceMean"))
        }
        arrivalRate = rate.perSecond
        solution = try parameters.solve { () throws(AnalyticError) in
            try JacksonNetwork(
                stations: stations.map { .init(serviceTime: $0.serviceTime, servers: 1) },
                arrivalRate: rate, visits: stations.map(\.visits))
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.networkMeanSojourn, .number(solution.sojournTime.seconds)),
            (.networkMeanInSystem, .number(solution.numberInSystem)),
        ] + solution.stationAnswers
    }

    var experiment: Experiment? { .network(NetworkSetting(solution, arrivalRate: arrivalRate)) }
}

extension JacksonNetwork {
    /// What both forms of the open network say station by station.
    fileprivate var stationAnswers: [(metric: Metric, answer: Answer)] {
        [
            (.throughput, .list(stations.map(\.arrivalRate.perSecond))),
            (.utilization, .list(stations.map(\.utilization.fraction))),
            (.meanSojourn, .list(stations.map(\.sojournTime.seconds))),
            (.meanInSystem, .list(stations.map(\.numberInSystem))),
        ]
    }
}

struct MachineRepairSystem: KnownSystem {
    static let name = "machine-repair"
    private let solution: MachineRepair

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let population = try parameters.count("population")
        let think = try parameters.time("thinkTime")
        let service = try parameters.time("serviceMean")
        let servers = try parameters.count("servers")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MachineRepair(
                population: population, thinkTime: think, serviceTime: service, servers: servers)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.throughput, .number(solution.throughput.perSecond)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
            (.meanInSystem, .number(solution.numberInSystem)),
            (.utilization, .number(solution.utilization.fraction)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                population: solution.population, thinkTime: solution.thinkTime.seconds,
                serviceTime: solution.serviceTime.seconds, servers: solution.servers))
    }
}
