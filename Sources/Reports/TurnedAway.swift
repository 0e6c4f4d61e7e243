// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Quantities
import Statistics

/// How much is turned away by what is neither a server nor a connection of a pool: bursts too, and
/// what has no row among the components.
enum TurnedAway {
    /// Less is told by the tables alone.
    private static let least = 0.001

    /// Absent where nothing turns away a thousandth of what comes.
    static func note(_ measurements: Measurements) -> String? {
        let functions = measurements.functions.map { function in
            part(
                function.throttled, "of the invocations of '\(function.name)' (\(cause(function)))")
        }
        let tables = measurements.tables.map { table in
            let isHot = table.beyondPartition.value > table.beyondTable.value
            return part(
                table.throttled,
                "of the requests to '\(table.name)' ("
                    + (isHot ? "a partition's limit: spread its key" : "the table's capacity") + ")"
            )
        }
        let limits = measurements.limits.map {
            part(
                $0.limited,
                "of what comes to '\($0.operation)' (its rate limit of \($0.limit.rate))")
        }
        let connections = measurements.connections.map {
            part($0.refused, "of the connections that '\($0.name)' was asked to open")
        }
        let parts = (functions + tables + limits + connections).compactMap { $0 }
        guard !parts.isEmpty else { return nil }
        return "Turned away at limits: " + parts.joined(separator: "; ") + "."
    }

    private static func part(_ share: Estimate<Ratio>, _ what: String) -> String? {
        guard share.value >= least else { return nil }
        return "\(Figures.text(share.value, .ratio).main) \(what)"
    }

    private static func cause(_ function: FunctionMeasurement) -> String {
        let causes = [
            (function.beyondConcurrency.value, "its own concurrency"),
            (function.beyondAccount.value, "the concurrency of its account"),
            (function.beyondScaling.value, "the rate at which environments are added"),
        ]
        return causes.max { $0.0 < $1.0 }?.1 ?? "its limits"
    }
}
