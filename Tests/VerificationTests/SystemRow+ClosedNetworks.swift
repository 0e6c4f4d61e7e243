// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// Networks of customers who never leave.
extension SystemRow {
    static let closedNetworks = [closed, bounds, repair]

    static let closed = SystemRow(
        name: "closed-mva",
        known: [
            // Balanced stations: X = N / (D (N + m - 1)); G(n) counts the ways to place n.
            Check("three at two equal stations: X = 3/4, G = 2, 3, 4") {
                let net = try Solved.network("closed-mva", [1, 1], [.closed(3, [1, 1])])
                return .equal(
                    net.list(.throughput) + net.list(.normalizingConstants)
                        + net.list(.meanInSystem),
                    [0.75, 2, 3, 4, 1.5, 1.5])
            }
        ],
        reduction: [
            Check("one station is machine repair") {
                let net = try Solved.network("closed-mva", [3], [.closed(20, think: 4, [1])])
                let repair = try Solved.repair(20, up: 4, 1, 3)
                return .equal(
                    [net[.throughput], net[.meanSojourn], net[.utilization]],
                    [repair[.throughput], repair[.meanSojourn], repair[.utilization]], 1e-11)
            },
            Check("one customer waits for nobody") {
                let net = try Solved.network(
                    "closed-mva", [1, 0, 4],
                    [.closed(1, think: 2, [0.3, 1, 0.5], visits: [2, 1, 3])])
                return .equal([net[.networkMeanSojourn], net[.stretch]], [3.1, 1])
            },
        ],
        law: [
            Check("N = X (Z + R), L = XR and U = XD at each station, X = G(N - 1)/G(N)") {
                let demands = [0.4, 0.7, 0.1]
                let net = try Solved.network(
                    "closed-mva", [1, 1, 1], [.closed(8, think: 5, demands)])
                let flow = net[.throughput]
                let constants = net.list(.normalizingConstants)
                return .equal(
                    [flow * (5 + net[.networkMeanSojourn]), constants[6] / constants[7]]
                        + net.list(.meanInSystem) + net.list(.utilization),
                    [8, flow] + net.list(.residenceTime).map { flow * $0 }
                        + demands.map { flow * $0 })
            }
        ],
        monotonicity: [
            Check("more customers, more done, each more slowly") {
                let nets = try [1, 2, 5, 30].map {
                    try Solved.network("closed-mva", [1, 1], [.closed($0, think: 4, [1, 0.6])])
                }
                return .all([
                    .rising(nets.map { $0[.throughput] }),
                    .rising(nets.map { $0[.networkMeanSojourn] }),
                ])
            },
            Check("more of another class, less done of this") {
                .falling(
                    try [1, 2, 9].map {
                        try Solved.network(
                            "closed-mva", [1, 1], [.closed(3, [1, 0.6]), .closed($0, [0.2, 1])]
                        ).list(.throughput)[0]
                    })
            },
        ])

    static let bounds = SystemRow(
        name: "asymptotic-bounds",
        known: [
            Check("20 users, 120 s to think, 9.2 and 8 s to serve") {
                let bounds = try Solved.bounds(20, think: 120, [9.2, 8])
                return .equal(
                    [bounds[.throughputUpperBound], bounds[.sojournLowerBound]], [1 / 9.2, 64])
            }
        ],
        reduction: [
            Check("one customer meets both") {
                let bounds = try Solved.bounds(1, think: 3, [1, 0.6])
                let net = try Solved.network(
                    "closed-mva", [1, 1], [.closed(1, think: 3, [1, 0.6])])
                return .equal(
                    [bounds[.throughputUpperBound], bounds[.sojournLowerBound]],
                    [net[.throughput], net[.networkMeanSojourn]])
            },
            Check("so do any at one station without thinking") {
                let bounds = try Solved.bounds(7, think: 0, [2])
                let net = try Solved.network("closed-mva", [1], [.closed(7, [2])])
                return .equal(
                    [bounds[.throughputUpperBound], bounds[.sojournLowerBound]],
                    [net[.throughput], net[.networkMeanSojourn]])
            },
        ],
        law: [
            Check("the bounds belong together: X (Z + R) = N, on either side of the knee") {
                let few = try Solved.bounds(3, think: 20, [4, 5])
                let many = try Solved.bounds(30, think: 20, [4, 5])
                return .equal(
                    [few, many].map {
                        $0[.throughputUpperBound] * (20 + $0[.sojournLowerBound])
                    }, [3, 30])
            },
            Check("no network does better") {
                let bounds = try Solved.bounds(9, think: 20, [4, 5])
                let net = try Solved.network(
                    "closed-mva", [1, 1], [.closed(9, think: 20, [4, 5])])
                return .all([
                    .rising([net[.throughput], bounds[.throughputUpperBound]]),
                    .rising([bounds[.sojournLowerBound], net[.networkMeanSojourn]]),
                ])
            },
        ],
        monotonicity: [
            Check("more customers up to the knee, more throughput") {
                .rising(
                    try [1, 2, 5].map {
                        try Solved.bounds($0, think: 20, [4, 5])[.throughputUpperBound]
                    })
            },
            Check("beyond it, longer stays") {
                .rising(
                    try [6, 7, 90].map {
                        try Solved.bounds($0, think: 20, [4, 5])[.sojournLowerBound]
                    })
            },
        ])

    static let repair = SystemRow(
        name: "machine-repair",
        known: [
            Check("three that ask every 2 s for 1 s: X = 15/19, W = 9/5") {
                let repair = try Solved.repair(3, up: 2, 1, 1)
                return .equal([repair[.throughput], repair[.meanSojourn]], [15.0 / 19, 1.8])
            }
        ],
        reduction: [
            Check("a repairer each: nobody waits") {
                let repair = try Solved.repair(5, up: 3, 1, 5)
                return .equal(
                    [repair[.meanSojourn], repair[.throughput], repair[.meanInSystem]],
                    [1, 1.25, 1.25])
            },
            Check("very many who seldom ask are M/M/c") {
                .equal(
                    try Solved.repair(2_000_000, up: 1e6, 1, 3)[.meanSojourn],
                    try Solved.mmc(2, 1, 3)[.meanSojourn], 1e-5)
            },
        ],
        law: [
            Check("N = X (Z + W), L = XW, U = XS/c") {
                let repair = try Solved.repair(40, up: 9, 1.5, 4)
                let flow = repair[.throughput]
                return .equal(
                    [
                        flow * (9 + repair[.meanSojourn]), repair[.meanInSystem],
                        repair[.utilization],
                    ], [40, flow * repair[.meanSojourn], flow * 1.5 / 4])
            }
        ],
        monotonicity: [
            Check("more machines, more repairs, each after longer") {
                let rows = try [1, 3, 10, 60].map { try Solved.repair($0, up: 9, 1.5, 2) }
                return .all([
                    .rising(rows.map { $0[.throughput] }),
                    .rising(rows.map { $0[.meanSojourn] }),
                ])
            },
            Check("more repairers, shorter") {
                .falling(
                    try [1, 2, 3, 8].map { try Solved.repair(20, up: 9, 3, $0)[.meanSojourn] })
            },
        ])
}
