// SPDX-License-Identifier: GPL-3.0-or-later
import Charts
import Planning
import Quantities

/// What is drawn of batches: what each operation saves, and what people wait for it.
enum BatchCharts {
    static func of(_ study: BatchStudy) -> [NamedChart] {
        [savings(study), waits(study)].compactMap { $0 }
    }

    private static func savings(_ study: BatchStudy) -> NamedChart? {
        let rows = study.table.rows.filter { !$0.batches.isEmpty }.map { row in
            BarChart.Row(
                name: row.operation, bars: [BarChart.Bar(row.savedPerYear.approximation)])
        }
        if rows.isEmpty { return nil }
        let saved = study.table.savedPerYear
        let amount = Words.money(
            saved < .zero ? Money(attodollars: -saved.attodollars) : saved, isBrief: true)
        return NamedChart(
            "batch-savings",
            .bars(
                BarChart(
                    title: "Batches \(saved < .zero ? "lose" : "save") \(amount) a year",
                    quantity: "saving a year by operation", measure: .dollars, rows: rows)))
    }

    /// Mean latency, with batches and without.
    private static func waits(_ study: BatchStudy) -> NamedChart? {
        let rows = study.waits.filter { $0.quantile == nil }.map { wait in
            BarChart.Row(
                name: wait.operation,
                bars: [wait.alone, wait.batched].map { estimate in
                    BarChart.Bar(
                        estimate?.value, interval: estimate?.interval(confidence: .percent(95)))
                })
        }
        if rows.isEmpty { return nil }
        let longest = study.waits.filter { $0.quantile == nil }.compactMap { wait in
            wait.batched.map { (wait.operation, time: $0.value) }
        }.max { $0.time < $1.time }
        let title = longest.map { name, time in
            "\(name) waits longest in a batch: \(Figures.text(time, .duration).main) on average"
        }
        return NamedChart(
            "batch-waits",
            .bars(
                BarChart(
                    title: title, quantity: "mean latency",
                    measure: .duration, groups: ["alone", "in a batch"], rows: rows)))
    }
}
