// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

@testable import Verification

/// Service or arrivals of other laws than exponential.
extension SystemRow {
    static let general = [mg1, mdc, gim1, batches, forkJoin, unequal]

    static let mg1 = SystemRow(
        name: "mg1",
        known: [
            Check("ρ = 0.8: half of M/M/1, and two and a half times it") {
                .equal(
                    try [0, 0.5, 1, 4].map { try Solved.mg1(0.8, 1, scv: $0)[.meanWait] },
                    [2, 3, 4, 10])
            }
        ],
        reduction: [
            Check("scv 1 is M/M/1") {
                .equal(
                    try Solved.mg1(0.95, 1, scv: 1)[.meanWait], try Solved.mm1(0.95, 1)[.meanWait])
            },
            Check("scv 0 is M/D/1") {
                .equal(
                    try Solved.mg1(1.8, 0.5, scv: 0)[.meanWait],
                    try Solved.mdc(1.8, 0.5, 1)[.meanWait], 1e-11)
            },
        ],
        law: [
            Check("Lq = λWq, W = Wq + S") {
                let queue = try Solved.mg1(3, 0.3, scv: 2.5)
                return .equal(
                    [queue[.meanQueueLength], queue[.meanSojourn]],
                    [3 * queue[.meanWait], queue[.meanWait] + 0.3])
            }
        ],
        monotonicity: [
            Check("the more it varies, the longer") {
                .rising(
                    try [0, 0.1, 0.5, 1, 2, 40].map {
                        try Solved.mg1(0.5, 1, scv: $0)[.meanWait]
                    })
            },
            Check("the more arrivals, the longer") {
                .rising(
                    try [0, 0.1, 0.8, 0.99].map { try Solved.mg1($0, 1, scv: 4)[.meanWait] })
            },
        ])

    static let mdc = SystemRow(
        name: "mdc",
        known: [
            Check("M/D/1 at 80%: 2") { .equal(try Solved.mdc(0.8, 1, 1)[.meanWait], 2, 1e-11) },
            Check("M/D/10 at 90%, by Crommelin's roots in Python") {
                .equal(9 * (try Solved.mdc(9, 1, 10)[.meanWait]), 3.101_238_453_417_132)
            },
        ],
        reduction: [
            Check("one server is M/G/1 with scv 0") {
                .equal(
                    try Solved.mdc(0.97, 1, 1)[.meanWait],
                    try Solved.mg1(0.97, 1, scv: 0)[.meanWait], 1e-11)
            }
        ],
        law: [
            Check("L = λ (Wq + S)") {
                let queue = try Solved.mdc(27, 0.3, 9)
                return .equal(queue[.meanInSystem], 27 * (queue[.meanWait] + 0.3))
            },
            Check("another unit of time is another unit of waiting") {
                .equal(
                    try Solved.mdc(1.8e-3, 1_000, 2)[.meanWait],
                    1_000 * (try Solved.mdc(1.8, 1, 2)[.meanWait]))
            },
        ],
        monotonicity: [
            Check("more servers, less waiting") {
                .falling(try [4, 5, 6, 9].map { try Solved.mdc(3.8, 1, $0)[.meanWait] })
            },
            Check("more arrivals, more waiting") {
                .rising(try [0, 1, 3, 4.9].map { try Solved.mdc($0, 1, 5)[.meanWait] })
            },
            Check("between half of M/M/c and all of it") {
                let markov = try Solved.mmc(6.3, 1, 7)[.meanWait]
                return .rising([markov / 2, try Solved.mdc(6.3, 1, 7)[.meanWait], markov])
            },
        ])

    static let gim1 = SystemRow(
        name: "gim1",
        known: [
            Check("an interval of 2 ln 2: σ = 1/2") {
                let queue = try Solved.regular(every: 1.386_294_361_119_890_6, 1)
                return .equal(
                    [queue[.waitProbability], queue[.meanWait], queue[.meanSojourn]], [0.5, 1, 2])
            }
        ],
        reduction: [
            Check("Erlang's law: of very many phases it is regular, of one M/M/1") {
                let (many, one) = try (
                    GIM1(
                        interarrivalTime: .seconds(1.25), law: .erlang(phases: 1_000_000),
                        serviceRate: .perSecond(1)),
                    GIM1(
                        interarrivalTime: .seconds(1.25), law: .erlang(phases: 1),
                        serviceRate: .perSecond(1))
                )
                return .equal(
                    [try Solved.regular(every: 1.25, 1)[.meanWait], one.waitingTime.seconds],
                    [many.waitingTime.seconds, try Solved.mm1(0.8, 1)[.meanWait]], 1e-5)
            },
            Check("near saturation half as long as M/M/1 (Kingman 1962)") {
                .equal(
                    try Solved.regular(every: 1 / 0.9999, 1)[.meanWait],
                    try Solved.mm1(0.9999, 1)[.meanWait] / 2, 1e-3)
            },
        ],
        law: [
            Check("W = Wq + 1/μ; who waits, waits a whole stay: Wq = σW") {
                let queue = try Solved.regular(every: 0.4, 3)
                return .equal(
                    [queue[.meanSojourn], queue[.meanWait]],
                    [
                        queue[.meanWait] + 1.0 / 3,
                        queue[.waitProbability] * queue[.meanSojourn],
                    ])
            }
        ],
        monotonicity: [
            Check("longer intervals, shorter waits") {
                .falling(
                    try [1.01, 1.25, 2, 9].map { try Solved.regular(every: $0, 1)[.meanWait] })
            },
            Check("shorter than at random") {
                .rising([
                    try Solved.regular(every: 1.25, 1)[.meanWait],
                    try Solved.mm1(0.8, 1)[.meanWait],
                ])
            },
        ])

    static let batches = SystemRow(
        name: "batch-arrivals",
        known: [
            Check("pairs at 50%: L = 3/2, W = 3 (Gross and Harris)") {
                let queue = try Solved.batches(0.25, of: 2, 1)
                return .equal([queue[.meanInSystem], queue[.meanSojourn]], [1.5, 3])
            }
        ],
        reduction: [
            Check("batches of one are M/M/1") {
                .equal(
                    try Solved.batches(0.7, of: 1, 1)[.meanInSystem],
                    try Solved.mm1(0.7, 1)[.meanInSystem])
            },
            // The batch waits as one customer of Erlang-4 service, then on average 3/2 before one.
            Check("a batch is a customer of M/E4/1") {
                .equal(
                    try Solved.batches(0.2, of: 4, 1)[.meanSojourn],
                    try Solved.mg1(0.2, 4, scv: 0.25)[.meanWait] + 1.5 + 1)
            },
        ],
        law: [
            Check("L = λW with λ of customers") {
                let queue = try Solved.batches(0.3, of: 6, 2)
                return .equal(queue[.meanInSystem], 1.8 * queue[.meanSojourn])
            }
        ],
        monotonicity: [
            Check("larger batches of as many customers stay longer") {
                .rising(
                    try [1, 2, 5, 60].map {
                        try Solved.batches(0.6 / Double($0), of: $0, 1)[.meanSojourn]
                    })
            },
            Check("a faster server, shorter stays") {
                .falling(try [1, 1.5, 4].map { try Solved.batches(0.3, of: 3, $0)[.meanSojourn] })
            },
        ])

    static let forkJoin = SystemRow(
        name: "fork-join-2",
        known: [
            Check("equal at 80%: (12 - ρ)/8 · 5 = 7 (Flatto and Hahn)") {
                .equal(try Solved.fork(0.8, 1, 1)[.meanSojourn], 7)
            },
            Check("nobody else there: 1 + 1/2 - 1/3") {
                .equal(try Solved.fork(1e-12, 1, 2)[.meanSojourn], 7.0 / 6, 1e-10)
            },
        ],
        reduction: [
            Check("an instant branch leaves M/M/1") {
                .equal(
                    try Solved.fork(0.6, 1, 1e9)[.meanSojourn],
                    try Solved.mm1(0.6, 1)[.meanSojourn], 1e-8)
            },
            Check("each branch on its own is M/M/1") {
                .equal(
                    try Solved.fork(0.6, 1, 1.5).list(.branchMeanSojourn),
                    [
                        try Solved.mm1(0.6, 1)[.meanSojourn],
                        try Solved.mm1(0.6, 1.5)[.meanSojourn],
                    ])
            },
        ],
        law: [
            Check("L = λW") {
                let both = try ForkJoin(
                    arrivalRate: .perSecond(0.6), first: .perSecond(1), second: .perSecond(1.5))
                return .equal(
                    both.numberInSystem, 0.6 * (try Solved.fork(0.6, 1, 1.5)[.meanSojourn]))
            },
            Check("longer than the longer branch, shorter than both in turn") {
                let both = try Solved.fork(0.6, 1, 1.5)
                let branches = both.list(.branchMeanSojourn)
                return .rising([
                    branches.max() ?? .nan, both[.meanSojourn], branches.reduce(0, +),
                ])
            },
            Check("the branches may change places") {
                .equal(
                    try Solved.fork(0.6, 1, 1.5)[.meanSojourn],
                    try Solved.fork(0.6, 1.5, 1)[.meanSojourn])
            },
        ],
        monotonicity: [
            Check("more arrivals, longer") {
                .rising(
                    try [0.01, 0.3, 0.6, 0.9].map { try Solved.fork($0, 1, 1.5)[.meanSojourn] })
            },
            Check("a faster branch, shorter") {
                .falling(try [0.8, 1, 2, 30].map { try Solved.fork(0.6, 1, $0)[.meanSojourn] })
            },
        ])

    static let unequal = SystemRow(
        name: "mmc-heterogeneous-bolch",
        known: [
            Check("five servers at 81% (Bolch, Greiner, de Meer and Trivedi)") {
                .equal(
                    try Solved.unequal(73, [10, 15, 20, 20, 25]), 6.527_818_832_121_93, 1e-13)
            }
        ],
        reduction: [
            Check("equal rates are M/M/c, here as M/M/c/K with much room") {
                .equal(
                    try Solved.unequal(11, [4, 4, 4]),
                    try Solved.mmck(11, 4, 3, room: 900)[.meanInSystem], 1e-11)
            },
            Check("one server is M/M/1") {
                .equal(try Solved.unequal(3, [4]), try Solved.mm1(3, 4)[.meanInSystem])
            },
        ],
        law: [
            Check("L = λW of the mean server, in whatever order they stand") {
                let stay = try Solved.mmc(9, 4, 3)[.meanSojourn]
                return .equal(
                    [try Solved.unequal(9, [2, 4, 6]), try Solved.unequal(9, [6, 2, 4])],
                    [9 * stay, 9 * stay])
            }
        ],
        monotonicity: [
            Check("more arrivals, more of them") {
                .rising(try [0, 3, 8, 11.9].map { try Solved.unequal($0, [2, 4, 6]) })
            },
            Check("a faster server, fewer") {
                .falling(try [2, 3, 9, 50].map { try Solved.unequal(9, [2, 6, $0]) })
            },
        ])
}
