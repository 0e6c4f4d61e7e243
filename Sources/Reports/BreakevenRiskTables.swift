// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// What a move hangs on, and what it does to latency.
struct BreakevenRiskTables {
    let study: BreakevenStudy

    var sensitivity: Table {
        Table(
            id: "sensitivity", title: "What the net present value hangs on, in USD",
            columns: [
                .text("input", "Input"), .text("low", "Low"), .text("high", "High"),
                .number("worth_low", "Worth at low", unit: "USD"),
                .number("worth_high", "Worth at high", unit: "USD"),
                .value("span", "Span", .dollars), .text("range", "Range"),
            ],
            rows: study.swings.map { swing in
                [
                    .text(name(swing.input)), .text(swing.low), .text(swing.high),
                    .money(swing.worthOfLow, decimals: 2),
                    .money(swing.worthOfHigh, decimals: 2), .value(swing.span, .dollars),
                    .text(swing.isStated ? "stated" : "a quarter"),
                ]
            })
    }

    func name(_ input: Swing.Input) -> String {
        switch input {
        case .baseFee, .growth, .effort, .volume, .etherPrice, .liquidity, .bridge,
            .discountRate:
            input.rawValue
        case .baseFeeThere: "base fee of \(study.plan.target.name)"
        case .rpcAfter: "providers of \(study.plan.target.name)"
        }
    }

    var payback: Table {
        get throws {
            try grid("payback-grid", "Payback in months, by volume and base fee") { cell in
                BreakevenReport.cell(cell.payback)
            }
        }
    }

    var worth: Table {
        get throws {
            try grid("worth-grid", "Net present value in USD, by volume and base fee") { cell in
                .money(cell.worth, decimals: 0)
            }
        }
    }

    /// Columns are multiples of the scenario's base fee, so that their ids stay what they are.
    private func grid(
        _ id: String, _ title: String, _ cell: (MigrationGrid.Cell) -> Cell
    ) throws -> Table {
        let grid = study.grid
        let fees = zip(MigrationGrid.factors, grid.baseFees).map { factor, fee in
            Column.value(
                "times_" + factor.replacing(".", with: "_"),
                Figures.text(fee.inGwei, .number).main + " gwei", nil)
        }
        return Table(
            id: id, title: title,
            columns: [
                .value("volume", "Times the volume", .number),
                .value("requests", "Requests/day", .number),
            ] + fees,
            rows: try zip(grid.volumes, grid.cells).map { volume, cells in
                let requests = try study.breakeven.requestsPerDay(times: volume)
                return [
                    .value(volume.approximation, .number),
                    .value(requests.approximation, .number),
                ] + cells.map(cell)
            })
    }

    var latency: Table {
        Table(
            id: "latency", title: "Latency of what is sent, simulated on both chains",
            columns: [
                .text("operation", "Operation"), .text("figure", "Figure"),
                .estimate("before", "Before", .duration), .estimate("after", "After", .duration),
                .estimate("change", "Change", .duration),
            ],
            rows: study.latency.rows.map { row in
                let change = row.change.map { change -> Cell in
                    .change(change.mean, interval: change.interval, .duration)
                }
                return [
                    .text(row.operation), .text(row.quantile.map(Words.quantile) ?? "mean"),
                    .of(row.before, .duration), .of(row.after, .duration), change ?? .absent,
                ]
            })
    }

    var settling: Table {
        Table(
            id: "settling", title: "When a transaction counts as what",
            columns: [
                .text("stage", "Stage"), .number("before", "Before", unit: "s"),
                .number("after", "After", unit: "s"), .number("change", "Later", unit: "s"),
            ],
            rows: study.latency.settling.map { row in
                let both = row.before.flatMap { before in
                    row.after.map { $0.seconds - before.seconds }
                }
                return [
                    .text(row.stage.rawValue), .number(row.before?.seconds, .duration),
                    .number(row.after?.seconds, .duration), .number(both, .duration),
                ]
            })
    }
}
