// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// Where closed forms expect a platform to break: where a simulation looks first. It decides
/// nothing.
struct StressGuess {
    let model: Model

    private static let halvings = 14

    /// Nil where there is no closed form, or it expects no break in the range.
    func factor(upTo most: Double) -> Double? {
        let saturation = saturation
        let inRange = saturation.flatMap { $0 < most ? $0 : nil }
        var (low, high) = (StressTest.leastFactor, min(saturation ?? most, most))
        // Hit rates fall below their level with a load that is too low, too.
        if high > 1, holds(1) { low = 1 } else { high = min(high, 1) }
        // Where closed forms have no latencies, loads are right still.
        guard low < high, holds(low) else { return inRange }
        if holds(high) { return inRange }
        for _ in 0..<Self.halvings {
            let middle = (low * high).squareRoot()
            if holds(middle) { low = middle } else { high = middle }
        }
        return (low * high).squareRoot()
    }

    /// The factor at which a queue of open loads begins to grow without end.
    private var saturation: Double? {
        let isOpen = model.sources.allSatisfy {
            if case .open = $0.demand { true } else { false }
        }
        guard isOpen, let now = try? ClosedForm(model).measurements() else { return nil }
        if let saturation = now.saturation {
            return saturation.load.perSecond / saturation.offered.perSecond
        }
        guard let headroom = now.binding?.headroom.value, headroom < 1 else { return nil }
        return 1 / (1 - headroom)
    }

    private func holds(_ factor: Double) -> Bool {
        guard let loaded = try? model.with(load: factor),
            let measured = try? ClosedForm(loaded).measurements(),
            let assessment = try? Assessment(loaded, measured)
        else { return false }
        return Trial(assessment: assessment).looksMet
    }
}
