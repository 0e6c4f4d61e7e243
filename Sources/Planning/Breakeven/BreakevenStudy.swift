// SPDX-License-Identifier: GPL-3.0-or-later

/// All that is told of a move: whether it pays, how surely, what that hangs on, and what it does to
/// latency.
public struct BreakevenStudy: Sendable {
    public let breakeven: Breakeven
    /// Absent where the scenario gives no range for anything.
    public let paths: MigrationPaths?
    public let swings: [Swing]
    public let grid: MigrationGrid
    public let latency: MigrationLatency

    public var plan: MigrationPlan { breakeven.plan }

    public init(
        _ plan: MigrationPlan, paths count: Int, seed: UInt64, latency: MigrationLatency
    ) throws {
        breakeven = try BreakevenError.placed("the first month", .fees) { try Breakeven(plan) }
        paths = try BreakevenError.placed("the cases of what is not known", .fees) {
            plan.ranges.areCertain ? nil : try MigrationPaths(plan, count: count, seed: seed)
        }
        swings = try BreakevenError.placed("the sensitivity", .fees) { try Swing.all(plan) }
        grid = try BreakevenError.placed("ten times the volume and the base fee", .fees) {
            try MigrationGrid(plan)
        }
        self.latency = latency
    }
}
