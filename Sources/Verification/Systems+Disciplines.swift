// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

/// Systems of another discipline of arrival or service than first come, first served.

struct BatchArrivalsSystem: KnownSystem {
    static let name = "batch-arrivals"
    let experiment: Experiment? = nil
    private let solution: BatchArrivals

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let batches = try parameters.rate("batchRate")
        let size = try parameters.count("batchSize")
        let service = try parameters.rate("serviceRate")
        solution = try parameters.solve { () throws(AnalyticError) in
            try BatchArrivals(batchRate: batches, batchSize: size, serviceRate: service)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.meanInSystem, .number(solution.numberInSystem)),
            (.meanSojourn, .number(solution.sojournTime.seconds)),
        ]
    }
}

struct NonpreemptivePrioritySystem: KnownSystem {
    static let name = "priority-nonpreemptive"
    private let classes: [PriorityClass]
    private let solution: NonpreemptivePriority

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let classes = try parameters.priorityClasses()
        self.classes = classes
        solution = try parameters.solve { () throws(AnalyticError) in
            try NonpreemptivePriority(classes: classes)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.meanWait, .list(solution.classes.map(\.waitingTime.seconds))),
            (.meanSojourn, .list(solution.classes.map(\.sojournTime.seconds))),
        ]
    }

    var experiment: Experiment? { .priorities(PrioritySetting(classes, preempts: false)) }
}

struct PreemptivePrioritySystem: KnownSystem {
    static let name = "priority-preemptive"
    private let classes: [PriorityClass]
    private let solution: PreemptivePriority

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let classes = try parameters.priorityClasses()
        self.classes = classes
        solution = try parameters.solve { () throws(AnalyticError) in
            try PreemptivePriority(classes: classes)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.meanSojourn, .list(solution.classes.map(\.sojournTime.seconds)))]
    }

    var experiment: Experiment? { .priorities(PrioritySetting(classes, preempts: true)) }
}

extension Parameters {
    fileprivate mutating func priorityClasses() throws(VerificationError) -> [PriorityClass] {
        try objects("classes") { (one: inout Parameters) throws(VerificationError) in
            let arrivals = try one.rate("arrivalRate")
            let mean = try one.time("serviceMean")
            let scv = try one.number("serviceScv")
            return try one.solve { () throws(AnalyticError) in
                try PriorityClass(arrivalRate: arrivals, serviceTime: mean, serviceScv: scv)
            }
        }
    }
}

struct ProcessorSharingSystem: KnownSystem {
    static let name = "processor-sharing"
    private let solution: ProcessorSharing

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        solution = try parameters.solve { () throws(AnalyticError) in
            try ProcessorSharing(arrivalRate: arrivals, serviceRate: service)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.meanSojourn, .number(solution.sojournTime.seconds))]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential, servers: 1,
                conduct: .sharing))
    }
}

struct MultiServerProcessorSharingSystem: KnownSystem {
    static let name = "processor-sharing-multiserver"
    private let solution: MultiServerProcessorSharing

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        let servers = try parameters.count("servers")
        solution = try parameters.solve { () throws(AnalyticError) in
            try MultiServerProcessorSharing(
                arrivalRate: arrivals, serviceRate: service, servers: servers)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        let solution = solution
        return [
            (
                .occupancyProbabilities,
                .states { solution.occupancyProbabilities(first: $0).map(\.fraction) }
            )
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential,
                servers: solution.servers, conduct: .sharing))
    }
}

struct ErlangASystem: KnownSystem {
    static let name = "erlang-a"
    private let solution: ErlangA

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        let servers = try parameters.count("servers")
        let patience = try parameters.time("patienceMean")
        solution = try parameters.solve { () throws(AnalyticError) in
            try ErlangA(
                arrivalRate: arrivals, serviceRate: service, servers: servers, patience: patience)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.abandonmentProbability, .number(solution.abandonmentProbability.fraction)),
            (.meanQueueLength, .number(solution.queueLength)),
            (.throughput, .number(solution.throughput.perSecond)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential,
                servers: solution.servers, conduct: .impatient(mean: solution.patience.seconds)))
    }
}

struct BalkingSystem: KnownSystem {
    static let name = "balking"
    private let joining: [Double]
    private let solution: Balking

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let service = try parameters.rate("serviceRate")
        let servers = try parameters.count("servers")
        let joining = try parameters.numbers("joinProbabilities")
        self.joining = joining
        solution = try parameters.solve { () throws(AnalyticError) in
            try Balking(
                arrivalRate: arrivals, serviceRate: service, servers: servers,
                joinProbabilities: joining)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.balkingProbability, .number(solution.balkingProbability.fraction)),
            (.meanInSystem, .number(solution.numberInSystem)),
            (.probabilityEmpty, .number(solution.probabilityEmpty.fraction)),
        ]
    }

    var experiment: Experiment? {
        .station(
            StationSetting(
                arrivalRate: solution.arrivalRate.perSecond,
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential,
                servers: solution.servers, conduct: .balking(joining)))
    }
}

/// An approximation by its formula: a simulation of unequal servers gives another number.
struct HeterogeneousServersSystem: KnownSystem {
    static let name = "mmc-heterogeneous-bolch"
    let experiment: Experiment? = nil
    private let solution: HeterogeneousServers

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let rates = try parameters.numbers("serviceRates").map { Rate.perSecond($0) }
        solution = try parameters.solve { () throws(AnalyticError) in
            try HeterogeneousServers(arrivalRate: arrivals, serviceRates: rates)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.meanInSystem, .number(solution.approximation.numberInSystem))]
    }
}

struct ForkJoinSystem: KnownSystem {
    static let name = "fork-join-2"
    let experiment: Experiment? = nil
    private let solution: ForkJoin

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let arrivals = try parameters.rate("arrivalRate")
        let rates = try parameters.numbers("serviceRates").map { Rate.perSecond($0) }
        guard let first = rates.first, let second = rates.last, rates.count == 2 else {
            throw parameters.error(.wrongLength(key: "serviceRates", count: rates.count, needed: 2))
        }
        solution = try parameters.solve { () throws(AnalyticError) in
            try ForkJoin(arrivalRate: arrivals, first: first, second: second)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [
            (.meanSojourn, .number(solution.sojournTime.seconds)),
            (.branchMeanSojourn, .list(solution.branchSojournTimes.map(\.seconds))),
        ]
    }
}
