// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Statistics

/// What chains post to others, and the blobs that they take.
enum PostingTables {
    /// Batches of chains that the platform operates, and what they cost on the chain below.
    static func postings(_ model: Model, _ measurements: Measurements) -> Table? {
        let rows = measurements.chains.compactMap { chain in
            chain.posting.map { row($0, chain.name, model) }
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "postings", title: "Batches: what chains post, and what it costs below",
            columns: [
                .text("chain", "Chain"), .text("to", "To"), .text("in", "In"),
                .estimate("batches", "Batches", .rate),
                .estimate("bytes", "Bytes", .bytes),
                .estimate("transactions", "Ours in each", .number),
                .estimate("included", "Included", .rate, isDataOnly: true),
                .estimate("wait", "Wait", .duration),
                .estimate("pending", "Pending", .number),
                .estimate("gas", "Gas/s", .number), .estimate("blob_gas", "Blob gas/s", .number),
                .estimate("gas_usd", "Gas, USD/h", .precise),
                .estimate("blobs_usd", "Blobs, USD/h", .precise),
                .number("spent", "Spent", unit: "ETH", isDataOnly: true),
            ], rows: rows, hasMixedUnits: true)
    }

    private static func row(
        _ posting: PostingMeasurement, _ chain: String, _ model: Model
    ) -> [Cell] {
        var perWei = 0.0
        if case .chain(let settings) = model.component(posting.chain).kind {
            perWei = settings.dollarsPerWei * 3_600
        }
        let spent = Int128(exactly: posting.spent.wei).map { ExactDecimal(scaled: $0) }
        return [
            .text(chain), .text(posting.name), .text(posting.medium.rawValue),
            .of(posting.batches, .rate), .of(posting.bytes, .bytes),
            .of(posting.transactions, .number), .of(posting.included, .rate),
            .of(posting.wait, .duration), .of(posting.pending, .number),
            .of(posting.gas, .number), .of(posting.blobGas, .number),
            .of(ChainTables.scaled(posting.gasSpent, perWei), .precise),
            .of(ChainTables.scaled(posting.blobsSpent, perWei), .precise),
            spent.map { .quantity($0) } ?? .absent,
        ]
    }

    /// How many blobs the blocks took, and what they cost.
    static func blobs(_ measurements: Measurements) -> Table? {
        let rows = measurements.chains.compactMap { chain -> [Cell]? in
            chain.blobs.map { blobs in
                [
                    .text(chain.name), .of(blobs.blobs, .number), .of(blobs.own, .number),
                    ChainTables.gwei(blobs.baseFee),
                    ChainTables.percentile(blobs.baseFeeP95),
                    ChainTables.gwei(blobs.lastBaseFee),
                ]
            }
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "blobs", title: "Blobs: how many a block takes, and what they cost",
            columns: [
                .text("chain", "Chain"), .estimate("blobs", "Blobs a block", .number),
                .estimate("own", "Ours", .number),
                .estimate("base_fee", "Blob base fee, gwei", .precise),
                .estimate("base_fee_p95", "p95", .precise),
                .estimate("base_fee_end", "At the end", .precise, isDataOnly: true),
            ], rows: rows)
    }
}
