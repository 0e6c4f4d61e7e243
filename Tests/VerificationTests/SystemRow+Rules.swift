// SPDX-License-Identifier: GPL-3.0-or-later

@testable import Verification

/// Losses and the rules of staffing.
extension SystemRow {
    static let rules = [erlangB, erlangC, headroom, engset, staffing, halfinWhitt]

    static let erlangB = SystemRow(
        name: "erlang-b",
        known: [
            Check("B(2, 2) = 2/5, B(1, 1) = 1/2") {
                .equal([try Solved.erlangB(2, 2), try Solved.erlangB(1, 1)], [0.4, 0.5])
            },
            Check("B(10, 10), tables of Erlang B") {
                .equal(try Solved.erlangB(10, 10), 0.214582343107347, 1e-13)
            },
        ],
        reduction: [
            Check("M/M/c/c") {
                .equal(
                    try Solved.erlangB(0.3, 4),
                    try Solved.mmck(0.6, 2, 4, room: 4)[.blockingProbability])
            },
            Check("one server: a/(1 + a)") { .equal(try Solved.erlangB(7, 1), 7.0 / 8) },
        ],
        law: [
            Check("what is carried is in service: L = a (1 - B)") {
                .equal(
                    8 * (1 - (try Solved.erlangB(8, 9))),
                    try Solved.mmck(8, 1, 9, room: 9)[.meanInSystem])
            },
            Check("1/B = Σ c! / (c - k)! / a^k") {
                var (term, sum) = (1.0, 1.0)
                for k in 0..<30 {
                    term *= Double(30 - k) / 25
                    sum += term
                }
                return .equal(1 / (try Solved.erlangB(25, 30)), sum)
            },
        ],
        monotonicity: [
            Check("more servers, less loss") {
                .falling(try [1, 2, 5, 20, 40].map { try Solved.erlangB(9, $0) })
            },
            Check("more load, more loss") {
                .rising(try [0.1, 1, 9, 900].map { try Solved.erlangB($0, 7) })
            },
            Check("of a larger group as busy, less") {
                .falling(try [1, 2, 10, 100].map { try Solved.erlangB(Double($0) * 0.8, $0) })
            },
        ])

    static let erlangC = SystemRow(
        name: "erlang-c",
        known: [
            Check("C(2, 3) = 4/9") { .equal(try Solved.erlangC(2, 3), 4.0 / 9) },
            Check("C(8, 10), tables of Erlang C") {
                .equal(try Solved.erlangC(8, 10), 0.409180150796444, 1e-13)
            },
        ],
        reduction: [
            Check("one server waits as often as it is busy") {
                .equal(try Solved.erlangC(0.37, 1), 0.37)
            },
            Check("M/M/c: whoever does not find 0, ..., c - 1") {
                let free = try Solved.sharing(7, 0.5, 16).states(16).reduce(0, +)
                return .equal(try Solved.erlangC(14, 16), 1 - free, 1e-11)
            },
        ],
        law: [
            Check("1/C = ρ + (1 - ρ)/B") {
                .equal(
                    1 / (try Solved.erlangC(30, 40)), 0.75 + 0.25 / (try Solved.erlangB(30, 40)))
            }
        ],
        monotonicity: [
            Check("more servers, less often; more load, more often") {
                return .all([
                    .falling(try [10, 11, 14, 30].map { try Solved.erlangC(9, $0) }),
                    .rising(try [0, 1, 5, 9.99].map { try Solved.erlangC($0, 10) }),
                ])
            },
            Check("more often than at a loss, as those who wait stay") {
                .rising([try Solved.erlangB(9, 10), try Solved.erlangC(9, 10)])
            },
        ])

    static let headroom = SystemRow(
        name: "erlang-c-headroom",
        known: [
            Check("one server: ρ = C") { .equal(try Solved.headroom(1, waiting: 0.3), 0.7) },
            Check("two: 2ρ² = C (1 + ρ), a square equation") {
                .equal(try Solved.headroom(2, waiting: 0.3), 1 - (0.3 + 2.49.squareRoot()) / 4)
            },
        ],
        reduction: [
            Check("Erlang C the other way round") {
                let free = try Solved.headroom(24, waiting: 0.17)
                return .equal(try Solved.erlangC(24 * (1 - free), 24), 0.17, 1e-10)
            }
        ],
        law: [
            Check("1/C = ρ + (1 - ρ)/B with what is left of a group of 24") {
                let free = try Solved.headroom(24, waiting: 0.17)
                return .equal(
                    1 - free + free / (try Solved.erlangB(24 * (1 - free), 24)), 1 / 0.17, 1e-10)
            }
        ],
        monotonicity: [
            Check("a larger group needs less of it") {
                .falling(try [1, 2, 8, 64, 1_000].map { try Solved.headroom($0, waiting: 0.2) })
            },
            Check("more waiting allowed, less of it") {
                .falling(try [0.01, 0.1, 0.5, 0.9].map { try Solved.headroom(16, waiting: $0) })
            },
        ])

    static let engset = SystemRow(
        name: "engset",
        known: [
            Check("two sources, one server, load 1: 2/3 of the time, 1/2 of the calls") {
                let few = try Solved.engset(2, 1, 1)
                return .equal([few[.timeCongestion], few[.callCongestion]], [2.0 / 3, 0.5])
            }
        ],
        reduction: [
            Check("very many sources are Erlang B") {
                .equal(
                    try Solved.engset(2_000_000, 6, 2e-6)[.callCongestion],
                    try Solved.erlangB(4, 6), 1e-5)
            },
            Check("a call finds what the others leave: that of one source less in time") {
                .equal(
                    try Solved.engset(30, 7, 0.2)[.callCongestion],
                    try Solved.engset(29, 7, 0.2)[.timeCongestion])
            },
        ],
        law: [
            // n busy: n = (N - n) b (1 - call); p(c) (N - c) = call (N - n).
            Check("the flow into service balances that out of it") {
                let (sources, servers, load) = (30.0, 7, 0.2)
                let few = try Solved.engset(30, servers, load)
                let idle = sources / (1 + load * (1 - few[.callCongestion]))
                return .equal(
                    few[.timeCongestion] * (sources - Double(servers)),
                    few[.callCongestion] * idle)
            }
        ],
        monotonicity: [
            Check("more servers, less loss") {
                .falling(try [1, 2, 5, 9].map { try Solved.engset(12, $0, 0.5)[.callCongestion] })
            },
            Check("more sources, more loss") {
                .rising(try [6, 7, 10, 99].map { try Solved.engset($0, 5, 0.5)[.callCongestion] })
            },
            Check("fewer sources of the same load lose less than Erlang's") {
                .rising([
                    try Solved.engset(10, 6, 0.4)[.callCongestion], try Solved.erlangB(4, 6),
                ])
            },
        ])

    static let staffing = SystemRow(
        name: "square-root-staffing",
        known: [
            Check("10 + 1.761 √10 = 15.57") {
                .equal(try Solved.staffing(10_000, 0.001, grade: 1.761), 16, 0)
            },
            Check("100 + 2 √100") { .equal(try Solved.staffing(50, 2, grade: 2), 120, 0) },
        ],
        reduction: [
            Check("without grace, as many as are busy") {
                .equal(try Solved.staffing(10, 1.25, grade: 0), 13, 0)
            },
            Check("Halfin and Whitt's share waits, within a server") {
                let servers = Int(try Solved.staffing(400, 1, grade: 1))
                let limit = try Solved.halfinWhitt(1)
                return .rising([
                    try Solved.erlangC(400, servers + 1), limit,
                    try Solved.erlangC(400, servers - 1),
                ])
            },
        ],
        law: [
            Check("the least whole number of (c - a)/√a no less than β") {
                for (arrivals, grade) in [(1.0, 0.1), (40, 1.3), (2_500, 0.7), (9_000, 2)] {
                    let servers = try Solved.staffing(arrivals, 0.5, grade: grade)
                    let (load, root) = (arrivals / 2, (arrivals / 2).squareRoot())
                    let grades = [servers - 1, servers].map { ($0 - load) / root }
                    guard grades[0] < grade, grades[1] >= grade else {
                        return Finding(fault: "\(servers) for \(arrivals) at \(grade)")
                    }
                }
                return Finding(fault: nil)
            }
        ],
        monotonicity: [
            Check("a better grade, more servers") {
                .rising(try [0, 0.5, 1, 3].map { try Solved.staffing(100, 1, grade: $0) })
            },
            Check("more load, more servers, but fewer an Erlang") {
                let loads = [1.0, 10, 100, 1_000]
                let servers = try loads.map { try Solved.staffing($0, 1, grade: 1) }
                return .all([
                    .rising(servers), .falling(zip(servers, loads).map { $0 / $1 }),
                ])
            },
        ])

    static let halfinWhitt = SystemRow(
        name: "halfin-whitt",
        known: [
            Check("β = 1, by a table of the normal law") {
                .equal(
                    try Solved.halfinWhitt(1),
                    1 / (1 + 0.841_344_746_068_543 / 0.241_970_724_519_143_37), 1e-13)
            }
        ],
        reduction: [
            Check("Erlang C of a million servers") {
                .equal(try Solved.erlangC(1e6 - 500, 1_000_000), try Solved.halfinWhitt(0.5), 1e-3)
            }
        ],
        law: [
            // h = Φ/φ = (1/α - 1)/β obeys h' = 1 + β h, as φ' = -β φ, and so h' = 1/α.
            Check("the slope of (1/α - 1)/β is 1/α") {
                func ratio(_ grade: Double) throws -> Double {
                    (1 / (try Solved.halfinWhitt(grade)) - 1) / grade
                }
                let (grades, step) = ([0.1, 0.5, 1.0, 2.5], 1e-4)
                return .equal(
                    try grades.map { try (ratio($0 + step) - ratio($0 - step)) / (2 * step) },
                    try grades.map { 1 / (try Solved.halfinWhitt($0)) }, 1e-6)
            }
        ],
        monotonicity: [
            Check("a better grade, fewer who wait") {
                .falling(try [1e-9, 0.1, 1, 3, 10, 30].map(Solved.halfinWhitt))
            }
        ])
}
