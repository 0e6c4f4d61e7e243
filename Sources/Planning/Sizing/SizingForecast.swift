// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What closed forms say of a configuration before anybody simulates it.
struct SizingForecast {
    /// Nil where there is no closed form.
    let assessment: Assessment?

    /// A measured share of work, such as misses, is approximate; by less nothing is rejected.
    private static let marginOfLoad = 1.02
    /// Beyond its whole band a level must lie by that share of its limit.
    private static let marginOfLevel = 0.05

    init(_ model: Model) {
        assessment = (try? ClosedForm(model).measurements()).flatMap {
            try? Assessment(model, $0)
        }
    }

    var binding: String? { assessment?.measurements.binding?.name }

    /// Of all requests, in seconds.
    var p95: Double? { assessment?.measurements.overall.percentile(.percent(95))?.value }

    /// Why it cannot hold.
    var rejection: SizingCandidate.Rejection? {
        guard let assessment else { return nil }
        if let saturation = assessment.measurements.saturation {
            let load = saturation.offered.perSecond / saturation.load.perSecond
            return load >= Self.marginOfLoad ? .saturated : nil
        }
        let broken = assessment.levels.indices.filter { isBeyond(assessment.levels[$0]) }
        return broken.isEmpty ? nil : .expected(broken)
    }

    private func isBeyond(_ level: ServiceLevel) -> Bool {
        guard let interval = level.measured?.interval else { return false }
        let margin = level.limit.magnitude * Self.marginOfLevel
        return level.isFloor
            ? interval.upperBound < level.limit - margin
            : interval.lowerBound > level.limit + margin
    }

    /// The largest of all levels' figures over their limits; above 1 where one breaks. Infinite
    /// where something saturates, nil where nothing is known.
    var worst: Double? {
        guard let assessment else { return nil }
        if assessment.measurements.saturation != nil { return .infinity }
        let shares = assessment.levels.compactMap { level -> Double? in
            guard let value = level.measured?.value, level.limit > 0 else { return nil }
            if level.isFloor { return value > 0 ? level.limit / value : .infinity }
            return value / level.limit
        }
        return shares.max()
    }
}
