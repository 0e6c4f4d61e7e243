// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// The answer to `breakeven`: whether and when going to another chain pays.
public struct BreakevenReport {
    public static let tableIDs = [
        "breakeven", "months", "transactions", "sensitivity", "payback-grid", "worth-grid",
        "latency", "settling", "cash-flow",
    ]

    private let study: BreakevenStudy
    private let words: BreakevenWords

    private var answer: Breakeven { study.breakeven }

    /// Throws where an amount is too large.
    public static func make(_ study: BreakevenStudy, identity: Identity) throws -> Report {
        let words = BreakevenWords(study)
        let own = BreakevenReport(study: study, words: words)
        let risk = BreakevenRiskTables(study: study)
        let tables = [
            try own.figures, try own.months, try own.transactions, risk.sensitivity,
            try risk.payback, try risk.worth, risk.latency, risk.settling, own.cashFlow,
        ]
        return Report(
            identity: identity, verdict: nil, headline: words.headline, notes: words.notes,
            tables: tables.compactMap { $0 }.filter { !$0.rows.isEmpty },
            charts: try BreakevenCharts.of(study, risk, words))
    }

    // MARK: What decides

    private var figures: Table {
        get throws {
            let paths = study.paths
            let cells = EvenCells()
            let perDay = try answer.requestsPerDay(times: .one).approximation
            let rows: [[Cell]] = [
                row(
                    "net present value", .money(answer.worth, decimals: 2), "USD",
                    cells.cells(paths?.worth, below: "none", beyond: "none")),
                row(
                    "payback", Self.cell(answer.payback), "months",
                    cells.cells(paths?.payback, below: "never", beyond: "never")),
                row("payback, discounted", Self.cell(answer.discountedPayback), "months", nil),
                row(
                    "internal rate of return", Self.cell(answer.internalRate), "a year",
                    cells.rates(paths?.internalRate)),
                row(
                    "volume that covers a month", try volume(answer.volumeOfMonth),
                    "requests/day", nil),
                row(
                    "volume that pays in all", try volume(answer.volumeOfWorth), "requests/day",
                    cells.cells(paths?.volume.scaled(by: perDay))),
                row("base fee that covers a month", fee(answer.feeOfMonth), "gwei", nil),
                row(
                    "base fee that pays in all", fee(answer.feeOfWorth), "gwei",
                    cells.cells(paths?.baseFee)),
            ]
            return Table(
                id: "breakeven", title: "When it pays",
                columns: [
                    .text("figure", "Figure"), .value("value", "Value", nil),
                    .value("p10", "P10", nil), .value("p50", "P50", nil),
                    .value("p90", "P90", nil), .text("unit", "Unit"),
                ], rows: rows)
        }
    }

    private func row(_ name: String, _ value: Cell, _ unit: String, _ band: [Cell]?) -> [Cell] {
        [.text(name), value] + (band ?? [.absent, .absent, .absent]) + [.text(unit)]
    }

    static func cell(_ payback: Payback) -> Cell {
        switch payback {
        case .after(let months): .value(months.approximation, .number)
        case .never: .word("never", .bad)
        }
    }

    /// Of a year.
    private static func cell(_ rate: InternalRate) -> Cell {
        switch rate {
        case .rate(let monthly): EvenCells.cell(yearly: Breakeven.yearly(monthly))
        case .several: .text("several")
        case .none: .text("none")
        }
    }

    private func volume(_ point: EvenPoint<ExactDecimal>) throws -> Cell {
        try EvenCells().cell(point) { try answer.requestsPerDay(times: $0).approximation }
    }

    private func fee(_ point: EvenPoint<WeiPerGas>) -> Cell {
        EvenCells().cell(point) { $0.inGwei }
    }

    // MARK: What it costs

    private var months: Table {
        get throws {
            let parts: [(String, KeyPath<MonthCosts, Money>)] = [
                ("execution", \.execution), ("data", \.data), ("posting", \.posting),
                ("providers (RPC)", \.rpc), ("bridge", \.bridge),
                ("capital in the bridge", \.capital), ("total", \.total),
            ]
            return Table(
                id: "months", title: "Costs of the first month in USD",
                columns: [
                    .text("item", "Item"), .number("before", words.left, unit: "USD"),
                    .number("after", words.right, unit: "USD"),
                    .number("saving", "Saving", unit: "USD"),
                ],
                rows: try parts.map { name, part in
                    let before = answer.before[keyPath: part]
                    let after = answer.after[keyPath: part]
                    return [
                        .text(name), .money(before, decimals: 2), .money(after, decimals: 2),
                        .money(try before - after, decimals: 2),
                    ]
                })
        }
    }

    private var transactions: Table {
        get throws {
            let plan = answer.plan
            let before = try plan.billBefore(plan.inputs, volume: .one)
            let after = try plan.billAfter(plan.inputs, volume: .one)
            return Table(
                id: "transactions", title: "What is sent in the first month, and what one costs",
                columns: [
                    .text("operation", "Operation"),
                    .number("requests", "Requests", unit: "1"),
                    .value("members", "A batch", .number),
                    .number("transactions", "Transactions", unit: "1"),
                    .number("before", "A request, \(words.left)", unit: "USD"),
                    .number("after", "A request, \(words.right)", unit: "USD"),
                    .number("data", "Of it data", unit: "USD"),
                    .value("saving", "Saving", .ratio),
                ],
                rows: try zip(before.lines, after.lines).map { old, new in
                    let cost = try old.perRequest
                    let there = try new.perRequest
                    let share =
                        cost > .zero ? 1 - there.approximation / cost.approximation : nil
                    return [
                        .text(old.name), .quantity(old.requests), .value(old.members, .number),
                        .quantity(old.transactions), Self.small(cost), Self.small(there),
                        Self.small(try new.dataPerRequest), .number(share, .ratio),
                    ]
                })
        }
    }

    /// An amount with as many decimals as show it.
    private static func small(_ amount: Money) -> Cell {
        .money(amount, decimals: Words.decimals(of: amount))
    }

    private var cashFlow: Table {
        var total = 0.0
        return Table(
            id: "cash-flow", title: "Month by month in USD",
            columns: [
                .number("month", "Month", unit: "1"), .number("flow", "Flow", unit: "USD"),
                .value("cumulative", "Cumulative", .dollars),
            ],
            rows: answer.flows.amounts.enumerated().map { month, amount in
                total += amount.approximation
                return [
                    .count(Int64(month)), .money(amount, decimals: 2), .value(total, .dollars),
                ]
            }, audience: .onRequest)
    }
}

extension WeiPerGas {
    /// For people to read.
    var inGwei: Double { Double(wei) / 1e9 }
}
