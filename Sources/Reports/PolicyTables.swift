// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// What policies do to requests: time-outs, retries, fallbacks, and those turned away.
enum PolicyTables {
    /// The columns of the operations table for what the model can do: rejections where there were
    /// any or there are policies, attempts and time-outs where there are guarded steps.
    struct OutcomeColumns {
        private let hasRejections: Bool
        private let hasAttempts: Bool

        init(_ measurements: Measurements) {
            hasAttempts = !measurements.guards.isEmpty
            hasRejections =
                hasAttempts || !measurements.limits.isEmpty
                || (measurements.overall.outcomes?.rejected ?? 0) > 0
        }

        var columns: [Column] {
            var columns: [Column] = []
            if hasRejections {
                columns += [
                    .number("rejected", "Rejected", unit: "requests", isDataOnly: true),
                    .estimate("rejected_share", "Rejected", .ratio),
                ]
            }
            if hasAttempts {
                columns += [
                    .estimate("attempts", "Attempts", .number),
                    .estimate("timeouts", "Time-outs", .number),
                ]
            }
            return columns
        }

        func cells(_ operation: OperationMeasurement) -> [Cell] {
            let outcomes = operation.outcomes
            var cells: [Cell] = []
            if hasRejections {
                cells += [.counted(outcomes?.rejected), .of(outcomes?.rejectedShare, .ratio)]
            }
            if hasAttempts {
                cells += [.of(outcomes?.attempts, .number), .of(outcomes?.timeouts, .number)]
            }
            return cells
        }
    }

    /// Of each rate limit, how many come and how many it turns away.
    static func limits(_ measurements: Measurements) -> Table? {
        if measurements.limits.isEmpty { return nil }
        let rows = measurements.limits.map { item -> [Cell] in
            [
                .text(item.operation), .text(item.limit.subject.rawValue),
                .number(item.limit.rate.perSecond, .rate), .count(Int64(item.limit.burst)),
                .of(item.load, .rate), .of(item.limited, .ratio),
            ]
        }
        return Table(
            id: "limits", title: "Rate limits: who comes and who is turned away",
            columns: [
                .text("operation", "Operation"), .text("per", "Per"),
                .value("rate", "Limit", .rate), .value("burst", "Burst", .number),
                .estimate("load", "Load", .rate), .estimate("limited", "Turned away", .ratio),
            ], rows: rows)
    }

    /// Of each operation with a client of its own and each guarded step, what became of attempts.
    static func policies(_ measurements: Measurements) -> Table? {
        if measurements.guards.isEmpty { return nil }
        let withdraws = measurements.guards.contains { $0.withdrawn != nil }
        let rows = measurements.guards.map { guarded -> [Cell] in
            [
                .text(guarded.operation), .text(guarded.name), .of(guarded.load, .rate),
                .of(guarded.attempts, .number), .of(guarded.answered, .ratio),
                .of(guarded.timedOut, .ratio), .of(guarded.failed, .ratio),
                .of(guarded.rejected, .ratio), .of(guarded.limited, .ratio),
                .of(guarded.broken, .ratio), .of(guarded.fellBack, .ratio),
                .of(guarded.denied, .ratio),
            ] + (withdraws ? [.of(guarded.withdrawn, .ratio)] : [])
        }
        return Table(
            id: "policies",
            title:
                "Policies: attempts a request, and how they end (fallbacks of requests, denied of"
                + " retries)",
            columns: [
                .text("operation", "Operation"), .text("steps", "Steps"),
                .estimate("load", "Load", .rate), .estimate("attempts", "Attempts", .number),
                .estimate("answered", "Answered", .ratio),
                .estimate("timed_out", "Timed out", .ratio),
                .estimate("failed", "Failed", .ratio),
                .estimate("rejected", "Rejected", .ratio),
                .estimate("limited", "Limited", .ratio),
                .estimate("broken", "Breaker", .ratio),
                .estimate("fell_back", "Fallback", .ratio),
                .estimate("denied", "Denied", .ratio),
            ] + (withdraws ? [.estimate("withdrawn", "Withdrawn", .ratio)] : []), rows: rows)
    }
}
