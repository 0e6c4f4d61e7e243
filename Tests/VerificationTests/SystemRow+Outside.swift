// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities

@testable import Verification

/// Closed forms that the files of known answers have no name for.
extension SystemRow {
    static let outside = [allenCunneen, limitedSharing, bursts]

    private static func allenCunneen(
        _ arrivals: Double, arrivalScv: Double = 1, serviceScv: Double, _ servers: Int
    ) throws -> AllenCunneen {
        try AllenCunneen(
            arrivalRate: .perSecond(arrivals), arrivalScv: arrivalScv, serviceTime: .seconds(1),
            serviceScv: serviceScv, servers: servers)
    }

    static let allenCunneen = SystemRow(
        name: "Allen-Cunneen",
        known: [
            Check("two servers half busy, C = Wq = 1/3, scv 3: 2/3") {
                .equal(try allenCunneen(1, serviceScv: 3, 2).waitingTime.seconds, 2.0 / 3)
            }
        ],
        reduction: [
            Check("one server is M/G/1") {
                .equal(
                    try allenCunneen(0.8, serviceScv: 4, 1).waitingTime.seconds,
                    try Solved.mg1(0.8, 1, scv: 4)[.meanWait])
            },
            Check("scv 1 is M/M/c, and arrivals may vary for the service") {
                let exact = try Solved.mmc(9, 1, 10)[.meanWait]
                return .equal(
                    [
                        try allenCunneen(9, serviceScv: 1, 10).waitingTime.seconds,
                        try allenCunneen(9, arrivalScv: 0.25, serviceScv: 1.75, 10)
                            .waitingTime.seconds,
                    ], [exact, exact])
            },
        ],
        law: [
            Check("L = λW, Lq = λWq, W = Wq + S") {
                let queue = try allenCunneen(9, serviceScv: 2, 10)
                let wait = queue.waitingTime.seconds
                return .equal(
                    [queue.numberInSystem, queue.queueLength, queue.sojournTime.seconds],
                    [9 * (wait + 1), 9 * wait, wait + 1])
            }
        ],
        monotonicity: [
            Check("what varies more waits longer, in arrivals as in service") {
                return .all([
                    .rising(
                        try [0, 1, 5].map {
                            try allenCunneen(9, serviceScv: $0, 10).waitingTime.seconds
                        }),
                    .rising(
                        try [0, 1, 5].map {
                            try allenCunneen(9, arrivalScv: $0, serviceScv: 1, 10)
                                .waitingTime.seconds
                        }),
                ])
            },
            Check("more servers, less waiting") {
                .falling(
                    try [10, 11, 20].map {
                        try allenCunneen(9, serviceScv: 4, $0).waitingTime.seconds
                    })
            },
        ])

    private static func shared(_ load: Double, scv: Double, _ places: Int) throws -> Double {
        try LimitedProcessorSharing(
            arrivalRate: .perSecond(load), serviceTime: .seconds(1), serviceScv: scv,
            places: places
        ).sojournTime.seconds
    }

    static let limitedSharing = SystemRow(
        name: "limited processor sharing",
        known: [
            Check("two places half busy, scv 3: (1 + 1/4)/(1/2)") {
                .equal(try shared(0.5, scv: 3, 2), 2.5)
            }
        ],
        reduction: [
            Check("one place is M/G/1") {
                .equal(try shared(0.8, scv: 4, 1), try Solved.mg1(0.8, 1, scv: 4)[.meanSojourn])
            },
            Check("very many are processor sharing, whatever the law") {
                .equal(
                    [try shared(0.8, scv: 0, 9_000), try shared(0.8, scv: 9, 9_000)],
                    [try Solved.sharing(0.8, 1), try Solved.sharing(0.8, 1)])
            },
        ],
        law: [
            Check("L = λW") {
                let queue = try LimitedProcessorSharing(
                    arrivalRate: .perSecond(3), serviceTime: .seconds(0.3), serviceScv: 2,
                    places: 4)
                return .equal(queue.numberInSystem, 3 * queue.sojournTime.seconds)
            }
        ],
        monotonicity: [
            Check("more places help where service varies much, and hurt where little") {
                return .all([
                    .falling(try [1, 2, 5, 20].map { try shared(0.8, scv: 4, $0) }),
                    .rising(try [1, 2, 5, 20].map { try shared(0.8, scv: 0, $0) }),
                ])
            }
        ])

    /// μ = 1; each phase by its rate and its mean time.
    private static func bursts(
        _ first: (rate: Double, mean: Double), _ second: (rate: Double, mean: Double)
    ) throws -> MMPPM1 {
        try MMPPM1(
            phases: [first, second].map {
                .init(arrivalRate: .perSecond($0.rate), holdingTime: .seconds($0.mean))
            }, serviceRate: .perSecond(1))
    }

    static let bursts = SystemRow(
        name: "MMPP(2)/M/1",
        known: [
            Check("8/5 on and off for 5 s each: L = 5 + √33") {
                .equal(
                    try bursts((1.6, 5), (0, 5)).numberInSystem, 5 + 33.0.squareRoot(), 1e-11)
            }
        ],
        reduction: [
            Check("equal rates are M/M/1") {
                .equal(
                    try bursts((0.9, 3), (0.9, 40)).sojournTime.seconds,
                    try Solved.mm1(0.9, 1)[.meanSojourn], 1e-10)
            },
            // An arrival leaves the source on, so that the times between are independent:
            // 1 - A(s) = s (ω + γ + s) / ((λ + ω + s)(γ + s) - ωγ), ω and γ the rates of leaving
            // on and off. Kuczura, Bell System Technical Journal 52 (1973) 437.
            Check("on and off is GI/M/1") {
                let (rate, leaving, returning) = (1.5, 1.0 / 7, 1.0 / 11)
                let mean = (leaving + returning) / (rate * returning)
                let renewal = try GIM1(
                    interarrivalTime: .seconds(mean),
                    law: .transform { s in
                        s * (leaving + returning + s)
                            / ((rate + leaving + s) * (returning + s) - leaving * returning)
                    }, serviceRate: .perSecond(1))
                return .equal(
                    try bursts((rate, 7), (0, 11)).sojournTime.seconds,
                    renewal.sojournTime.seconds, 1e-10)
            },
        ],
        law: [
            Check("L = λW, Lq = λWq, W = Wq + S, ρ = λS") {
                let queue = try bursts((1.4, 5), (0.2, 10))
                let stay = queue.sojournTime.seconds
                return .equal(
                    [
                        queue.utilization.fraction, queue.numberInSystem, queue.queueLength,
                        queue.waitingTime.seconds,
                    ], [0.6, 0.6 * stay, 0.6 * (stay - 1), stay - 1], 1e-10)
            }
        ],
        monotonicity: [
            Check("longer bursts of as many arrivals, longer waits, beyond those of M/M/1") {
                .rising(
                    [try Solved.mm1(0.7, 1)[.meanWait]]
                        + (try [0.1, 1, 10, 100].map {
                            try bursts((1.2, $0), (0.2, $0)).waitingTime.seconds
                        }))
            }
        ])
}
