// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// M/M/1, M/M/c and their kin.
extension SystemRow {
    static let poisson = [mm1, mmc, mmcComparison, mmck, mminf]

    static let mm1 = SystemRow(
        name: "mm1",
        known: [
            Check("λ = 3, μ = 4 by hand") {
                let queue = try Solved.mm1(3, 4)
                return .equal(
                    [queue[.utilization], queue[.meanWait], queue[.meanSojourn]], [0.75, 0.75, 1])
            },
            Check("the stay is exponential: ln 20 and ln 100") {
                let queue = try Solved.mm1(3, 4)
                return .equal(
                    [queue[.sojournP95], queue[.sojournP99]],
                    [2.995_732_273_553_991, 4.605_170_185_988_091])
            },
        ],
        reduction: [
            Check("M/G/1 with scv 1") {
                let (markov, general) = (
                    try Solved.mm1(0.9, 1), try Solved.mg1(0.9, 1, scv: 1)
                )
                return .equal(
                    [markov[.meanWait], markov[.meanSojourn]],
                    [general[.meanWait], general[.meanSojourn]])
            },
            Check("M/M/1/K with much room") {
                let (open, room) = (
                    try Solved.mm1(0.8, 1), try Solved.mmck(0.8, 1, 1, room: 1_000)
                )
                return .equal(open[.meanInSystem], room[.meanInSystem])
            },
        ],
        law: [
            Check("L = λW, W = Wq + 1/μ, ρ = λ/μ") {
                let queue = try Solved.mm1(2.7, 3)
                return .equal(
                    [queue[.meanInSystem], queue[.meanSojourn], queue[.utilization]],
                    [2.7 * queue[.meanSojourn], queue[.meanWait] + 1.0 / 3, 0.9])
            }
        ],
        monotonicity: [
            Check("longer with each arrival") {
                .rising(try [0, 0.1, 0.5, 0.9, 0.999].map { try Solved.mm1($0, 1)[.meanSojourn] })
            },
            Check("shorter with a faster server") {
                .falling(try [1.01, 1.5, 2, 20].map { try Solved.mm1(1, $0)[.sojournP99] })
            },
        ])

    static let mmc = SystemRow(
        name: "mmc",
        known: [
            Check("M/M/2: C = 2ρ²/(1 + ρ)") {
                let queue = try Solved.mmc(9, 5, 2)
                return .equal(
                    [queue[.waitProbability], queue[.meanWait]], [1.62 / 1.9, 1.62 / 1.9])
            },
            Check("M/M/3 at 2/3, in fractions") {
                let queue = try Solved.mmc(2, 1, 3)
                return .equal(
                    [queue[.meanQueueLength], queue[.meanInSystem]], [8.0 / 9, 26.0 / 9])
            },
        ],
        reduction: [
            Check("one server is M/M/1") {
                let (one, many) = (try Solved.mm1(0.93, 1), try Solved.mmc(0.93, 1, 1))
                return .equal(
                    [many[.meanWait], many[.meanInSystem]], [one[.meanWait], one[.meanInSystem]])
            },
            Check("very many are M/M/inf") {
                .equal(
                    try Solved.mmc(20, 1, 200)[.meanInSystem],
                    try Solved.delay(20, 1)[.meanInSystem])
            },
        ],
        law: [
            Check("L = λW, Lq = λWq, W = Wq + S, all at once") {
                let queue = try Solved.mmc(28, 3, 10)
                return .equal(
                    [
                        queue[.meanInSystem], queue[.meanQueueLength], queue[.meanSojourn],
                        queue[.stretch], queue[.utilization],
                    ],
                    [
                        28 * queue[.meanSojourn], 28 * queue[.meanWait],
                        queue[.meanWait] + 1.0 / 3, 3 * queue[.meanSojourn], 28.0 / 30,
                    ])
            },
            Check("who waits, waits 1/(cμ - λ)") {
                let queue = try Solved.mmc(28, 3, 10)
                return .equal(queue[.meanWait] * 2, queue[.waitProbability])
            },
        ],
        monotonicity: [
            Check("more servers, less waiting") {
                .falling(try [10, 11, 12, 15, 20].map { try Solved.mmc(9, 1, $0)[.meanWait] })
            },
            Check("more arrivals, more waiting") {
                .rising(try [0, 1, 5, 8, 9.99].map { try Solved.mmc($0, 1, 10)[.meanWait] })
            },
            Check("two queues in one, shared by all their servers, wait less") {
                .rising([
                    try Solved.mmc(1.8, 1, 2)[.meanWait], try Solved.mm1(0.9, 1)[.meanWait],
                ])
            },
            Check("the same work by more and slower servers takes longer") {
                .rising(
                    try [1, 2, 5, 50].map {
                        try Solved.mmc(0.8, 1 / Double($0), $0)[.meanSojourn]
                    })
            },
        ])

    static let mmcComparison = SystemRow(
        name: "mmc-comparison",
        known: [
            Check("from 3 to 4 servers at a load of 2: 2/23 - 4/9") {
                .equal(try Solved.change(2, 1, from: 3, to: 4), 2.0 / 23 - 4.0 / 9)
            }
        ],
        reduction: [
            Check("from M/M/1 to servers enough for all: its wait goes") {
                .equal(
                    try Solved.change(0.8, 1, from: 1, to: 60),
                    -(try Solved.mm1(0.8, 1)[.meanWait]))
            },
            Check("the difference of two M/M/c/K with much room") {
                .equal(
                    try Solved.change(7, 1, from: 8, to: 11),
                    try Solved.mmck(7, 1, 11, room: 900)[.meanWait]
                        - Solved.mmck(7, 1, 8, room: 900)[.meanWait], 1e-11)
            },
        ],
        law: [
            Check("there and back is nothing; in two steps is in one") {
                let step = try Solved.change(7, 1, from: 8, to: 9)
                let next = try Solved.change(7, 1, from: 9, to: 12)
                return .equal(
                    [try Solved.change(7, 1, from: 9, to: 8), step + next],
                    [-step, try Solved.change(7, 1, from: 8, to: 12)])
            }
        ],
        monotonicity: [
            Check("each server more takes off more, ever less of it") {
                let gains = try (9...14).map { try Solved.change(7, 1, from: 8, to: $0) }
                let steps = zip(gains, gains.dropFirst()).map { $0 - $1 }
                return .all([.falling(gains), .falling(steps)])
            }
        ])

    static let mmck = SystemRow(
        name: "mmck",
        known: [
            Check("M/M/1/2 at load 1: 1/3 each") {
                let queue = try Solved.mmck(1, 1, 1, room: 2)
                return .equal(
                    [
                        queue[.blockingProbability], queue[.probabilityEmpty],
                        queue[.meanInSystem], queue[.throughput], queue[.meanSojourn],
                    ], [1.0 / 3, 1.0 / 3, 1, 2.0 / 3, 1.5])
            },
            Check("M/M/2/3 at load 1: 4, 4, 2 and 1 of 11") {
                let queue = try Solved.mmck(1, 1, 2, room: 3)
                return .equal(
                    [
                        queue[.blockingProbability], queue[.probabilityEmpty],
                        queue[.meanInSystem],
                    ], [1.0 / 11, 4.0 / 11, 1])
            },
        ],
        reduction: [
            Check("much room is M/M/c") {
                let (open, room) = (try Solved.mmc(9, 1, 10), try Solved.mmck(9, 1, 10, room: 900))
                return .equal(
                    [room[.meanWait], room[.meanInSystem]], [open[.meanWait], open[.meanInSystem]],
                    1e-11)
            },
            Check("no room to wait is Erlang B") {
                .equal(
                    try Solved.mmck(12, 1, 10, room: 10)[.blockingProbability],
                    try Solved.erlangB(12, 10))
            },
        ],
        law: [
            Check("what comes is lost or served; L = XW; W = Wq + S") {
                let queue = try Solved.mmck(30, 2, 10, room: 17)
                return .equal(
                    [queue[.throughput], queue[.meanInSystem], queue[.meanSojourn]],
                    [
                        30 * (1 - queue[.blockingProbability]),
                        queue[.throughput] * queue[.meanSojourn], queue[.meanWait] + 0.5,
                    ])
            }
        ],
        monotonicity: [
            Check("more room, less loss") {
                .falling(
                    try [4, 5, 8, 30].map {
                        try Solved.mmck(4, 1, 4, room: $0)[.blockingProbability]
                    })
            },
            Check("more room, longer waits") {
                .rising(try [4, 5, 8, 30].map { try Solved.mmck(4, 1, 4, room: $0)[.meanWait] })
            },
            Check("more servers, more done") {
                .rising(try [1, 2, 3, 6].map { try Solved.mmck(4, 1, $0, room: 6)[.throughput] })
            },
        ])

    static let mminf = SystemRow(
        name: "mminf",
        known: [
            Check("Poisson with mean 2: e^-2 times 1, 2, 2, 4/3") {
                let none = 0.135_335_283_236_612_7
                return .equal(
                    try Solved.delay(4, 2).states(4), [none, 2 * none, 2 * none, none * 4 / 3])
            }
        ],
        reduction: [
            Check("M/M/c with very many servers") {
                .equal(
                    try Solved.sharing(20, 1, 300).states(60), try Solved.delay(20, 1).states(60),
                    1e-11)
            }
        ],
        law: [
            Check("L = λS is the mean of states that add up to 1") {
                let delay = try Solved.delay(7, 0.5)
                let states = delay.states(200)
                let mean = states.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
                return .equal(
                    [states.reduce(0, +), mean, delay[.meanInSystem], delay[.probabilityEmpty]],
                    [1, 14, 14, states[0]])
            }
        ],
        monotonicity: [
            Check("more arrivals, more of them") {
                .rising(try [0, 1, 2, 9].map { try Solved.delay($0, 1)[.meanInSystem] })
            },
            Check("and seldom nobody") {
                .falling(try [0, 1, 2, 9].map { try Solved.delay($0, 1)[.probabilityEmpty] })
            },
        ])
}
