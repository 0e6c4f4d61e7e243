// SPDX-License-Identifier: GPL-3.0-or-later

import Quantities

@testable import Verification

extension Solved {
    /// λ, S and scv of a class of priority.
    typealias Rank = (arrivals: Double, mean: Double, scv: Double)

    static func polite(_ ranks: [Rank]) throws -> Solved {
        try Solved("priority-nonpreemptive", [.init("classes", ranks.map(members))])
    }

    static func rude(_ ranks: [Rank]) throws -> Solved {
        try Solved("priority-preemptive", [.init("classes", ranks.map(members))])
    }

    private static func members(_ rank: Rank) -> [JSONMember] {
        [
            .init("arrivalRate", rank.arrivals), .init("serviceMean", rank.mean),
            .init("serviceScv", rank.scv),
        ]
    }

    static func sharing(_ arrivals: Double, _ service: Double) throws -> Double {
        try Solved(
            "processor-sharing", [.init("arrivalRate", arrivals), .init("serviceRate", service)])[
                .meanSojourn]
    }

    static func sharing(_ arrivals: Double, _ service: Double, _ servers: Int) throws -> Solved {
        try Solved("processor-sharing-multiserver", markov(arrivals, service, servers))
    }

    static func erlangA(
        _ arrivals: Double, _ service: Double, _ servers: Int, patience: Double
    ) throws -> Solved {
        try Solved(
            "erlang-a", markov(arrivals, service, servers) + [.init("patienceMean", patience)])
    }

    static func balking(
        _ arrivals: Double, _ service: Double, _ servers: Int, joining: [Double]
    ) throws -> Solved {
        try Solved(
            "balking", markov(arrivals, service, servers) + [.init("joinProbabilities", joining)])
    }

    static func unequal(_ arrivals: Double, _ services: [Double]) throws -> Double {
        try Solved(
            "mmc-heterogeneous-bolch",
            [.init("arrivalRate", arrivals), .init("serviceRates", services)])[.meanInSystem]
    }

    static func fork(_ arrivals: Double, _ first: Double, _ second: Double) throws -> Solved {
        try Solved(
            "fork-join-2",
            [.init("arrivalRate", arrivals), .init("serviceRates", [first, second])])
    }
}
