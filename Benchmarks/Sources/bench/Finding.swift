// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// One figure beside its bar.
struct Finding {
    /// A figure that misses its bar by more than a tenth fails the run.
    static let slack = 0.9

    let name: String
    let figure: String
    let bar: String
    /// Above 1: better than the bar; 0.9: a tenth short of it.
    let share: Double

    static func atLeast(_ bar: Double, _ value: Double, name: String, figure: String) -> Finding {
        Finding(
            name: name, figure: figure, bar: "at least \(Figure.short(bar))", share: value / bar)
    }

    static func atMost(
        _ bar: Double, _ value: Double, unit: String, name: String, figure: String
    ) -> Finding {
        Finding(
            name: name, figure: figure, bar: "at most \(Figure.short(bar))\(unit)",
            share: value <= 0 ? .infinity : bar / value)
    }

    var fails: Bool { !(share >= Finding.slack) }

    var verdict: String {
        if fails { return "FAILS" }
        return share >= 1 ? "met" : "within 10% of the bar"
    }
}

/// Numbers as the tables print them.
enum Figure {
    /// As few digits as say it.
    static func short(_ value: Double) -> String { String(format: "%g", value) }

    static func fixed(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }

    static func millions(_ value: Double) -> String { fixed(value / 1e6, 2) + " M" }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        guard !sorted.isEmpty else { return .nan }
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
