// SPDX-License-Identifier: GPL-3.0-or-later

/// The range of an axis and its ticks at round numbers; usually it shows zero, because what is
/// drawn twice as long has to be twice as much.
struct AxisScale: Equatable {
    struct Tick: Equatable {
        let value: Double
        let label: String
    }

    let range: ClosedRange<Double>
    let ticks: [Tick]
    /// What the axis counts in; empty where each tick says it.
    let unit: String

    /// - Parameter most: about so many intervals between ticks.
    init(
        _ values: [Double], _ measure: Measure, intervals most: Int = 5, hasZero: Bool = true
    ) {
        let shown = values.filter { $0.isFinite && $0.magnitude < 1e300 } + (hasZero ? [0] : [])
        var low = shown.min() ?? 0
        var high = shown.max() ?? 0
        if low == high { high += low == 0 ? (measure == .share ? 0.1 : 1) : low.magnitude / 10 }
        // Counts of things have no halves.
        let least = if case .number(let noun) = measure, !noun.isEmpty { 1.0 } else { 0.0 }
        let step = measure.step(for: max(high, -low))
        let wanted = Self.nice((high - low) / step.size / Double(max(most, 1)))
        let spacing = least > 0 && wanted == 2.5 ? 5 : max(wanted, least)
        let first = (low / step.size / spacing + 1e-9).rounded(.down)
        let last = (high / step.size / spacing - 1e-9).rounded(.up)
        (low, high) = (first * spacing * step.size, last * spacing * step.size)
        let decimals = max(0, -NumberText.exponent(of: spacing * 1.000001)) + Self.extra(spacing)
        range = low...max(high, low + spacing * step.size)
        ticks = stride(from: first, through: last, by: 1).map { count in
            let number = count * spacing
            let text = number == 0 ? "0" : NumberText.fixed(number, decimals) + step.suffix
            return Tick(value: number * step.size, label: text)
        }
        unit = step.unit
    }

    /// 1, 2, 2.5 or 5 times a power of ten, at least as large.
    private static func nice(_ value: Double) -> Double {
        let base = NumberText.power(NumberText.exponent(of: value))
        let fraction = value / base
        for step in [1, 2, 2.5, 5] where fraction <= step * (1 + 1e-9) { return step * base }
        return 10 * base
    }

    /// 2.5 and 25 % of a power of ten take a decimal more.
    private static func extra(_ spacing: Double) -> Int {
        let exponent = NumberText.exponent(of: spacing * 1.000001)
        let fraction = spacing / NumberText.power(exponent)
        return (fraction - 2.5).magnitude < 1e-6 && exponent <= 0 ? 1 : 0
    }

    /// 0 at the beginning of the range, 1 at its end; beyond them outside.
    func position(_ value: Double) -> Double {
        (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
}
