// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What a move comes to over volume and base fee, all else as it is.
public struct MigrationGrid: Sendable {
    public struct Cell: Sendable {
        public let payback: Payback
        public let worth: Money
    }

    /// Times the volume and the base fee of the scenario.
    public static let factors = ["0.1", "0.3", "1", "3", "10"]

    public let volumes: [ExactDecimal]
    public let baseFees: [WeiPerGas]
    /// By volume, then by base fee.
    public let cells: [[Cell]]

    public init(_ plan: MigrationPlan) throws {
        var factors: [ExactDecimal] = []
        for text in Self.factors { factors.append(try ExactDecimal(parsing: text)) }
        volumes = factors
        baseFees = try factors.map { factor in
            let scaled = try Wei(plan.inputs.baseFee.wei).cost(times: factor, at: .usd(1))
            return WeiPerGas(wei: UInt128(max(scaled.attodollars, 0)))
        }
        let rate = try plan.discountRate(plan.inputs)
        var rows: [[Cell]] = []
        for volume in volumes {
            var row: [Cell] = []
            for baseFee in baseFees {
                var inputs = plan.inputs
                inputs.volume = volume
                inputs.baseFee = baseFee
                let flows = try plan.flows(inputs)
                row.append(
                    Cell(
                        payback: try Breakeven.payback(flows.amounts),
                        worth: try flows.presentValue(at: rate)))
            }
            rows.append(row)
        }
        cells = rows
    }
}
