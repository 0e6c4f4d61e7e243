// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
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
}
