// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// The answer to `batch`: what batches of transactions save, and what people wait for them.
public struct BatchReport {
    public static let tableIDs = [
        "batch-savings", "batch-waits", "batches", "batch-best", "deferral",
    ]

    private let study: BatchStudy

    public static func make(_ study: BatchStudy, identity: Identity) -> Report {
        let own = BatchReport(study: study)
        let tables = [own.savings, own.waits, own.batches, own.best, own.deferral]
        return Report(
            identity: identity, verdict: nil, headline: own.headline, notes: own.notes,
            tables: tables.filter { !$0.rows.isEmpty }, charts: BatchCharts.of(study))
    }

    // MARK: Words

    private var headline: String {
        let rows = study.table.rows
        let batched = rows.filter { !$0.batches.isEmpty }
        guard !batched.isEmpty else {
            guard study.limits.isEmpty else {
                return "Users pay for what is sent to '\(chainName)' in batches, so that these save"
                    + " the platform nothing."
            }
            return "Nothing is sent to '\(chainName)' in batches: put a submit step into a batch"
                + " step, and see what that saves."
        }
        let alone = batched.reduce(0) {
            $0 + $1.costAlone.approximation * $1.requests.approximation
        }
        let saved = study.table.savedPerDay
        let share = alone > 0 ? saved.approximation / alone : 0
        let verb = saved >= .zero ? "save" : "lose"
        var text =
            "Batches \(verb) \(money(saved)) a day"
            + " (\(Figures.text(share.magnitude, .ratio).main) of what their requests would cost"
            + " alone), \(money(study.table.savedPerYear)) a year"
        let adding = study.waits.filter { $0.quantile == nil }.compactMap { wait in
            wait.added.map { (wait.operation, $0) }
        }
        if let most = adding.max(by: { $0.1.mean < $1.1.mean }) {
            let added = Figures.text(most.1.mean, halfWidth: most.1.halfWidth, .duration).joined
            text += "; \(most.0) waits \(added) longer for it on average, the most of all"
        }
        return text + "."
    }

    private var chainName: String { study.model.component(study.chain).name }

    private func money(_ amount: Money) -> String {
        let magnitude = amount < .zero ? Money(attodollars: -amount.attodollars) : amount
        return Words.money(magnitude, isBrief: true)
    }

    private var notes: [String] {
        var notes = [
            "Costs are those of a base fee of \(Figures.text(study.baseFee.inGwei, .number).main)"
                + " gwei and ether at \(Words.money(study.etherPrice)); a year has 365 days."
        ]
        if !study.table.rows.isEmpty || !study.limits.isEmpty {
            notes.append(
                Words.month(of: study.windowsPerMonth, hours: study.hoursPerMonth))
        }
        let guessed = study.table.rows.filter { !$0.isAloneStated }.map(\.operation)
        if !guessed.isEmpty {
            notes.append(
                "What \(Self.list(guessed)) would use of gas alone is not stated, and taken as a"
                    + " batch of one (batching.alone).")
        }
        if study.waits.isEmpty, !study.limits.isEmpty {
            notes.append("Nothing was simulated, so nobody knows what batches make people wait.")
        }
        if !study.limits.isEmpty {
            notes.append(
                "In the best batches for a delay nobody waits longer than it for others; they are"
                    + " no larger than saves a thousandth. Their waits are by formula, exact where"
                    + " requests come by a Poisson process.")
        }
        let users = study.limits.filter(\.isPaidByUsers).map(\.name)
        if !users.isEmpty {
            notes.append(
                "Users pay for transactions of \(Self.list(users)): the cost of the best batches"
                    + " is theirs there, and nothing is saved for the platform.")
        }
        if study.deferrals.contains(where: { !$0.isStated }) {
            notes.append(
                "Thresholds of deferral that the scenario does not name are the mean base fee, and"
                    + " a tenth above it.")
        }
        return notes
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    // MARK: Tables

    private var savings: Table {
        let rows = study.table.rows.map { row -> [Cell] in
            [
                .text(row.operation),
                .text(row.batches.isEmpty ? "none" : row.batches.joined(separator: ", ")),
                .value(row.gasAlone, .number), .value(row.gasBatched, .number),
                Self.small(row.costAlone), Self.small(row.costBatched),
                .number(row.savedShare, .ratio), .quantity(row.requests),
                .money(row.savedPerDay, decimals: 2), .money(row.savedPerYear, decimals: 2),
            ]
        }
        let total: [Cell] = [
            .text("total"), .text(""), .absent, .absent, .absent, .absent, .absent, .absent,
            .money(study.table.savedPerDay, decimals: 2),
            .money(study.table.savedPerYear, decimals: 2),
        ]
        return Table(
            id: "batch-savings", title: "What a request costs alone and in a batch, in USD",
            columns: [
                .text("operation", "Operation"), .text("batch", "Batch"),
                .value("gas_alone", "Gas alone", .number),
                .value("gas_batched", "Gas batched", .number),
                .number("alone", "Alone", unit: "USD"),
                .number("batched", "Batched", unit: "USD"), .value("saving", "Saving", .ratio),
                .number("requests", "A day", unit: "1/day"),
                .number("saved_day", "Saved a day", unit: "USD"),
                .number("saved_year", "Saved a year", unit: "USD"),
            ], rows: rows.isEmpty ? [] : rows + [total])
    }

    private static func small(_ amount: Money) -> Cell {
        .money(amount, decimals: max(4, Words.decimals(of: amount)))
    }

    private var waits: Table {
        Table(
            id: "batch-waits", title: "Latency without and with batches, simulated",
            columns: [
                .text("operation", "Operation"), .text("batch", "Batch"),
                .text("figure", "Figure"), .estimate("alone", "Alone", .duration),
                .estimate("batched", "Batched", .duration),
                .estimate("added", "Added", .duration),
            ],
            rows: study.waits.map { wait in
                let added = wait.added.map {
                    Cell.change($0.mean, interval: $0.interval, .duration)
                }
                return [
                    .text(wait.operation), .text(wait.batch),
                    .text(wait.quantile.map(Words.quantile) ?? "mean"),
                    .of(wait.alone, .duration), .of(wait.batched, .duration), added ?? .absent,
                ]
            })
    }

    private var batches: Table {
        Table(
            id: "batches", title: "How batches fill, and what they are limited by",
            columns: [
                .text("batch", "Batch"), .number("size", "Size", unit: "1"),
                .number("within", "Within", unit: "s"),
                .estimate("members", "Members", .number), .estimate("full", "Full", .ratio),
                .estimate("wait", "Wait", .duration),
                .value("expected", "By formula", .duration), .text("ends", "Ends by"),
                .number("transaction", "Gas of a transaction holds", unit: "1"),
                .number("block", "A block holds", unit: "1"),
            ],
            rows: study.limits.map { limit in
                let seen = study.gatherings.first { $0.measured.name == limit.name }?.measured
                func most(_ count: UInt64?) -> Cell {
                    count.map { .count(Int64(clamping: $0)) } ?? .absent
                }
                return [
                    .text(limit.name), .count(Int64(limit.now.size)),
                    .value(limit.now.within.seconds, .duration), .of(seen?.size, .number),
                    .of(seen?.full, .ratio), .of(seen?.delay, .duration),
                    .value(limit.now.meanWait.seconds, .duration), .text(limit.ending.rawValue),
                    most(limit.mostOfTransaction), most(limit.mostOfBlock),
                ]
            })
    }

    private var best: Table {
        Table(
            id: "batch-best", title: "The best batch where nobody waits longer for others",
            columns: [
                .text("batch", "Batch"), .number("window", "Window", unit: "s"),
                .number("size", "Size", unit: "1"), .value("members", "Members", .number),
                .number("wait", "Mean wait", unit: "s"),
                .number("cost", "A request, USD", unit: "USD"),
                .value("saving", "Saves of now", .ratio), .text("limit", "No larger for"),
            ],
            rows: study.limits.flatMap { limit in
                limit.best.map { best in
                    [
                        .text(limit.name), .value(best.delay.seconds, .duration),
                        .count(Int64(best.filling.size)),
                        .value(best.filling.meanMembers, .number),
                        .value(best.filling.meanWait.seconds, .duration),
                        Self.small(best.cost),
                        .number(best.savedOfNow, .ratio), .text(best.limit.rawValue),
                    ]
                }
            })
    }

    private var deferral: Table {
        Table(
            id: "deferral", title: "Waiting for a lower base fee, against sending at once",
            columns: [
                .value("above", "Above, gwei", .number), .number("within", "Within", unit: "s"),
                .text("operation", "Operation"), .estimate("held", "Held", .ratio),
                .estimate("saved", "Saved a month", .dollars),
                .estimate("added", "Added", .duration), .text("threshold", "Threshold"),
            ],
            rows: study.deferrals.map { row in
                let saved = row.saved(at: study.etherPrice).map {
                    Cell.change($0.mean, interval: $0.interval, .dollars)
                }
                let added = row.added.map {
                    Cell.change($0.mean, interval: $0.interval, .duration)
                }
                return [
                    .value(row.above.inGwei, .number), .value(row.longest.seconds, .duration),
                    .text(row.operation), .of(row.held, .ratio), saved ?? .absent,
                    added ?? .absent, .text(row.isStated ? "stated" : "tried"),
                ]
            })
    }
}
