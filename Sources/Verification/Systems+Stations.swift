// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

struct MM1System: KnownSystem {
    static let name = "mm1"
    private let solution: MM1

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MM1(arrivalRate: arrivals, serviceRate: service)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.utilization, .number(solution.utilization.fraction)),
            (.meanWait, .number(solution.waitingTime.seconds)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
            (.meanInSystem, .number(solution.numberInSystem)),
            (.sojournP95, .number(solution.sojournTime(atQuantile: .percent(95)).seconds)),
            (.sojournP99, .number(solution.sojournTime(atQuantile: .percent(99)).seconds)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential, servers: 1))
    }
}

struct MMcSystem: KnownSystem {
    static let name = "mmc"
    private let solution: MMc

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        let servers = try parameters.count("servers")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MMc(arrivalRate: arrivals, serviceRate: service, servers: servers)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.utilization, .number(solution.utilization.fraction)),
            (.waitProbability, .number(solution.waitProbability.fraction)),
            (.meanWait, .number(solution.waitingTime.seconds)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
            (.meanQueueLength, .number(solution.queueLength)),
            (.meanInSystem, .number(solution.numberInSystem)),
            (.stretch, .number(solution.stretch)),
        ]
    }

    var experiment: Experiment? { .station(StationSetting(solution)) }
}

/// Two M/M/c with the same demand, simulated with common random numbers.
struct MMcComparison: KnownSystem {
    static let name = "mmc-comparison"
    private let baseline: MMc
    private let candidate: MMc

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        let counts = (
            baseline: try parameters.count("baselineServers"),
            candidate: try parameters.count("candidateServers")
        )
        baseline = try parameters.solve { () throws(AnalyticError) in
            try MMc(arrivalRate: arrivals, serviceRate: service, servers: counts.baseline)
        }
        candidate = try parameters.solve { () throws(AnalyticError) in
            try MMc(arrivalRate: arrivals, serviceRate: service, servers: counts.candidate)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        let change = candidate.waitingTime.seconds - baseline.waitingTime.seconds
        return [(.meanWaitChange, .number(change))]
    }

    var experiment: Experiment? {
        .change(from: StationSetting(baseline), to: StationSetting(candidate))
    }
}

struct MMcKSystem: KnownSystem {
    static let name = "mmck"
    private let solution: MMcK

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        let servers = try parameters.count("servers")
        let capacity = try parameters.count("capacity")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MMcK(
                arrivalRate: arrivals, serviceRate: service, servers: servers, capacity: capacity)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.probabilityEmpty, .number(solution.probabilityEmpty.fraction)),
            (.blockingProbability, .number(solution.blockingProbability.fraction)),
            (.throughput, .number(solution.throughput.perSecond)),
            (.meanInSystem, .number(solution.numberInSystem)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
            (.meanWait, .number(solution.waitingTime.seconds)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential,
                servers: solution.servers, queueLimit: solution.capacity - solution.servers))
    }
}

struct MMInfinitySystem: KnownSystem {
    static let name = "mminf"
    private let solution: MMInfinity

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MMInfinity(arrivalRate: arrivals, serviceRate: service)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        let solution = solution
        return [
            (.meanInSystem, .number(solution.numberInSystem)),
            (.probabilityEmpty, .number(solution.probabilityEmpty.fraction)),
            (
                .occupancyProbabilities,
                .states { solution.occupancyProbabilities(first: $0).map(\.fraction) }
            ),
        ]
    }

    /// As many servers as are busy together less than once in 10^20 times.
    var experiment: Experiment? {
        let load = solution.numberInSystem
        guard load <= 10_000 else { return nil }
        return .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential,
                servers: Int(load + 12 * load.squareRoot()) + 24))
    }
}

/// M/G/1; the law is for the simulation, and must be one that has this scv.
struct MG1System: KnownSystem {
    static let name = "mg1"
    private let solution: MG1
    private let law: ServiceLaw

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let mean = try parameters.time("serviceMean")
        let scv = try parameters.number("serviceScv")
        let name = try parameters.string("serviceLaw")
        guard ServiceLaw.names.contains(name) else {
            throw parameters.error(
                .wrongType(
                    key: "serviceLaw", needed: "one of " + ServiceLaw.names.joined(separator: ", "),
                    got: "'\(name)'"))
        }
        guard let law = ServiceLaw(name: name, scv: scv) else {
            throw parameters.error(
                .outOfRange(
                    key: "serviceScv", value: scv,
                    allowed: "what the serviceLaw '\(name)' has: deterministic 0, exponential 1,"
                        + " erlang 1 / phases, hyperexponential-balanced at least 1"))
        }
        self.law = law
        solution = try parameters.solve { () throws(AnalyticError) in
            try MG1(arrivalRate: arrivals, serviceTime: mean, serviceScv: scv)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.meanWait, .number(solution.waitingTime.seconds)),
            (.meanQueueLength, .number(solution.queueLength)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: solution.serviceTime.seconds, law: law, servers: 1))
    }
}

struct MDcSystem: KnownSystem {
    static let name = "mdc"
    private let solution: MDc

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let mean = try parameters.time("serviceMean")
        let servers = try parameters.count("servers")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MDc(arrivalRate: arrivals, serviceTime: mean, servers: servers)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.meanWait, .number(solution.waitingTime.seconds)),
            (.meanInSystem, .number(solution.numberInSystem)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: solution.serviceTime.seconds, law: .deterministic,
                servers: solution.servers))
    }
}

/// GI/M/1 with equal interarrival times, the one law that the files name.
struct GIM1System: KnownSystem {
    static let name = "gim1"
    private let solution: GIM1

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let law = try parameters.string("interarrivalLaw")
        let interval = try parameters.time("interarrivalMean")
        let service = try parameters.rate("serviceRate")
        guard law == "deterministic" else {
            throw parameters.error(
                .wrongType(key: "interarrivalLaw", needed: "'deterministic'", got: "'\(law)'"))
        }
        solution = try parameters.solve { () throws(AnalyticError) in
            try GIM1(interarrivalTime: interval, law: .deterministic, serviceRate: service)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.waitProbability, .number(solution.waitProbability.fraction)),
            (.meanWait, .number(solution.waitingTime.seconds)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond, arrivals: .deterministic,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential, servers: 1))
    }
}

extension StationSetting {
    /// The station of M/M/c.
    init(_ solution: MMc) {
        self.init(
            arrivalRate: solution.arrivalRate.perSecond,
            serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential,
            servers: solution.servers)
    }
}
