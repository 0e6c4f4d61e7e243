// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics
import Testing

@testable import Calibration

/// Figures that are known functions of numbers: what can be known of the numbers is known too.
struct KnownFigures: Sendable {
    static let error = 0.02

    let name: String
    /// Each a number of the scenario, such as `3ms`.
    let texts: [String]
    let figures: @Sendable ([Double]) -> [Double]

    func parameters() throws -> [FreeParameter] {
        try texts.enumerated().map { index, text in
            try FreeParameter(
                key: ["a", "b", "c", "d", "e", "f", "g", "h"][index], text: text, range: nil)
        }
    }

    /// Figures of three tests alike, at the true numbers.
    func logs(_ place: [Double]) -> [Double] {
        let once = figures(place.map { Elementary.exp($0) }).map { Elementary.log($0) }
        return once + once + once
    }

    func uncertainty(at place: [Double]) throws -> Uncertainty {
        let truth = logs(place)
        let fit = LevenbergMarquardt().fit(
            from: place, in: place.map { $0 - 5...$0 + 5 },
            residuals: { zip(truth, logs($0)).map { ($0 - $1) / Self.error } })
        var dice = CounterStream(StreamKey(seed: 7))
        let noise = (0..<32).map { _ in truth.map { _ in dice.normal() } }
        return Uncertainty(try #require(fit), noise: [noise], bound: [])
    }

    func finder() throws -> ConfusionFinder {
        let parameters = try parameters()
        let place = parameters.map { Elementary.log($0.start) }
        let uncertainty = try uncertainty(at: place)
        let here = logs(place)
        return ConfusionFinder(
            parameters: parameters, place: place, uncertainty: uncertainty,
            untold: place.indices.filter { index in
                uncertainty.isLost(place.indices.map { $0 == index ? 1 : 0 })
            },
            change: { there in
                zip(logs(there), here).reduce(0) { sum, figure in
                    let moved = (figure.0 - figure.1) / Self.error
                    return sum + moved * moved
                }
            })
    }
}

extension KnownFigures: CustomTestStringConvertible {
    var testDescription: String { name }
}

@Suite("What figures tell of numbers together")
struct ConfusionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let figures: KnownFigures
        let untold: [Int]
        let groups: [[Int]]
        /// By confusion: keys, relation, value, unit.
        let known: [(String, Confusion.Relation, Double?, FreeParameter.Unit?)]

        init(
            _ name: String, _ texts: [String], untold: [Int], groups: [[Int]],
            _ known: [(String, Confusion.Relation, Double?, FreeParameter.Unit?)],
            _ figures: @escaping @Sendable ([Double]) -> [Double]
        ) {
            self.figures = KnownFigures(name: name, texts: texts, figures: figures)
            self.untold = untold
            self.groups = groups
            self.known = known
        }

        var testDescription: String { figures.name }
    }

    static let cases: [Case] = [
        Case("each alone", ["2ms", "3ms"], untold: [], groups: [], []) { $0 },
        Case(
            "a + b", ["2ms", "3ms"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .sum, 0.005, .time)]
        ) { [$0[0] + $0[1]] },
        Case(
            "a + b of equal ones, where a product is as good near by", ["2ms", "2ms"],
            untold: [0, 1], groups: [[0, 1]], [("ab", .sum, 0.004, .time)]
        ) { [$0[0] + $0[1]] },
        Case(
            "a b of equal ones, where a sum is as good near by", ["3", "3"],
            untold: [0, 1], groups: [[0, 1]], [("ab", .product, 9, .number)]
        ) { [$0[0] * $0[1]] },
        Case(
            "a b", ["4", "2ms"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .product, 0.008, .time)]
        ) { [$0[0] * $0[1]] },
        Case(
            "a / b", ["30/s", "20%"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .ratio, 150, .rate)]
        ) { [$0[0] / $0[1]] },
        Case(
            "a b of times, which has no name", ["4ms", "2ms"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .product, nil, nil)]
        ) { [$0[0] * $0[1]] },
        Case(
            "a + b + c", ["1ms", "2ms", "4ms"], untold: [0, 1, 2], groups: [[0, 1, 2]],
            [("abc", .sum, 0.007, .time)]
        ) { [$0[0] + $0[1] + $0[2]] },
        Case(
            "a b c", ["4", "20%", "2ms"], untold: [0, 1, 2], groups: [[0, 1, 2]],
            [("abc", .product, 0.0016, .time)]
        ) { [$0[0] * $0[1] * $0[2]] },
        Case(
            "eight in a row", Array(repeating: "2ms", count: 8), untold: Array(0..<8),
            groups: [Array(0..<8)], [("abcdefgh", .sum, 0.016, .time)]
        ) { [$0.reduce(0, +)] },
        Case(
            "a + b, and c in none", ["1ms", "2ms", "4ms"], untold: [0, 1, 2], groups: [[0, 1]],
            [("ab", .sum, 0.003, .time)]
        ) { [$0[0] + $0[1], 1] },
        Case(
            "a + b, and c alone", ["1ms", "2ms", "4ms"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .sum, 0.003, .time)]
        ) { [$0[0] + $0[1], $0[2]] },
        Case(
            "a + b and c + d alike", ["1ms", "2ms", "1ms", "2ms"], untold: [0, 1, 2, 3],
            groups: [[0, 1], [2, 3]],
            [("ab", .sum, 0.003, .time), ("cd", .sum, 0.003, .time)]
        ) { [$0[0] + $0[1], $0[2] + $0[3], ($0[0] + $0[1]) * ($0[2] + $0[3])] },
        Case(
            "a + d and b c alike", ["1ms", "3", "2ms", "1ms"], untold: [0, 1, 2, 3],
            groups: [[0, 3], [1, 2]],
            [("ad", .sum, 0.002, .time), ("bc", .product, 0.006, .time)]
        ) { [$0[0] + $0[3], $0[1] * $0[2], ($0[0] + $0[3]) / ($0[1] * $0[2])] },
        Case(
            "a + b and b + c, of which none is told: all together have no name",
            ["1ms", "2ms", "4ms"], untold: [0, 1, 2], groups: [[0, 1, 2]],
            [("abc", .combination, nil, nil)]
        ) { [$0[0] + $0[1], $0[1] + $0[2]] },
        Case(
            "8 a + b", ["1ms", "3ms"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .combination, nil, nil)]
        ) { [8 * $0[0] + $0[1]] },
        Case(
            "a² b", ["3", "2ms"], untold: [0, 1], groups: [[0, 1]],
            [("ab", .combination, nil, nil)]
        ) { [$0[0] * $0[0] * $0[1]] },
        Case(
            "a + 3 b + 9 c", ["9ms", "3ms", "1ms"], untold: [0, 1, 2], groups: [[0, 1, 2]],
            [("abc", .combination, nil, nil)]
        ) { [$0[0] + 3 * $0[1] + 9 * $0[2]] },
    ]

    @Test(arguments: cases)
    func confusions(_ row: Case) throws {
        let finder = try row.figures.finder()
        #expect(finder.untold == row.untold)
        #expect(finder.groups == row.groups)
        let found = finder.confusions
        #expect(found.map { $0.keys.joined() } == row.known.map(\.0))
        #expect(found.map(\.relation) == row.known.map(\.1))
        #expect(found.map(\.unit) == row.known.map(\.3))
        for (confusion, known) in zip(found, row.known) {
            guard let exact = known.2 else {
                #expect(confusion.value == nil && confusion.interval == nil)
                continue
            }
            #expect(abs(try #require(confusion.value) / exact - 1) < 1e-9)
            let interval = try #require(confusion.interval)
            #expect(interval.contains(exact) && interval.upperBound < 1.2 * interval.lowerBound)
        }
    }

    /// r_i = 4 x + c_i, with Σ c = 0: one number, known to 1 in 4 √10, while chance makes Σ c² 9.
    /// What is larger than chance widens it by √(Σ c²/9), and beyond a factor of e either way
    /// nothing is told of it.
    @Test(
        "What residuals larger than chance leave of a number",
        arguments: [(1.0, true), (4, true), (9, false), (60, false)])
    func inflation(offset: Double, isTold: Bool) throws {
        let offsets = (0..<10).map { $0 % 2 == 0 ? offset : -offset }
        let fit = try #require(
            LevenbergMarquardt().fit(from: [0], in: [-9...9]) { x in
                offsets.map { 4 * x[0] + $0 }
            })
        var dice = CounterStream(StreamKey(seed: 3))
        let noise = (0..<400).map { _ in offsets.map { _ in dice.normal() } }
        let uncertainty = Uncertainty(fit, noise: [noise], bound: [])
        let told = 1.966 / (4 * 10.squareRoot()) * max(1, offset * (10.0 / 9).squareRoot())
        #expect(uncertainty.isLost([1]) == !isTold)
        #expect(abs(uncertainty.reach([1]) / min(told, Elementary.log(100)) - 1) < 0.1)
        #expect((uncertainty.interval(5, [1]) == nil) == !isTold)
    }

    /// Of singular values 20 and s, and errors with the correlation r, 1·a + 0.1·b has the variance
    /// 1/20² + (0.1/s)² + 2 r/20 · 0.1/s: whether b is told alone (from s = 2.04 on) or not. Errors
    /// are ±1 and r(±1) + √(1 - r²)(±1), in all four pairs as often.
    @Test(
        "Errors that go together count together, be a direction told or not",
        arguments: [
            (4.0, 0.9, true), (2.05, 0.9, true), (2.03, 0.9, false), (2, 0.9, false),
            (2, 0, false), (2, -0.9, false), (2.05, -0.9, true), (0.5, 0.9, false),
        ])
    func correlatedErrors(second: Double, correlation: Double, isTold: Bool) throws {
        let fit = try #require(
            LevenbergMarquardt().fit(from: [0, 0], in: [-9...9, -9...9]) {
                [20 * $0[0], second * $0[1]]
            })
        let noise = (0..<32).map { run in
            let (a, b) = (run % 2 == 0 ? 1.0 : -1, run / 2 % 2 == 0 ? 1.0 : -1)
            return [a, correlation * a + (1 - correlation * correlation).squareRoot() * b]
        }
        let uncertainty = Uncertainty(fit, noise: [noise], bound: [])
        let (one, other) = (1.0 / 20, 0.1 / second)
        let error = (one * one + other * other + 2 * correlation * one * other).squareRoot()
        #expect(uncertainty.isLost([0, 1]) == !isTold)
        #expect(abs(uncertainty.error([1, 0.1]) / error - 1) < 1e-6)
    }

    /// Of a + b with a small b nobody knows, a is known only as far as b may go.
    @Test func smallPart() throws {
        let known = KnownFigures(name: "", texts: ["20ms", "1ms"]) { [$0[0] + $0[1]] }
        let place = try known.parameters().map { Elementary.log($0.start) }
        let uncertainty = try known.uncertainty(at: place)
        #expect(uncertainty.isLost([0, 1]))
        #expect(!uncertainty.isLost([1, 0]))
        let interval = try #require(uncertainty.interval(20, [1, 0]))
        // b may be 3 ms as well, and then a is 18 ms.
        #expect(interval.contains(18))
        #expect(uncertainty.reach([20.0 / 21, 1.0 / 21]) < 0.05)
    }
}
