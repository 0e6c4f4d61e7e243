// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How far the units of a use may lie from what they are, where several uses share a price.
struct OpenUnits: Equatable {
    /// By how many the units themselves may be off.
    var units: Double
    /// By how many the place may be off at which they start among the units of the price.
    var start: Double
    /// By how many all others together may be off, who decide on a price by volume.
    var others: Double

    static let none = OpenUnits(units: 0, start: 0, others: 0)

    var isNone: Bool { self == .none }

    /// A share of the units, at the same place.
    func scaled(by factor: Double) -> OpenUnits {
        OpenUnits(units: units * factor, start: start, others: others)
    }

    /// The share that is left of the units, behind what was taken of them.
    func rest(_ share: Double) -> OpenUnits {
        OpenUnits(units: units * share, start: start + units * (1 - share), others: others)
    }

    /// What is left of something that uses before may take more or less of.
    var contested: OpenUnits {
        OpenUnits(units: units + start, start: start + units, others: others)
    }
}

/// Half widths of the uses of one price, added up in their order.
struct OpenSum {
    /// Units of the uses so far.
    private(set) var before = 0.0
    /// By how many they may be off, and all of the price; nil where one does not say.
    private(set) var open: Double? = 0
    private let all: Double?
    private let free: Double

    /// - Parameter free: units of the price that are not charged.
    init(all: [Double?], free: Double) {
        self.all = all.reduce(0) { sum, part in sum.flatMap { sum in part.map { sum + $0 } } }
        self.free = free
    }

    /// How far the charged units of the next use may be off: they are what it adds to
    /// C(x) = max(0, x - free) of all units x, which grows with those before and with its own, so
    /// that the extremes lie at the ends of both. Nil where a use on which it may depend does not
    /// say.
    mutating func next(_ units: Double, open own: Double?) -> OpenUnits? {
        defer {
            before += units
            open = open.flatMap { open in own.map { open + $0 } }
        }
        guard let own, let open, let all else { return nil }
        let lower = charged(max(0, before - open), max(0, units - own))
        let upper = charged(before + open, units + own)
        let middle = charged(before, units)
        let start = max(
            charged(0, before + open) - charged(0, before),
            charged(0, before) - charged(0, max(0, before - open)))
        return OpenUnits(
            units: free == 0 ? own : max(upper - middle, middle - lower),
            start: free == 0 ? open : start,
            // What is not free to one use may be free to another one.
            others: free == 0 || own == all ? all - own : all)
    }

    /// How far the charged units of all uses together may be off.
    var whole: OpenUnits? {
        open.map { open in
            let middle = charged(0, before)
            let ends = [charged(0, max(0, before - open)), charged(0, before + open)]
            let units = free == 0 ? open : ends.map { ($0 - middle).magnitude }.reduce(0, max)
            return OpenUnits(units: units, start: 0, others: 0)
        }
    }

    private func charged(_ before: Double, _ units: Double) -> Double {
        max(0, before + units - free) - max(0, before - free)
    }
}
