// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Planning

/// The forecast of the load, and what each part carries.
extension RunwayReport {
    var charts: [NamedChart] {
        let course = runway.course.prefix(runway.months)
        let isForecast = basis.trend != nil
        // A price that changes is no capacity.
        let limits = runway.rows.filter(\.isOrdered).map {
            ChartLimit(name: $0.limit.name, value: runway.level($0.limit))
        }
        let chart = FanChart(
            quantity: isForecast ? "load a month, in the unit of the history" : "load",
            measure: isForecast ? .number(of: "") : .rate,
            history: isForecast ? basis.history : [], first: basis.first,
            low: isForecast ? course.map(\.low) : [], middle: course.map(\.middle),
            high: isForecast ? course.map(\.high) : [], limits: limits)
        return [NamedChart("runway", .fan(chart))]
    }
}
