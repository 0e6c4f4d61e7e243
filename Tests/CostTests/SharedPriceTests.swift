// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Cost

/// What a simulated use leaves open of the cost of others that share its price.
@Suite("Intervals of shared prices") struct SharedPriceTests {
    struct Row {
        var rule = TierSchedule.Rule.graduated
        var tiers: [(String?, String)] = [(nil, "0.0001")]
        var free: String?
        var minimum: String?
        /// The stated use beside; none where it is absent.
        var second: String?
        let expected: Double

        func entry() throws -> PriceEntry {
            try PriceEntry.tiered(tiers, rule, free: free, minimum: minimum)
        }

        /// - Parameter first: stated instead of counted, where it is given.
        func bill(_ first: Int64?) throws -> Bill {
            var platform = Platform()
            platform.prices = [try entry()]
            platform.calls = [990, 1_010]
            let volume = first.map { "\($0)/month" }
            platform.rpc = try Platform.charge("rpc", .rpc, volume: volume)
            if let second {
                platform.secondRPC = try Platform.charge("rpc", .rpc, volume: second + "/month")
            }
            return try Bill(platform.model(), platform.measurements)
        }
    }

    static let tiers: [(String?, String)] = [("2600000000", "0.01"), (nil, "0.001")]

    /// 1,000 ± t(1) · 10 calls a second for 720 h: 2,592,000,000 ± 329,344,704.
    static let rows = [
        // What is left of the free units for the second is open.
        Row(free: "3000000000", second: "800000000", expected: 32_934.47),
        Row(second: "800000000", expected: 32_934.47),
        Row(free: "2700000000", expected: 22_134.47),
        Row(free: "3000000000", expected: 0),
        // Both ends of all are in the second tier, also where a line is partly in the first.
        Row(tiers: tiers, second: "800000000", expected: 329_344.7),
        Row(rule: .volume, tiers: tiers, second: "800000000", expected: 329_344.7),
        // One more, and all are at a tenth of the price: the given use is open too.
        Row(rule: .volume, tiers: tiers, second: "8000001", expected: 23_400_000),
        // 40,800 USD are missing to the least charge, more than is open; and 10,800.
        Row(minimum: "300000", expected: 0), Row(minimum: "270000", expected: 22_134.47),
    ]

    @Test(arguments: SharedPriceTests.rows.indices)
    func open(index: Int) throws {
        let row = Self.rows[index]
        let bill = try row.bill(nil)
        let found = bill.lines.reduce(0) { $0 + ($1.halfWidthPerMonth ?? .nan) }
        #expect(abs(found - row.expected) <= 1e-4 * row.expected, "\(found)")
    }

    /// Whatever the use is within its interval, the bill lies within its own.
    @Test(arguments: SharedPriceTests.rows.indices)
    func holdsTheBill(index: Int) throws {
        let row = Self.rows[index]
        let middle = try row.bill(nil)
        let open = middle.lines.reduce(0) { $0 + ($1.halfWidthPerMonth ?? .nan) }
        for step in Int64(-10)...10 {
            let bill = try row.bill(2_592_000_000 + step * 32_934_470)
            let distance = try (bill.perMonth - middle.perMonth).approximation.magnitude
            #expect(distance <= open * (1 + 1e-9), "\(step)")
        }
    }

    /// Ten units are committed to. Five, give or take two, are used first, and eight after them: of
    /// these three are billed, give or take two.
    @Test func commitments() throws {
        let entry = try Platform.entry("pod", "1 USD/h")
        func use(_ component: String, _ units: Int64, open: Double) -> Charged {
            .use(
                MeteredUse(
                    layer: .compute, component: component, item: nil, entry: entry,
                    reading: MeterReading(
                        meter: .podHours, quantity: ExactDecimal(units * 720), basis: .simulated,
                        halfWidth: open * 720)))
        }
        let commitment = Commitment(
            name: "year", price: entry.key, quantity: ExactDecimal(10), hourly: .usd(1),
            upfront: .zero, termHours: 8_760)
        let outcome = try Pricing.outcome(
            of: [use("first", 5, open: 2), use("second", 8, open: 0)], book: nil,
            agreements: Agreements(commitments: [commitment]), hoursPerMonth: 720)
        let widths = outcome.lines.map { "\($0.component) \($0.halfWidthPerMonth ?? .nan)" }
        #expect(widths == ["first 0.0", "second 0.0", "second 1440.0", "first 0.0"])
    }
}
