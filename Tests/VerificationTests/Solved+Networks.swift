// SPDX-License-Identifier: GPL-3.0-or-later

import Quantities

@testable import Verification

extension Solved {
    static func jackson(
        _ means: [Double], from outside: [Double], _ routing: [[Double]]
    ) throws -> Solved {
        try Solved(
            "jackson-open",
            [
                .init("stations", means.map { [JSONMember("serviceMean", $0)] }),
                .init("externalArrivalRates", outside), .init("routing", routing),
            ])
    }

    static func visits(
        _ arrivals: Double, _ stations: [(visits: Double, mean: Double)]
    ) throws -> Solved {
        try Solved(
            "open-visits",
            [
                .init("arrivalRate", arrivals),
                .init(
                    "stations",
                    stations.map {
                        [JSONMember("visits", $0.visits), .init("serviceMean", $0.mean)]
                    }),
            ])
    }

    /// A station of so many servers; 0 for a delay.
    private static func station(_ servers: Int) -> [JSONMember] {
        servers == 0
            ? [.init("kind", "delay")] : [.init("kind", "queue"), .init("servers", servers)]
    }

    /// A class of a network: its visits, its service times, and how it comes.
    struct Flow {
        let members: [JSONMember]

        static func open(_ rate: Double, _ means: [Double], visits: [Double]? = nil) -> Flow {
            Flow(members: [.init("arrivalRate", rate)] + stay(means, visits))
        }

        static func closed(
            _ population: Int, think: Double = 0, _ means: [Double], visits: [Double]? = nil
        ) -> Flow {
            Flow(
                members: [.init("population", population), .init("thinkTime", think)]
                    + stay(means, visits))
        }

        private static func stay(_ means: [Double], _ visits: [Double]?) -> [JSONMember] {
            [.init("visits", visits ?? means.map { _ in 1 }), .init("serviceMeans", means)]
        }
    }

    /// `open-multiclass`, `closed-mva` or `mixed-mva`.
    static func network(_ name: String, _ servers: [Int], _ flows: [Flow]) throws -> Solved {
        try Solved(
            name,
            [
                .init("stations", servers.map(station)), .init("classes", flows.map(\.members)),
            ])
    }

    static func bounds(_ population: Int, think: Double, _ demands: [Double]) throws -> Solved {
        try Solved(
            "asymptotic-bounds",
            [
                .init("population", population), .init("thinkTime", think),
                .init("demands", demands),
            ])
    }

    static func repair(
        _ population: Int, up: Double, _ mean: Double, _ servers: Int
    ) throws -> Solved {
        try Solved(
            "machine-repair",
            [
                .init("population", population), .init("thinkTime", up),
                .init("serviceMean", mean), .init("servers", servers),
            ])
    }
}
