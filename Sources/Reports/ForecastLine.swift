// SPDX-License-Identifier: GPL-3.0-or-later
import Planning
import Quantities

/// What people read while a simulation begins: how much it has to do, and what closed forms expect
/// of it.
public enum ForecastLine {
    public static func text(_ forecast: RunForecast) -> String {
        let measurements = forecast.measurements
        if let saturation = measurements.saturation {
            return "first estimate: \(saturation.name) is saturated, it carries at most"
                + " \(Words.load(saturation.load.perSecond)) of"
                + " \(Words.load(saturation.offered.perSecond))"
        }
        let requests = Figures.text(forecast.requests, .number).main
        let p95 = measurements.overall.percentile(.percent(95)).map {
            ", first estimate p95 ~" + Figures.text($0.value, .duration).main
        }
        return "about \(requests) requests" + (p95 ?? "")
    }
}
