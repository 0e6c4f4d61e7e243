// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// Networks that customers come to and leave.
extension SystemRow {
    static let openNetworks = [jackson, visits, multiclass, mixed]

    static let jackson = SystemRow(
        name: "jackson-open",
        known: [
            Check("a loop of two: visits 2 and 1, L = 1 + 1/7") {
                let net = try Solved.jackson([1, 0.5], from: [0.25, 0], [[0, 0.5], [1, 0]])
                return .equal(
                    net.list(.visits) + net.list(.utilization) + [net[.networkMeanSojourn]],
                    [2, 1, 0.5, 0.125, 32.0 / 7])
            }
        ],
        reduction: [
            Check("one station is M/M/1") {
                .equal(
                    try Solved.jackson([0.5], from: [1.7], [[0]])[.networkMeanSojourn],
                    try Solved.mm1(1.7, 2)[.meanSojourn])
            },
            // γ = 3/2; λ = 1 + λ2/10, 1/2 + 3/5 λ1, (λ1/5 + λ2/2) / (7/10).
            Check("each station is M/M/1 of its flow") {
                let net = try Solved.jackson(
                    [0.2, 0.1, 0.3], from: [1, 0.5, 0],
                    [[0, 0.6, 0.2], [0.1, 0, 0.5], [0, 0, 0.3]])
                let first = 1.05 / 0.94
                let second = 0.5 + 0.6 * first
                let flows = [first, second, (first / 5 + second / 2) / 0.7]
                let stays = try zip(flows, [5, 10, 1 / 0.3]).map {
                    try Solved.mm1($0, $1)[.meanSojourn]
                }
                return .equal(
                    net.list(.visits) + net.list(.meanSojourn), flows.map { $0 / 1.5 } + stays)
            },
        ],
        law: [
            Check("flow in is flow out at each station; ρ = λS; L = γW") {
                let (outside, means) = ([1, 0.5, 0.0], [0.2, 0.1, 0.3])
                let routing = [[0, 0.6, 0.2], [0.1, 0, 0.5], [0, 0, 0.3]]
                let net = try Solved.jackson(means, from: outside, routing)
                let flows = net.list(.throughput)
                let balanced = outside.indices.map { j in
                    outside[j] + flows.indices.reduce(0) { $0 + flows[$1] * routing[$1][j] }
                }
                return .equal(
                    flows + net.list(.utilization) + [1.5 * net[.networkMeanSojourn]],
                    balanced + zip(flows, means).map { $0 * $1 }
                        + [net.list(.meanInSystem).reduce(0, +)])
            }
        ],
        monotonicity: [
            Check("more arrivals, longer") {
                .rising(
                    try [0.1, 0.3, 0.49].map {
                        try Solved.jackson([1, 0.5], from: [$0, 0], [[0, 0.5], [1, 0]])[
                            .networkMeanSojourn]
                    })
            },
            Check("the more return, the longer") {
                .rising(
                    try [0, 0.2, 0.5, 0.8].map {
                        try Solved.jackson([1], from: [0.15], [[$0]])[.networkMeanSojourn]
                    })
            },
        ])

    static let visits = SystemRow(
        name: "open-visits",
        known: [
            Check("two stations half busy hold one each") {
                let net = try Solved.visits(1, [(1, 0.5), (2, 0.25)])
                return .equal(
                    net.list(.utilization) + net.list(.meanSojourn) + [net[.networkMeanSojourn]],
                    [0.5, 0.5, 1, 0.5, 2])
            }
        ],
        reduction: [
            Check("one visit to one station is M/M/1") {
                .equal(
                    try Solved.visits(3, [(1, 0.25)])[.networkMeanSojourn],
                    try Solved.mm1(3, 4)[.meanSojourn])
            }
        ],
        law: [
            Check("forced flow X = λv, utilization ρ = Xs, L = λW") {
                let net = try Solved.visits(2, [(1.5, 0.1), (4, 0.05), (0.25, 1)])
                return .equal(
                    net.list(.throughput) + net.list(.utilization) + [net[.networkMeanInSystem]],
                    [3, 8, 0.5, 0.3, 0.4, 0.5, 2 * net[.networkMeanSojourn]])
            }
        ],
        monotonicity: [
            Check("more visits, longer") {
                .rising(
                    try [0, 1, 2, 2.4].map {
                        try Solved.visits(2, [($0, 0.2), (1, 0.1)])[.networkMeanSojourn]
                    })
            },
            Check("shorter visits, shorter") {
                .falling(
                    try [0.4, 0.2, 0.01].map {
                        try Solved.visits(2, [(1, $0), (1, 0.1)])[.networkMeanSojourn]
                    })
            },
        ])

    static let multiclass = SystemRow(
        name: "open-multiclass",
        known: [
            Check("two classes at one queue half busy, and a delay") {
                let net = try Solved.network(
                    "open-multiclass", [1, 0], [.open(0.3, [1, 4]), .open(0.2, [1, 5])])
                return .equal(
                    net.list(.residenceTime) + net.list(.meanInSystem),
                    [2, 4, 2, 5, 0.6, 1.2, 0.4, 1])
            }
        ],
        reduction: [
            Check("one class is the network of its visits") {
                let net = try Solved.network(
                    "open-multiclass", [1, 1], [.open(2, [0.1, 0.05], visits: [1.5, 4])])
                let same = try Solved.visits(2, [(1.5, 0.1), (4, 0.05)])
                return .equal(
                    net.list(.meanInSystem) + net.list(.utilization),
                    same.list(.meanInSystem) + same.list(.utilization))
            },
            Check("one class at a station of three is M/M/3") {
                .equal(
                    try Solved.network("open-multiclass", [3], [.open(2, [1])])[.residenceTime],
                    try Solved.mmc(2, 1, 3)[.meanSojourn])
            },
        ],
        law: [
            Check("U = λvs, L = λ times residence, by class") {
                let net = try Solved.network(
                    "open-multiclass", [1, 1],
                    [.open(0.5, [0.4, 0.2], visits: [1, 2]), .open(0.25, [0.8, 1])])
                let stays = net.list(.residenceTime)
                return .equal(
                    net.list(.utilization) + net.list(.meanInSystem),
                    [0.2, 0.2, 0.2, 0.25]
                        + zip([0.5, 0.5, 0.25, 0.25], stays).map { $0 * $1 })
            }
        ],
        monotonicity: [
            Check("the more of another class, the longer") {
                .rising(
                    try [0, 0.2, 0.6].map {
                        try Solved.network(
                            "open-multiclass", [1], [.open(0.3, [1]), .open($0, [1])]
                        ).list(.residenceTime)[0]
                    })
            }
        ])

    static let mixed = SystemRow(
        name: "mixed-mva",
        known: [
            // The closed customer sees a server of half the speed: 2 s, and never leaves.
            Check("one that stays, and an open class half as busy") {
                let net = try Solved.network(
                    "mixed-mva", [1], [.open(0.5, [1]), .closed(1, [1])])
                return .equal(
                    net.list(.throughput) + net.list(.residenceTime) + net.list(.meanInSystem),
                    [0.5, 0.5, 4, 2, 2, 1])
            }
        ],
        reduction: [
            Check("open classes alone, and with a closed one elsewhere") {
                let flows = [Solved.Flow.open(0.3, [1, 4]), .open(0.2, [1, 5])]
                let alone = try Solved.network("open-multiclass", [1, 0], flows)
                let both = try Solved.network(
                    "mixed-mva", [1, 0], flows + [.closed(3, [1, 2], visits: [0, 1])])
                return .equal(
                    try Solved.network("mixed-mva", [1, 0], flows).list(.residenceTime)
                        + both.table(.residenceTime).dropLast().flatMap { $0 },
                    alone.list(.residenceTime) + alone.list(.residenceTime))
            },
            Check("closed classes alone, and with an open one that never comes") {
                let flows = [Solved.Flow.closed(3, think: 2, [1, 0.4]), .closed(2, [0.3, 0.4])]
                let closed = try Solved.network("closed-mva", [1, 1], flows).list(.throughput)
                let none = try Solved.network(
                    "mixed-mva", [1, 1], flows + [.open(0, [1, 0.4])])
                return .equal(
                    try Solved.network("mixed-mva", [1, 1], flows).list(.throughput)
                        + none.list(.throughput),
                    closed + closed + [0])
            },
            Check("one station: a repairer whom the open ones leave 3/4 of his time") {
                let net = try Solved.network(
                    "mixed-mva", [1], [.open(0.5, [0.5]), .closed(7, think: 6, [1])])
                let repair = try Solved.repair(7, up: 6, 4.0 / 3, 1)
                return .equal(
                    [net.list(.throughput)[1], net.list(.networkMeanSojourn)[1]],
                    [repair[.throughput], repair[.meanSojourn]])
            },
        ],
        law: [
            Check("N = X (Z + R) of the closed, L = XR of all") {
                let net = try Solved.network(
                    "mixed-mva", [1, 1],
                    [.open(0.5, [0.4, 0.2]), .closed(6, think: 3, [0.4, 0.7])])
                let (flows, stays) = (net.list(.throughput), net.list(.networkMeanSojourn))
                let inside = net.table(.meanInSystem).map { $0.reduce(0, +) }
                return .equal(
                    [flows[1] * (3 + stays[1])] + inside,
                    [6, flows[0] * stays[0], flows[1] * stays[1]])
            }
        ],
        monotonicity: [
            Check("the more come, the less the closed get done") {
                .falling(
                    try [0, 0.3, 0.6, 0.9].map {
                        try Solved.network(
                            "mixed-mva", [1], [.open($0, [1]), .closed(4, think: 1, [1])]
                        ).list(.throughput)[1]
                    })
            },
            Check("the more stay, the longer it takes the others") {
                .rising(
                    try [1, 2, 9].map {
                        try Solved.network(
                            "mixed-mva", [1], [.open(0.3, [1]), .closed($0, think: 1, [1])]
                        ).list(.networkMeanSojourn)[0]
                    })
            },
        ])
}
