// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Cost

@Suite("Pricing: tiers, free units, fees and least charges")
struct PricingTests {
    private static func bill(
        _ entry: PriceEntry, _ volumes: [String], calls: [Double] = []
    ) throws -> Bill {
        var platform = Platform()
        platform.prices = [entry]
        platform.calls = calls
        if volumes.isEmpty { platform.rpc = try Platform.charge("rpc", .rpc) }
        if let first = volumes.first {
            platform.rpc = try Platform.charge("rpc", .rpc, volume: first)
        }
        if volumes.count > 1 {
            platform.secondRPC = try Platform.charge("rpc", .rpc, volume: volumes[1])
        }
        return try Bill(platform.model(), platform.measurements)
    }

    struct Row {
        let entry: PriceEntry
        let volumes: [String]
        /// Item, quantity and amount of each line.
        let lines: [[String?]]
    }

    /// By hand, each price and limit chosen so that the product can be read off.
    @Test func lines() throws {
        let graduated: [(String?, String)] = [("100", "2"), ("300", "1"), (nil, "0.5")]
        let rows = [
            Row(
                entry: try PriceEntry.tiered(graduated), volumes: ["50/month"],
                lines: [[nil, "50", "100"]]),
            Row(
                entry: try PriceEntry.tiered(graduated), volumes: ["400/month"],
                lines: [
                    ["rpc (tier 1 of 3)", "100", "200"], ["rpc (tier 2 of 3)", "200", "200"],
                    ["rpc (tier 3 of 3)", "100", "50"],
                ]),
            // The second component goes on where the first stopped.
            Row(
                entry: try PriceEntry.tiered(graduated), volumes: ["150/month", "250/month"],
                lines: [
                    ["rpc (tier 1 of 3)", "100", "200"], ["rpc (tier 2 of 3)", "50", "50"],
                    ["spare rpc (tier 2 of 3)", "150", "150"],
                    ["spare rpc (tier 3 of 3)", "100", "50"],
                ]),
            // Limits count what is not free.
            Row(
                entry: try PriceEntry.tiered(graduated, free: "300"), volumes: ["400/month"],
                lines: [[nil, "100", "200"]]),
            // All 400 at the price of the third tier.
            Row(
                entry: try PriceEntry.tiered(graduated, .volume),
                volumes: ["150/month", "250/month"],
                lines: [
                    ["rpc (tier 3 of 3)", "150", "75"], ["spare rpc (tier 3 of 3)", "250", "125"],
                ]),
            // A plan with 1,000 requests and a price beyond, paid once.
            Row(
                entry: try PriceEntry.tiered([(nil, "0.01")], free: "1000", fee: "49"),
                volumes: ["600/month", "600/month"],
                lines: [["rpc fee", "1", "49"], [nil, "0", "0"], [nil, "200", "2"]]),
            Row(
                entry: try PriceEntry.tiered([(nil, "0.01")], fee: "5", minimum: "20"),
                volumes: ["600/month", "100/month"],
                lines: [
                    ["rpc fee", "1", "5"], [nil, "600", "6"], [nil, "100", "1"],
                    ["rpc minimum", "1", "8"],
                ]),
            Row(
                entry: try PriceEntry.tiered([(nil, "0.01")], minimum: "6"), volumes: ["600/month"],
                lines: [[nil, "600", "6"]]),
        ]
        for (index, row) in rows.enumerated() {
            let bill = try Self.bill(row.entry, row.volumes)
            let found: [[String?]] = bill.lines.map {
                [$0.item, $0.quantity.description, $0.perMonth.decimalString]
            }
            #expect(found == row.lines, "row \(index)")
            #expect(try Money.sum(bill.lines.map(\.perMonth)) == bill.perMonth, "row \(index)")
            #expect(bill.lines.allSatisfy { $0.price == PriceKey("rpc") }, "row \(index)")
        }
    }

    /// Nothing was agreed, so every view is the same.
    @Test func viewsAreTheSame() throws {
        let bill = try Self.bill(
            try PriceEntry.tiered([("100", "2"), (nil, "0.5")], fee: "7", minimum: "900"),
            ["400/month"])
        #expect(bill.lines.map(\.category) == [.subscription, .usage, .usage, .subscription])
        for line in bill.lines { #expect(line.amounts == BillAmounts(line.perMonth)) }
        #expect(bill.amounts == BillAmounts(.usd(900)))
    }

    /// What the interval of the calls leaves open: 1,000 ± h a second for 720 h, by
    /// h = t(1) · 10 = 127.062, of which the tiers take their part.
    @Test(
        arguments: [
            // One price: h · 2,592,000 · price.
            (.graduated, [(nil, "0.0001")], 32_934.47),
            // Both ends in the second tier.
            (.graduated, [("1000000000", "0.01"), (nil, "0.0001")], 32_934.47),
            // The upper end is in the second: below 329,344,704 at 1 cent, above 2,600,000,000 the
            // rest at a tenth of it.
            (.graduated, [("2600000000", "0.01"), (nil, "0.001")], 3_293_447.04),
            // A price by volume falls from 1 cent to a tenth of it within the interval: the upper
            // end costs 2,921,344.7 instead of 25,920,000.
            (.volume, [("2600000000", "0.01"), (nil, "0.001")], 23_320_000),
        ] as [(TierSchedule.Rule, [(String?, String)], Double)])
    func margins(rule: TierSchedule.Rule, tiers: [(String?, String)], expected: Double) throws {
        let bill = try Self.bill(try PriceEntry.tiered(tiers, rule), [], calls: [990, 1_010])
        let found = bill.lines.reduce(0) { $0 + ($1.halfWidthPerMonth ?? .nan) }
        #expect(abs(found - expected) <= 1e-4 * expected, "\(found)")
    }
}
