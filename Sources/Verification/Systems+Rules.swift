// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

struct ErlangBSystem: KnownSystem {
    static let name = "erlang-b"
    private let solution: ErlangB

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let load = try parameters.number("offeredLoad")
        let servers = try parameters.count("servers")
        solution = try parameters.solve { () throws(AnalyticError) in
            try ErlangB(offeredLoad: load, servers: servers)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.blockingProbability, .number(solution.blockingProbability.fraction))]
    }

    /// A station without room to wait; arrivals see what time sees (PASTA).
    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.offeredLoad, serviceTime: 1, law: .exponential,
                servers: solution.servers, queueLimit: 0))
    }
}

struct ErlangCSystem: KnownSystem {
    static let name = "erlang-c"
    private let solution: ErlangC

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let load = try parameters.number("offeredLoad")
        let servers = try parameters.count("servers")
        solution = try parameters.solve { () throws(AnalyticError) in
            try ErlangC(offeredLoad: load, servers: servers)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.waitProbability, .number(solution.waitProbability.fraction))]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.offeredLoad, serviceTime: 1, law: .exponential,
                servers: solution.servers))
    }
}

struct ErlangCHeadroomSystem: KnownSystem {
    static let name = "erlang-c-headroom"
    let experiment: Experiment? = nil
    private let solution: ErlangCHeadroom

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let servers = try parameters.count("servers")
        let waiting = try parameters.ratio("waitProbability")
        solution = try parameters.solve { () throws(AnalyticError) in
            try ErlangCHeadroom(servers: servers, waitProbability: waiting)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.headroom, .number(solution.headroom.fraction))]
    }
}

struct EngsetSystem: KnownSystem {
    static let name = "engset"
    private let solution: Engset

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let sources = try parameters.count("sources")
        let servers = try parameters.count("servers")
        let load = try parameters.number("offeredLoadPerIdleSource")
        solution = try parameters.solve { () throws(AnalyticError) in
            try Engset(sources: sources, servers: servers, offeredLoadPerIdleSource: load)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.timeCongestion, .number(solution.timeCongestion.fraction)),
            (.callCongestion, .number(solution.callCongestion.fraction)),
        ]
    }

    /// Users who think and are turned away, with no room to wait.
    var experiment: Experiment? {
        .station(
            StationSetting(
                population: solution.sources, thinkTime: 1 / solution.offeredLoadPerIdleSource,
                serviceTime: 1, servers: solution.servers, queueLimit: 0))
    }
}

struct SquareRootStaffingSystem: KnownSystem {
    static let name = "square-root-staffing"
    let experiment: Experiment? = nil
    private let solution: SquareRootStaffing

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let mean = try parameters.time("serviceMean")
        let grade = try parameters.number("serviceGrade")
        solution = try parameters.solve { () throws(AnalyticError) in
            try SquareRootStaffing(arrivalRate: arrivals, serviceTime: mean, serviceGrade: grade)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.servers, .number(Double(solution.servers)))]
    }
}

struct HalfinWhittSystem: KnownSystem {
    static let name = "halfin-whitt"
    let experiment: Experiment? = nil
    private let solution: HalfinWhitt

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let grade = try parameters.number("serviceGrade")
        solution = try parameters.solve { () throws(AnalyticError) in
            try HalfinWhitt(serviceGrade: grade)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.waitProbability, .number(solution.waitProbability.fraction))]
    }
}

struct AsymptoticBoundsSystem: KnownSystem {
    static let name = "asymptotic-bounds"
    let experiment: Experiment? = nil
    private let solution: AsymptoticBounds

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let population = try parameters.count("population")
        let think = try parameters.time("thinkTime")
        let demands = try parameters.numbers("demands").map { AnalyticTime.seconds($0) }
        solution = try parameters.solve { () throws(AnalyticError) in
            try AsymptoticBounds(population: population, thinkTime: think, demands: demands)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.throughputUpperBound, .number(solution.throughputUpperBound.perSecond)),
            (.sojournLowerBound, .number(solution.sojournTimeLowerBound.seconds)),
        ]
    }
}
