// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// Chains whose blocks are simulated.
enum ChainTables {
    /// How full the blocks were, and what their gas cost.
    static func chains(_ measurements: Measurements) -> Table? {
        if measurements.chains.isEmpty { return nil }
        let rows = measurements.chains.map { chain -> [Cell] in
            [
                .text(chain.name), .of(chain.blocks, .rate), .of(chain.missed, .ratio),
                .of(chain.halted, .ratio), .of(chain.gasUse, .ratio), .of(chain.full, .ratio),
                .of(chain.ownShare, .ratio), gwei(chain.baseFee),
                percentile(chain.baseFeeP95), gwei(chain.lastBaseFee),
                .of(chain.waitP95, .duration),
                .of(chain.pending, .number),
            ]
        }
        return Table(
            id: "chains", title: "Chains: how full their blocks are, and what gas costs",
            columns: [
                .text("chain", "Chain"), .estimate("blocks", "Blocks", .rate, isDataOnly: true),
                .estimate("missed", "Missed", .ratio),
                .estimate("halted", "Halted", .ratio, isDataOnly: true),
                .estimate("gas_use", "Gas used", .ratio), .estimate("full", "Full", .ratio),
                .estimate("own_share", "Ours", .ratio),
                .estimate("base_fee", "Base fee, gwei", .precise),
                .estimate("base_fee_p95", "p95", .precise),
                .estimate("base_fee_end", "At the end", .precise, isDataOnly: true),
                .estimate("wait_p95", "Wait p95", .duration),
                .estimate("pending", "Pending", .number),
            ], rows: rows, hasMixedUnits: true)
    }

    /// What became of the platform's transactions, and what they paid.
    static func transactions(_ model: Model, _ measurements: Measurements) -> Table? {
        let rows = measurements.chains.flatMap { chain in
            chain.transactions.map { row($0, chain, model) }
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "transactions", title: "Transactions: how long they wait, and what they pay",
            columns: [
                .text("chain", "Chain"), .text("operation", "Operation"),
                .text("payer", "Payer", isDataOnly: true),
                .estimate("gas", "Gas of one", .number), .estimate("sent", "Sent", .rate),
                .estimate("included", "Included", .rate, isDataOnly: true),
                .estimate("lost", "Lost", .ratio),
                .estimate("replaced", "Replaced", .number, isDataOnly: true),
                .estimate("held", "Held back", .ratio, isDataOnly: true),
                .estimate("wait", "Wait", .duration), .estimate("fee", "Fee, gwei", .precise),
                .estimate("fee_usd", "Fee, USD", .precise),
                .estimate("data_share", "For data", .ratio, isDataOnly: true),
                .number("spent", "Spent", unit: "ETH", isDataOnly: true),
            ], rows: rows, hasMixedUnits: true)
    }

    private static func row(
        _ kind: TransactionMeasurement, _ chain: ChainMeasurement, _ model: Model
    ) -> [Cell] {
        var dollars: Figure?
        if case .chain(let settings) = model.component(chain.component).kind {
            dollars = kind.fee.map { scaled($0, settings.dollarsPerWei) }
        }
        let spent = Int128(exactly: kind.spent.wei).map { ExactDecimal(scaled: $0) }
        return [
            .text(chain.name), .text(kind.operation),
            .text(kind.isOfUser ? "user" : "platform"), .of(kind.gas, .number),
            .of(kind.sent, .rate), .of(kind.included, .rate), .of(kind.lost, .ratio),
            .of(kind.replaced, .number), .of(kind.held, .ratio), .of(kind.wait, .duration),
            gwei(kind.fee), .of(dollars, .precise), .of(kind.extraShare, .ratio),
            spent.map { .quantity($0) } ?? .absent,
        ]
    }

    /// An amount in wei, as gwei.
    static func gwei(_ wei: Estimate<Double>?) -> Cell {
        .of(wei.map { scaled($0, 1e-9) }, .precise)
    }

    /// A percentile of prices in wei, as gwei; its interval holds what a histogram rounds, except
    /// where all prices are alike.
    static func percentile(_ wei: Estimate<Double>?) -> Cell {
        guard let wei else { return .absent }
        let figure = scaled(wei, 1e-9)
        guard let interval = figure.interval, interval.lowerBound < interval.upperBound else {
            return .of(figure, .precise)
        }
        let rounding = figure.value * ChainMeasurement.priceResolution
        return .of(
            Figure(
                value: figure.value,
                interval: interval.lowerBound - rounding...interval.upperBound + rounding,
                origin: figure.origin), .precise)
    }

    static func scaled(_ estimate: Estimate<Double>, _ factor: Double) -> Figure {
        let figure = Figure(estimate)
        return Figure(
            value: figure.value * factor,
            interval: figure.interval.map { $0.lowerBound * factor...$0.upperBound * factor },
            origin: figure.origin)
    }
}
