// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Planning

/// The forecast of the load, and what each part carries.
extension RunwayReport {
    var charts: [NamedChart] {
        let course = runway.course.prefix(runway.months)
        let isForecast = basis.trend != nil
        // A price that changes is no capacity.
        let limits = runway.rows.filter(\.isOrdered).map { row in
            let month = { (rank: Double) in row.passage.month(.percent(rank)).map { $0 - 1 } }
            return FanChart.Limit(
                name: row.limit.name, value: runway.level(row.limit), tenth: month(10),
                half: month(50))
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
