// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Forecasting
import Model
import Planning
import Quantities

extension RunwayReport {
    var table: Table {
        let spans = Runway.spans.filter { $0 <= runway.months }
        // What fills up stands where its month is.
        let limits = runway.rows.map { row in
            (month: row.isReached ? 0 : row.passage.month(.percent(50)) ?? .max, cells: of(row))
        }
        let stocks = runway.stocks.map { stock in
            (month: stock.isFull ? 0 : stock.passage.month(.percent(50)) ?? .max, cells: of(stock))
        }
        return Table(
            id: "runway", title: "When each part runs out",
            columns: [
                .text("part", "Part"), .text("kind", "Kind", isDataOnly: true),
                .value("times", "Times the load", .precise),
                .estimate("limit", "Carries", .number),
                .value("headroom", "Headroom", .ratio), .text("p10", "P10"),
                .text("p50", "P50"), .text("p90", "P90"),
            ] + spans.map { .value("within_\($0)", "In \($0) mo", .ratio) } + [
                .text("order_by", "Order by"), .prose("then", "What then", isDataOnly: true),
            ],
            rows: (limits + stocks).enumerated().sorted { first, second in
                (first.element.month, first.offset) < (second.element.month, second.offset)
            }.map(\.element.cells))
    }

    private func of(_ row: Runway.Row) -> [Cell] {
        let limit = row.limit
        let level = runway.level(limit)
        let scale = runway.scale(limit)
        return [
            .text(limit.name), .text(kind(limit)?.rawValue ?? ""),
            .number(limit.factor.fraction, .precise),
            .estimate(
                level,
                interval: limit.interval.map {
                    $0.lowerBound * scale...$0.upperBound * scale
                }, .number),
            .number(runway.headroom(limit), .ratio),
        ] + months(row.passage, isReached: row.isReached) + [
            .text(plan.action(row).map { $0.orderBy.map { "\($0)" } ?? "now" } ?? ""),
            .text(then(limit)),
        ]
    }

    private func of(_ stock: Runway.Stock) -> [Cell] {
        let share = stock.part.use.share
        return [
            .text(stock.part.name), .text(stock.part.kind.rawValue), .absent, .absent,
            .number(1 - share, .ratio),
        ] + months(stock.passage, isReached: stock.isFull) + [
            .text(
                plan.isDue(stock) ? plan.orderBy(stock).map { "\($0)" } ?? "now" : ""),
            .text("the disk is full"),
        ]
    }

    /// P10 to P90, and the chance within each span.
    private func months(_ passage: FirstPassage, isReached: Bool) -> [Cell] {
        let ranks = Runway.ranks.map { rank -> Cell in
            if isReached { return .word("now", .bad) }
            return .text(passage.month(rank).map(month) ?? "beyond")
        }
        let chances = Runway.spans.filter { $0 <= runway.months }.map { span -> Cell in
            .number(isReached ? 1 : passage.probability(within: span).fraction, .ratio)
        }
        return ranks + chances
    }

    private func kind(_ limit: LoadLimit) -> CapacityKind? {
        switch limit.place {
        case .levels: nil
        case .ceiling(let ceiling): CapacityKind(ceiling.place)
        case .part(let part): part.kind
        }
    }

    private func then(_ limit: LoadLimit) -> String {
        switch limit.place {
        case .levels: return "a service level breaks"
        case .ceiling(let ceiling):
            return ceiling.isLimit ? "requests are turned away" : "its queue grows without end"
        case .part(let part):
            switch part.event {
            case .queueGrows, .turnedAway, .blocksAreFull, .diskIsFull: return ""
            case .keysAreDropped: return "keys are dropped before their time"
            case .podsFindNoPlace: return "pods find no place"
            case .priceChanges(let from, let to):
                return "a unit costs \(Words.money(to)) instead of \(Words.money(from))"
            case .freeUnitsEnd(let price): return "a unit costs \(Words.money(price))"
            }
        }
    }

    // MARK: Orders

    var actions: Table {
        let orders = plan.actions.map { action -> [Cell] in
            let remedy = action.remedy
            return [
                .text(action.row.limit.name),
                .text(remedy.map(words) ?? "none known"),
                .text(action.orderBy.map { "\($0)" } ?? "now"),
                .counted(remedy.map { Int64($0.now) }),
                .counted(remedy.map { Int64($0.then) }),
                remedy?.perMonth.map { .money($0, decimals: 2) } ?? .absent,
            ]
        }
        let disks = runway.stocks.filter(plan.isDue).map { stock -> [Cell] in
            let year = Figures.text(12 * stock.monthly, .bytes).main
            return [
                .text(stock.part.name), .text("\(year) more, for a year"),
                .text(plan.orderBy(stock).map { "\($0)" } ?? "now"), .absent, .absent, .absent,
            ]
        }
        return Table(
            id: "actions", title: "What to order",
            columns: [
                .text("part", "Part"), .text("action", "Action"), .text("order_by", "Order by"),
                .number("now", "Now", unit: "1", isDataOnly: true),
                .number("then", "Then", unit: "1", isDataOnly: true),
                .number("per_month", "A month, USD", unit: "USD"),
            ], rows: orders + disks)
    }

    /// What the months cost with what was ordered by then; nil where nothing is billed.
    var budget: Table? {
        if months.isEmpty { return nil }
        return Table(
            id: "budget", title: "What a month costs, with what is ordered when it is due",
            columns: [
                .text("month", "Month"), .value("load", "Load, P50", .number),
                .number("running", "As it is, USD", unit: "USD"),
                .number("ordered", "Ordered, USD", unit: "USD"),
                .number("total", "Total, USD", unit: "USD"),
                .prose("without", "Without what has no price"), .prose("actions", "What comes"),
            ],
            rows: months.map { each in
                func cell(_ money: Money?) -> Cell {
                    money.map { .money($0, decimals: 2) } ?? .absent
                }
                return [
                    .text(month(each.number)), .number(each.load, .number), cell(each.running),
                    cell(each.ordered), cell(each.total),
                    .text(each.unpriced.map(words).joined(separator: "; ")),
                    .text(
                        each.actions.compactMap { $0.remedy.map(words) }.joined(separator: "; ")),
                ]
            }, audience: .onRequest)
    }

    func words(_ order: RunwayPlan.Order) -> String {
        switch order {
        case .action(let action):
            action.remedy.map(words) ?? "more of \(action.row.limit.name)"
        case .stock(let stock): "more of \(stock.part.name)"
        }
    }
}
