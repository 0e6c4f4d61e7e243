// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Cost

@Suite("What a component costs beside its main price")
struct ExtraChargeTests {
    private static func line(
        _ quantity: ExtraCharge.Quantity, _ price: String,
        of component: WritableKeyPath<Platform, [ExtraCharge]>,
        calls: [Double] = []
    ) throws -> BillLine {
        var platform = Platform()
        platform.prices = [try Platform.entry("extra", price)]
        platform.calls = calls
        platform[keyPath: component] = [
            ExtraCharge(
                name: "storage", price: PriceKey("extra"), quantity: quantity, layer: .database)
        ]
        let bill = try Bill(platform.model(), platform.measurements)
        return try #require(bill.lines.first)
    }

    /// By hand, in a month of 720 h: a primary and two replicas, ten pods.
    @Test func amounts() throws {
        let count = { (text: String) in try ExactDecimal(parsing: text) }
        let rows: [(ExtraCharge.Quantity, String, BillLine.Meter, String, String)] = [
            (
                .kept(.gibibytes(100), isEach: true), "0.115 USD/GB-month", .gibibyteMonths, "300",
                "34.5"
            ),
            (
                .kept(.gibibytes(50), isEach: false), "0.095 USD/GB-month", .gibibyteMonths, "50",
                "4.75"
            ),
            (
                .kept(.gibibytes(2), isEach: false), "0.005 USD/GB-h", .gibibyteHours, "1440",
                "7.2"
            ),
            (.running(try count("1"), isEach: false), "0.015 USD/h", .hours, "720", "10.8"),
            (.running(try count("2"), isEach: true), "1 USD/month", .months, "6", "6"),
            (
                .running(try count("1000"), isEach: false), "0.00000025 USD/connection-min",
                .connectionMinutes, "43200000", "10.8"
            ),
            (
                .volume(try Volume(parsing: "500/month")), "0.01 USD/GB", .gigabytes, "500", "5"
            ),
        ]
        for (quantity, price, meter, units, amount) in rows {
            let line = try Self.line(quantity, price, of: \.databaseExtras)
            #expect(line.item == "db storage")
            #expect(line.meter == meter, "\(price)")
            #expect(line.quantity.description == units, "\(price)")
            #expect(line.perMonth.decimalString == amount, "\(price)")
            #expect(line.basis == .given)
            #expect(line.halfWidthPerMonth == 0)
        }
    }

    /// 1,000 calls a second of a service, 2,592,000,000 a month of 720 h.
    @Test(arguments: [
        (ExtraCharge.Quantity.perUse(ExactDecimal(2)), "0.0000002 USD/request", "1036.8"),
        (.bytesPerUse(.bytes(20_000)), "0.09 USD/GB", "4665.6"),
    ])
    func uses(quantity: ExtraCharge.Quantity, price: String, amount: String) throws {
        let line = try Self.line(quantity, price, of: \.rpcExtras, calls: [990, 1_010])
        #expect(line.perMonth.decimalString == amount)
        #expect(line.basis == .simulated)
        // Student's t(1) at 97.5% is 12.7062, of which 10 calls a second are 1%.
        let relative = try #require(line.halfWidthPerMonth) / line.perMonth.approximation
        #expect(abs(relative - 0.127062) < 1e-6)
    }

    /// 10 MB a second are 25,920 GB a month of 720 h, of which a region has a quarter.
    @Test func shareOfBytes() throws {
        var platform = Platform()
        platform.prices = [try Platform.entry("extra", "0.114 USD/GB")]
        platform.bytes = [10_000_000, 10_000_000]
        platform.cdnExtras = [
            ExtraCharge(
                name: "japan", price: PriceKey("extra"),
                quantity: .shareOfBytes(try Percentage(parsing: "25%")), layer: .cdn)
        ]
        let line = try #require(try Bill(platform.model(), platform.measurements).lines.first)
        #expect(line.quantity.description == "6480")
        #expect(line.perMonth.decimalString == "738.72")
    }

    @Test func refusals() throws {
        #expect(
            throws: CostError.wrongUnit(
                component: "db", key: PriceKey("extra"), unit: .hour,
                allowed: [.gigabyteMonth, .gigabyteHour])
        ) {
            try Self.line(.kept(.gibibytes(1), isEach: false), "1 USD/h", of: \.databaseExtras)
        }
        #expect(throws: CostError.notCounted(component: "db", meter: "storage")) {
            try Self.line(.perUse(.one), "1 USD/request", of: \.databaseExtras)
        }
    }

    /// Ten pods of four a node that do not come and go are on three nodes; those that do, on as
    /// many as there were on average.
    @Test func nodes() throws {
        var platform = Platform()
        platform.prices = [try Platform.entry("node", "0.5 USD/h")]
        platform.nodes = NodePool(
            podsPerNode: 4, bounds: 0...9, boot: try .deterministic(.seconds(60)),
            provisioner: .karpenter, price: PriceKey("node"))
        let line = try #require(try Bill(platform.model(), platform.measurements).lines.first)
        #expect(line.item == "api nodes")
        #expect(line.meter == .nodeHours)
        #expect(line.layer == .compute)
        #expect(line.perMonth == .usd(3 * 360))
    }

    /// A price of compute units needs calls that are weighed, or a volume of them.
    @Test func computeUnits() throws {
        var platform = Platform()
        platform.prices = [try Platform.entry("unit", "0.0000004 USD/CU")]
        platform.rpc = try Platform.charge("unit", .rpc)
        #expect(throws: CostError.notWeighed(component: "rpc", key: PriceKey("unit"))) {
            try Bill(platform.model(), platform.measurements)
        }
        platform.rpc = try Platform.charge("unit", .rpc, volume: "100000000/month")
        let line = try #require(try Bill(platform.model(), platform.measurements).lines.first)
        #expect(line.meter == .computeUnits)
        #expect(line.perMonth == .usd(40))
    }
}
