// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Systems whose customers come together, or are in several places at once.

struct BatchArrivalsSystem: KnownSystem {
    static let name = "batch-arrivals"
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

    var experiment: Experiment? {
        let size = solution.batchSize
        guard size <= BatchSize.largest else { return nil }
        return .station(
            StationSetting(
                arrivalRate: solution.batchRate.perSecond * Double(size),
                serviceTime: 1 / solution.serviceRate.perSecond, law: .exponential, servers: 1,
                batchSize: size))
    }
}

struct ForkJoinSystem: KnownSystem {
    static let name = "fork-join-2"
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

    var experiment: Experiment? { .forkJoin(ForkJoinSetting(solution)) }
}
