// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// Other orders of service, and customers who do not wait for it.
extension SystemRow {
    static let disciplines = [polite, rude, sharing, sharingAmong, erlangA, balking]

    private static let three: [Solved.Rank] = [(0.1, 2, 0), (0.3, 0.5, 1), (0.4, 1, 3)]

    static let polite = SystemRow(
        name: "priority-nonpreemptive",
        known: [
            Check("M/M/1 of two classes: 2 and 6 s (Cobham)") {
                let line = try Solved.polite([(0.2, 1, 1), (0.6, 1, 1)])
                return .equal(line.list(.meanSojourn), [2, 6])
            },
            Check("M/D/1 of three: W0 = 0.3 over 0.9, 0.63 and 0.28") {
                let line = try Solved.polite([(0.1, 1, 0), (0.2, 1, 0), (0.3, 1, 0)])
                return .equal(line.list(.meanWait), [0.3 / 0.9, 0.3 / 0.63, 0.3 / 0.28])
            },
        ],
        reduction: [
            Check("one class is M/G/1") {
                .equal(
                    try Solved.polite([(0.7, 1, 4)]).list(.meanWait),
                    try Solved.mg1(0.7, 1, scv: 4).list(.meanWait))
            },
            Check("a class that never comes is not felt") {
                .equal(
                    Array(try Solved.polite([(0, 9, 9), (0.7, 1, 1)]).list(.meanWait).dropFirst()),
                    try Solved.mm1(0.7, 1).list(.meanWait))
            },
        ],
        law: [
            // Kleinrock's conservation law: W0 = Σ λ E[S²] / 2, by hand.
            Check("Σ ρ Wq = ρ W0 / (1 - ρ), W = Wq + S") {
                let line = try Solved.polite(three)
                let (waits, stays) = (line.list(.meanWait), line.list(.meanSojourn))
                let residual = (0.1 * 4 + 0.3 * 0.5 + 0.4 * 4) / 2
                let loads = [0.2, 0.15, 0.4]
                let work = zip(loads, waits).reduce(0) { $0 + $1.0 * $1.1 }
                return .equal(
                    [work] + stays,
                    [0.75 * residual / 0.25, waits[0] + 2, waits[1] + 0.5, waits[2] + 1])
            }
        ],
        monotonicity: [
            Check("the lower the class, the longer the wait") {
                .rising(try Solved.polite(three).list(.meanWait))
            },
            Check("a lower class is felt, as its service is not interrupted") {
                .rising(
                    try [0, 0.1, 0.5].map {
                        try Solved.polite([(0.3, 1, 1), ($0, 1, 1)]).list(.meanWait)[0]
                    })
            },
        ])

    static let rude = SystemRow(
        name: "priority-preemptive",
        known: [
            Check("M/M/1 of two classes: 5/4 and 25/4 s (Kleinrock)") {
                let line = try Solved.rude([(0.2, 1, 1), (0.6, 1, 1)])
                return .equal(line.list(.meanSojourn), [1.25, 6.25])
            }
        ],
        reduction: [
            Check("one class is M/G/1") {
                .equal(
                    try Solved.rude([(0.7, 1, 4)]).list(.meanSojourn),
                    try Solved.mg1(0.7, 1, scv: 4).list(.meanSojourn))
            },
            Check("the first class is alone") {
                .equal(
                    try Solved.rude(three).list(.meanSojourn)[0],
                    try Solved.mg1(0.1, 2, scv: 0)[.meanSojourn])
            },
        ],
        law: [
            Check("with equal exponential service ΣL is that of M/M/1") {
                let rates = [0.2, 0.3, 0.4]
                let stays = try Solved.rude(rates.map { ($0, 1, 1) }).list(.meanSojourn)
                return .equal(
                    zip(rates, stays).reduce(0) { $0 + $1.0 * $1.1 },
                    try Solved.mm1(0.9, 1)[.meanInSystem])
            }
        ],
        monotonicity: [
            Check("with equal service, the lower the class, the longer the stay") {
                .rising(
                    try Solved.rude([(0.3, 1, 2), (0.3, 1, 2), (0.3, 1, 2)]).list(.meanSojourn))
            },
            Check("the more above it, the longer") {
                .rising(
                    try [0, 0.1, 0.5].map {
                        try Solved.rude([($0, 1, 1), (0.3, 1, 1)]).list(.meanSojourn)[1]
                    })
            },
            Check("the first class gains by interrupting, the last one loses") {
                let ranks: [Solved.Rank] = [(0.4, 1, 1), (0.5, 1, 1)]
                let (rude, polite) = (
                    try Solved.rude(ranks).list(.meanSojourn),
                    try Solved.polite(ranks).list(.meanSojourn)
                )
                return .rising([rude[0], polite[0], polite[1], rude[1]])
            },
        ])

    static let sharing = SystemRow(
        name: "processor-sharing",
        known: [Check("1/(5 - 3)") { .equal(try Solved.sharing(3, 5), 0.5) }],
        reduction: [
            Check("as long as in turn where service is exponential: M/G/1 with scv 1") {
                .equal(try Solved.sharing(0.95, 1), try Solved.mg1(0.95, 1, scv: 1)[.meanSojourn])
            }
        ],
        law: [
            Check("λW is the mean of the states of one shared server") {
                let states = try Solved.sharing(0.7, 1, 1).states(300)
                let mean = states.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
                return .equal(0.7 * (try Solved.sharing(0.7, 1)), mean)
            }
        ],
        monotonicity: [
            Check("more arrivals, longer") {
                .rising(try [0, 0.4, 0.9, 0.999].map { try Solved.sharing($0, 1) })
            },
            Check("a faster server, shorter") {
                .falling(try [1.1, 2, 7].map { try Solved.sharing(1, $0) })
            },
        ])

    static let sharingAmong = SystemRow(
        name: "processor-sharing-multiserver",
        known: [
            Check("three at 2/3: 1/9, 2/9, 2/9, 4/27") {
                .equal(
                    try Solved.sharing(2, 1, 3).states(4), [1.0 / 9, 2.0 / 9, 2.0 / 9, 4.0 / 27])
            }
        ],
        reduction: [
            Check("one server: (1 - ρ) ρ^n") {
                .equal(
                    try Solved.sharing(3, 4, 1).states(4),
                    [0.25, 0.25 * 0.75, 0.25 * 0.5625, 0.25 * 0.421875])
            },
            Check("very many servers: Poisson") {
                .equal(try Solved.sharing(6, 1, 90).states(30), try Solved.delay(6, 1).states(30))
            },
        ],
        law: [
            Check("the states add up to 1 and L is that of M/M/c") {
                let states = try Solved.sharing(6, 1, 8).states(600)
                let mean = states.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
                return .equal(
                    [states.reduce(0, +), mean], [1, try Solved.mmc(6, 1, 8)[.meanInSystem]])
            },
            Check("flow up is flow down: λ p(n) = min(n + 1, c) μ p(n + 1)") {
                let states = try Solved.sharing(6, 2, 4).states(9)
                return .equal(
                    states.dropLast().map { 6 * $0 },
                    states.enumerated().dropFirst().map { 2 * Double(min($0, 4)) * $1 })
            },
        ],
        monotonicity: [
            Check("more arrivals, seldom nobody") {
                .falling(try [0, 1, 3, 3.9].map { try Solved.sharing($0, 1, 4).states(1)[0] })
            },
            Check("more servers, more seldom more than three") {
                .rising(
                    try [3, 4, 6, 20].map {
                        try Solved.sharing(2.5, 1, $0).states(4).reduce(0, +)
                    })
            },
        ])

    static let erlangA = SystemRow(
        name: "erlang-a",
        known: [
            // Patience as long as service makes the number Poisson(2): Lq = 1 + e^-2.
            Check("one server, λ = 2, μ = θ = 1") {
                let queue = try Solved.erlangA(2, 1, 1, patience: 1)
                let none = 0.135_335_283_236_612_7
                return .equal(
                    [
                        queue[.meanQueueLength], queue[.abandonmentProbability],
                        queue[.throughput],
                    ], [1 + none, (1 + none) / 2, 1 - none])
            }
        ],
        reduction: [
            Check("endless patience is M/M/c") {
                .equal(
                    try Solved.erlangA(8, 1, 10, patience: 1e9)[.meanQueueLength],
                    try Solved.mmc(8, 1, 10)[.meanQueueLength], 1e-6)
            },
            Check("no patience is Erlang B") {
                .equal(
                    try Solved.erlangA(12, 1, 10, patience: 1e-12)[.abandonmentProbability],
                    try Solved.erlangB(12, 10), 1e-6)
            },
        ],
        law: [
            Check("what comes leaves or is served; it leaves at Lq/patience") {
                let queue = try Solved.erlangA(30, 2, 11, patience: 0.7)
                let lost = 30 * queue[.abandonmentProbability]
                return .equal(
                    [queue[.throughput], queue[.meanQueueLength] / 0.7], [30 - lost, lost])
            }
        ],
        monotonicity: [
            Check("more patience, fewer who leave, more who wait") {
                let queues = try [0.1, 1, 10, 100].map {
                    try Solved.erlangA(9, 1, 10, patience: $0)
                }
                return .all([
                    .falling(queues.map { $0[.abandonmentProbability] }),
                    .rising(queues.map { $0[.meanQueueLength] }),
                ])
            },
            Check("more servers, fewer who leave") {
                .falling(
                    try [1, 5, 9, 20].map {
                        try Solved.erlangA(9, 1, $0, patience: 2)[.abandonmentProbability]
                    })
            },
            Check("more arrivals, more done, but by a smaller share") {
                let queues = try [1, 5, 10, 50].map {
                    try Solved.erlangA($0, 1, 6, patience: 2)
                }
                return .all([
                    .rising(queues.map { $0[.throughput] }),
                    .rising(queues.map { $0[.abandonmentProbability] }),
                ])
            },
        ])

    static let balking = SystemRow(
        name: "balking",
        known: [
            Check("half of those who find one: states 1, 1, 1/2 of 5/2") {
                let queue = try Solved.balking(1, 1, 1, joining: [1, 0.5, 0])
                return .equal(
                    [
                        queue[.probabilityEmpty], queue[.meanInSystem],
                        queue[.balkingProbability],
                    ], [0.4, 0.8, 0.4])
            }
        ],
        reduction: [
            Check("all join till it is full: M/M/c/K") {
                let queue = try Solved.balking(5, 1, 3, joining: [1, 1, 1, 1, 1, 1, 0])
                let room = try Solved.mmck(5, 1, 3, room: 6)
                return .equal(
                    [queue[.balkingProbability], queue[.meanInSystem]],
                    [room[.blockingProbability], room[.meanInSystem]])
            },
            Check("nobody waits: Erlang B") {
                .equal(
                    try Solved.balking(5, 1, 3, joining: [1, 1, 1, 0])[.balkingProbability],
                    try Solved.erlangB(5, 3))
            },
        ],
        law: [
            Check("who joins is served: λ (1 - balking) = μ (1 - p0)") {
                let queue = try Solved.balking(7, 4, 1, joining: [1, 0.9, 0.4, 0.3, 0])
                return .equal(
                    7 * (1 - queue[.balkingProbability]), 4 * (1 - queue[.probabilityEmpty]))
            }
        ],
        monotonicity: [
            Check("more arrivals, more who balk") {
                .rising(
                    try [0.1, 1, 3, 30].map {
                        try Solved.balking($0, 1, 2, joining: [1, 1, 0.5, 0.2, 0])[
                            .balkingProbability]
                    })
            },
            Check("the readier to join, the fewer balk and the more there are") {
                let queues = try [0.1, 0.4, 0.8, 1].map {
                    try Solved.balking(2, 1, 2, joining: [1, 1, $0, $0, 0])
                }
                return .all([
                    .falling(queues.map { $0[.balkingProbability] }),
                    .rising(queues.map { $0[.meanInSystem] }),
                ])
            },
        ])
}
