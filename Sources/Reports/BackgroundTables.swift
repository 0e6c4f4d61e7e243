// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// What goes on while nobody waits for it.
enum BackgroundTables {
    /// Work that operations start.
    static func background(_ measurements: Measurements) -> Table? {
        let work = measurements.background.filter { $0.database == nil }
        if work.isEmpty { return nil }
        let rows = work.map { item -> [Cell] in
            [
                .text(item.operation ?? ""), .text(item.name), .of(item.load, .rate),
                .of(item.meanTime, .duration), .of(item.median, .duration),
                .of(item.p95, .duration), .of(item.p99, .duration), .of(item.longest, .duration),
                .of(item.failed, .ratio), .of(item.underway, .number),
            ]
        }
        return Table(
            id: "background", title: "Work that nobody waits for",
            columns: [
                .text("operation", "Operation"), .text("work", "Work"),
                .estimate("load", "Started", .rate),
            ] + times + [
                .estimate("failed", "Failed", .ratio),
                .estimate("underway", "At the end", .number),
            ], rows: rows)
    }

    /// From the commit of a write until a replica has replayed it.
    static func replication(_ measurements: Measurements) -> Table? {
        let databases = measurements.background.filter { $0.database != nil }
        if databases.isEmpty { return nil }
        let rows = databases.map { item -> [Cell] in
            [
                .text(item.name), .of(item.load, .rate), .of(item.meanTime, .duration),
                .of(item.median, .duration), .of(item.p95, .duration), .of(item.p99, .duration),
                .of(item.longest, .duration), .of(item.underway, .number),
            ]
        }
        return Table(
            id: "replication", title: "Replication: how far the replicas are behind",
            columns: [.text("database", "Database"), .estimate("load", "Writes", .rate)] + times
                + [.estimate("underway", "At the end", .number)], rows: rows)
    }

    static func connections(_ measurements: Measurements) -> Table? {
        if measurements.connections.isEmpty { return nil }
        let rows = measurements.connections.map { item -> [Cell] in
            [
                .text(item.name), .number(item.limit.map(Double.init), .number),
                .of(item.most, .number), .of(item.opened, .rate), .of(item.refused, .ratio),
            ]
        }
        return Table(
            id: "connections",
            title: "Connections: how many are open at most and opened, and openings refused",
            columns: [
                .text("database", "Database"), .value("limit", "Most allowed", .number),
                .estimate("most", "Most open", .number), .estimate("opened", "Opened", .rate),
                .estimate("refused", "Of these refused", .ratio),
            ], rows: rows)
    }

    static func ages(_ measurements: Measurements) -> Table? {
        if measurements.ages.isEmpty { return nil }
        let rows = measurements.ages.map { item -> [Cell] in
            [
                .text(item.name), .of(item.mean, .duration), .of(item.p95, .duration),
                .of(item.longest, .duration),
            ]
        }
        return Table(
            id: "ages", title: "Age of data when it is read",
            columns: [
                .text("service", "Service"), .estimate("mean", "Mean", .duration),
                .estimate("p95", "p95", .duration), .estimate("longest", "Longest", .duration),
            ], rows: rows)
    }

    private static var times: [Column] {
        [
            .estimate("mean", "Mean", .duration), .estimate("p50", "p50", .duration),
            .estimate("p95", "p95", .duration), .estimate("p99", "p99", .duration),
            .estimate("longest", "Longest", .duration),
        ]
    }
}
