// SPDX-License-Identifier: GPL-3.0-or-later

/// What the numbers of an axis measure, and how people read them.
public enum Measure: Sendable, Equatable {
    /// Plain numbers of something, such as pods; of nothing where the word is empty.
    case number(of: String)
    /// USD.
    case dollars
    /// Seconds, shown from microseconds to days.
    case duration
    /// Fractions of 1, shown in percent.
    case share
    /// Requests a second.
    case rate
    /// Bytes, in decimal multiples.
    case bytes
    /// Multiples of something: 1.4×.
    case times

    /// A value that stands alone: three significant digits and its unit.
    func text(_ value: Double) -> String {
        let step = step(for: value.magnitude)
        let number = NumberText.significant(value / step.size, 3)
        return number + step.suffix + (step.unit.isEmpty ? "" : " " + step.unit)
    }

    /// The size that fits a magnitude: by what numbers are divided, what follows each of them, and
    /// the unit that an axis names once.
    struct Step: Equatable {
        let size: Double
        var suffix = ""
        var unit = ""
    }

    func step(for magnitude: Double) -> Step {
        switch self {
        case .number(let noun):
            let prefix = Self.pick(Self.plain, magnitude)
            return Step(size: prefix.size, suffix: prefix.suffix, unit: noun)
        case .dollars:
            let prefix = Self.pick(Self.money, magnitude)
            return Step(size: prefix.size, suffix: prefix.suffix, unit: "USD")
        case .rate:
            let prefix = Self.pick(Self.plain, magnitude)
            return Step(size: prefix.size, suffix: prefix.suffix, unit: "req/s")
        case .duration: return Self.pick(Self.durations, magnitude)
        case .bytes: return Self.pick(Self.sizes, magnitude)
        case .share: return Step(size: 0.01, suffix: "%")
        case .times:
            let prefix = Self.pick(Self.plain, magnitude)
            return Step(size: prefix.size, suffix: prefix.suffix + "×")
        }
    }

    /// The largest that a magnitude reaches, else the smallest; none for nothing, whose unit is the
    /// base unit; a power of ten where no word is known.
    private static func pick(_ steps: [(from: Double, step: Step)], _ magnitude: Double) -> Step {
        if magnitude == 0 { return (steps.first { $0.step.size == 1 } ?? steps[0]).step }
        let last = steps[steps.count - 1].step
        guard last.unit.isEmpty, magnitude >= 1e4 * last.size else {
            return (steps.last { magnitude >= $0.from } ?? steps[0]).step
        }
        let exponent = NumberText.exponent(of: magnitude)
        return Step(size: NumberText.power(exponent), suffix: "·10^\(exponent)")
    }

    private static let plain: [(from: Double, step: Step)] = [
        (0, Step(size: 1)), (1e4, Step(size: 1e3, suffix: " k")),
        (1e6, Step(size: 1e6, suffix: " M")), (1e9, Step(size: 1e9, suffix: " G")),
        (1e12, Step(size: 1e12, suffix: " T")),
    ]

    private static let money: [(from: Double, step: Step)] = [
        (0, Step(size: 1)), (1e4, Step(size: 1e3, suffix: " k")),
        (1e6, Step(size: 1e6, suffix: " M")), (1e9, Step(size: 1e9, suffix: " bn")),
        (1e12, Step(size: 1e12, suffix: " tn")),
    ]

    private static let durations: [(from: Double, step: Step)] = [
        (0, Step(size: 1e-6, unit: "µs")), (1e-3, Step(size: 1e-3, unit: "ms")),
        (1, Step(size: 1, unit: "s")), (180, Step(size: 60, unit: "min")),
        (10_800, Step(size: 3_600, unit: "h")), (259_200, Step(size: 86_400, unit: "days")),
    ]

    private static let sizes: [(from: Double, step: Step)] = [
        (0, Step(size: 1, unit: "B")), (1e3, Step(size: 1e3, unit: "kB")),
        (1e6, Step(size: 1e6, unit: "MB")), (1e9, Step(size: 1e9, unit: "GB")),
        (1e12, Step(size: 1e12, unit: "TB")), (1e15, Step(size: 1e15, unit: "PB")),
    ]
}
