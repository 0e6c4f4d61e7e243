// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Tables about the keys of caches.
enum CacheTables {
    /// How keys end, and how stale hits are; nil where all keys just live for a time.
    static func keys(_ measurements: Measurements) -> Table? {
        let rows = measurements.caches.compactMap { cache -> [Cell]? in
            guard let life = cache.keyLife else { return nil }
            return [
                .text(cache.name), .text(life.isApproximate ? "approximate" : "keys"),
                .of(life.expirations, .rate), .of(life.invalidations, .rate),
                .of(life.sharedMisses, .rate), .of(life.staleHits, .ratio),
                .of(life.staleAge, .duration),
            ]
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "keys", title: "Keys of caches",
            columns: [
                .text("cache", "Cache"), .text("model", "Hits by"),
                .estimate("expirations", "Expirations", .rate),
                .estimate("invalidations", "Invalidations", .rate),
                .estimate("shared_misses", "Misses that waited", .rate),
                .estimate("stale_hits", "Stale hits", .ratio),
                .estimate("stale_age", "Stale for", .duration),
            ], rows: rows)
    }

    /// That figures are of nodes which the runs did not come to.
    static func note(_ measurements: Measurements, _ model: Model) -> String? {
        let end = model.run.warmUp.time + model.run.duration
        let notes = measurements.control.reshardings.compactMap { each -> String? in
            guard each.took == nil, let start = model.resharding(of: each.component)?.start
            else { return nil }
            let what = start < end ? "end" : "begin"
            return "The resharding of \(each.name) did not \(what) within the run; its headroom and"
                + " its bill are of \(Words.count(each.to, "node")) all the same."
        }
        return notes.isEmpty ? nil : notes.joined(separator: " ")
    }

    /// How caches came to other numbers of nodes; nil where none did.
    static func resharding(_ measurements: Measurements) -> Table? {
        let reshardings = measurements.control.reshardings
        if reshardings.isEmpty { return nil }
        return Table(
            id: "resharding", title: "Resharding of caches",
            columns: [
                .text("cache", "Cache"), .value("from", "From", .number),
                .value("to", "To nodes", .number), .estimate("took", "Took", .duration),
                .estimate("moved", "Keys moved", .number), .estimate("lost", "Lost", .number),
                .estimate("redirects", "Redirects", .number),
            ],
            rows: reshardings.map { each in
                [
                    .text(each.name), .value(Double(each.from), .number),
                    .value(Double(each.to), .number), .of(each.took, .duration),
                    .of(each.moved, .number), .of(each.lost, .number),
                    .of(each.redirects, .number),
                ]
            })
    }
}
