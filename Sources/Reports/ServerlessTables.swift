// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities
import Statistics

/// Tables of functions.
enum ServerlessTables {
    /// Without those that nobody asks for, where others are asked.
    private static func busy<Item>(
        _ items: [Item], _ load: (Item) -> Estimate<Rate>
    ) -> [Item] {
        let busy = items.filter { load($0).value > 0 }
        return busy.isEmpty ? items : busy
    }

    /// How often each is invoked, how often it begins cold or is turned away, and in how many
    /// environments it runs.
    static func functions(_ measurements: Measurements) -> Table? {
        if measurements.functions.isEmpty { return nil }
        let rows = busy(measurements.functions, \.load).map { function -> [Cell] in
            [
                .text(function.name), .of(function.load, .rate),
                .of(function.coldStarts, .ratio), .of(function.throttled, .ratio),
                .of(function.beyondConcurrency, .ratio), .of(function.beyondAccount, .ratio),
                .of(function.beyondScaling, .ratio), .of(function.duration, .duration),
                .of(function.concurrency, .number), .of(function.peak, .number),
                .of(function.billed, .rate), .of(function.billedProvisioned, .rate),
            ]
        }
        return Table(
            id: "functions",
            title: "Functions: invocations, cold starts, who is turned away, environments in use",
            columns: [
                .text("function", "Function"), .estimate("load", "Load", .rate),
                .estimate("cold_starts", "Cold starts", .ratio),
                .estimate("throttled", "Throttled", .ratio),
                .estimate("beyond_concurrency", "By function", .ratio, isDataOnly: true),
                .estimate("beyond_account", "By account", .ratio, isDataOnly: true),
                .estimate("beyond_scaling", "By scaling", .ratio, isDataOnly: true),
                .estimate("duration", "Duration", .duration),
                .estimate("concurrency", "Concurrency", .number),
                .estimate("peak", "Peak", .number),
                .estimate("billed", "GB-s a second", .rate),
                .estimate(
                    "billed_provisioned", "Provisioned GB-s a second", .rate, isDataOnly: true),
            ], rows: rows)
    }

    /// Of each partitioned table what is used and turned away, and how near its hottest partition
    /// is to its limit.
    static func tables(_ measurements: Measurements) -> Table? {
        if measurements.tables.isEmpty { return nil }
        let rows = busy(measurements.tables, \.load).map { table -> [Cell] in
            [
                .text(table.name), .of(table.load, .rate), .of(table.throttled, .ratio),
                .of(table.beyondPartition, .rate), .of(table.beyondTable, .rate),
                .of(table.readUnits, .rate), .of(table.writeUnits, .rate),
                .of(table.hottestShare, .ratio), .of(table.hottestLoad, .ratio),
            ]
        }
        return Table(
            id: "tables", title: "Partitioned tables: units a second, and the hottest partition",
            columns: [
                .text("table", "Table"), .estimate("load", "Requests", .rate),
                .estimate("throttled", "Throttled", .ratio),
                .estimate("beyond_partition", "By partition", .rate, isDataOnly: true),
                .estimate("beyond_table", "By table", .rate, isDataOnly: true),
                .estimate("read_units", "Read units", .rate),
                .estimate("write_units", "Write units", .rate),
                .estimate("hottest_share", "Hottest has", .ratio),
                .estimate("hottest_load", "Of its limit", .ratio),
            ], rows: rows)
    }

    /// Of each batch how large it is when it goes, and what waiting for it takes.
    static func batches(_ measurements: Measurements) -> Table? {
        if measurements.batchSteps.isEmpty { return nil }
        let rows = measurements.batchSteps.map { batch -> [Cell] in
            [
                .text(batch.name), .of(batch.load, .rate), .of(batch.batches, .rate),
                .of(batch.size, .number), .of(batch.full, .ratio), .of(batch.delay, .duration),
            ]
        }
        return Table(
            id: "batches", title: "Batches: how large they are, and what waiting for them adds",
            columns: [
                .text("batch", "Batch"), .estimate("load", "Members", .rate),
                .estimate("batches", "Batches", .rate), .estimate("size", "Size", .number),
                .estimate("full", "Full", .ratio), .estimate("delay", "Added delay", .duration),
            ], rows: rows, hasMixedUnits: true)
    }
}
