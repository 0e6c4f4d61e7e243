// SPDX-License-Identifier: GPL-3.0-or-later

import Quantities

@testable import Verification

/// Rates a second, times in seconds, in the order of the field: λ, μ or S, c.
extension Solved {
    static func mm1(_ arrivals: Double, _ service: Double) throws -> Solved {
        try Solved("mm1", [.init("arrivalRate", arrivals), .init("serviceRate", service)])
    }

    static func mmc(_ arrivals: Double, _ service: Double, _ servers: Int) throws -> Solved {
        try Solved("mmc", markov(arrivals, service, servers))
    }

    static func change(
        _ arrivals: Double, _ service: Double, from baseline: Int, to candidate: Int
    ) throws -> Double {
        try Solved(
            "mmc-comparison",
            [
                .init("arrivalRate", arrivals), .init("serviceRate", service),
                .init("baselineServers", baseline), .init("candidateServers", candidate),
            ])[.meanWaitChange]
    }

    static func mmck(
        _ arrivals: Double, _ service: Double, _ servers: Int, room: Int
    ) throws -> Solved {
        try Solved(
            "mmck", markov(arrivals, service, servers) + [.init("capacity", room)])
    }

    static func delay(_ arrivals: Double, _ service: Double) throws -> Solved {
        try Solved("mminf", [.init("arrivalRate", arrivals), .init("serviceRate", service)])
    }

    static func erlangB(_ load: Double, _ servers: Int) throws -> Double {
        try Solved("erlang-b", [.init("offeredLoad", load), .init("servers", servers)])[
            .blockingProbability]
    }

    static func erlangC(_ load: Double, _ servers: Int) throws -> Double {
        try Solved("erlang-c", [.init("offeredLoad", load), .init("servers", servers)])[
            .waitProbability]
    }

    static func headroom(_ servers: Int, waiting: Double) throws -> Double {
        try Solved(
            "erlang-c-headroom", [.init("servers", servers), .init("waitProbability", waiting)])[
                .headroom]
    }

    static func engset(_ sources: Int, _ servers: Int, _ load: Double) throws -> Solved {
        try Solved(
            "engset",
            [
                .init("sources", sources), .init("servers", servers),
                .init("offeredLoadPerIdleSource", load),
            ])
    }

    static func mg1(_ arrivals: Double, _ mean: Double, scv: Double) throws -> Solved {
        let law: String
        switch scv {
        case 0: law = "deterministic"
        case 1: law = "exponential"
        case ..<1: law = "erlang"
        default: law = "hyperexponential-balanced"
        }
        return try Solved(
            "mg1",
            [
                .init("arrivalRate", arrivals), .init("serviceMean", mean),
                .init("serviceScv", scv), .init("serviceLaw", law),
            ])
    }

    static func mdc(_ arrivals: Double, _ mean: Double, _ servers: Int) throws -> Solved {
        try Solved(
            "mdc",
            [
                .init("arrivalRate", arrivals), .init("serviceMean", mean),
                .init("servers", servers),
            ])
    }

    static func regular(every interval: Double, _ service: Double) throws -> Solved {
        try Solved(
            "gim1",
            [
                .init("interarrivalLaw", "deterministic"), .init("interarrivalMean", interval),
                .init("serviceRate", service),
            ])
    }

    static func batches(_ rate: Double, of size: Int, _ service: Double) throws -> Solved {
        try Solved(
            "batch-arrivals",
            [.init("batchRate", rate), .init("batchSize", size), .init("serviceRate", service)])
    }

    static func staffing(_ arrivals: Double, _ mean: Double, grade: Double) throws -> Double {
        try Solved(
            "square-root-staffing",
            [
                .init("arrivalRate", arrivals), .init("serviceMean", mean),
                .init("serviceGrade", grade),
            ])[.servers]
    }

    static func halfinWhitt(_ grade: Double) throws -> Double {
        try Solved("halfin-whitt", [.init("serviceGrade", grade)])[.waitProbability]
    }

    static func markov(_ arrivals: Double, _ service: Double, _ servers: Int) -> [JSONMember] {
        [
            .init("arrivalRate", arrivals), .init("serviceRate", service),
            .init("servers", servers),
        ]
    }
}
