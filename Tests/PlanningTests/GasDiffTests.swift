// SPDX-License-Identifier: GPL-3.0-or-later
import Evidence
import Model
import Quantities
import Testing

@testable import Planning

@Suite struct GasDiffTests {
    private static func record(_ lines: [(String, UInt64)]) throws -> GasRecord {
        try GasRecord.read(
            Array(lines.map { "Bond:\($0.0)() (gas: \($0.1))" }.joined(separator: "\n").utf8))
    }

    private static func diff(
        _ before: [(String, UInt64)], _ after: [(String, UInt64)], tolerance: String = "0.05",
        volumes: GasVolumes? = nil
    ) throws -> GasDiff {
        try GasDiff(
            before: record(before), after: record(after),
            tolerance: ExactDecimal(parsing: tolerance), noteworthy: ExactDecimal(parsing: "0.1"),
            volumes: volumes)
    }

    /// The tolerance itself is allowed; one unit of gas beyond it is not.
    @Test(
        arguments: [
            (100_000, 105_000, "0.05", .within), (100_000, 105_001, "0.05", .regression),
            (100, 129, "0.29", .within), (100, 130, "0.29", .regression),
            (100_000, 90_000, "0.05", .within), (100_000, 89_999, "0.05", .saving),
            (7, 7, "0", .within), (7, 8, "0", .regression), (0, 0, "0.05", .within),
            (0, 1, "0.05", .regression), (UInt64.max, UInt64.max, "0", .within),
            (UInt64.max - 1, UInt64.max, "0", .regression), (UInt64.max, 1, "0.05", .saving),
        ] as [(UInt64, UInt64, String, GasDiff.Judgement)])
    func judgement(before: UInt64, after: UInt64, tolerance: String, is expected: GasDiff.Judgement)
        throws
    {
        let diff = try Self.diff([("pay", before)], [("pay", after)], tolerance: tolerance)
        #expect(diff.lines.map(\.judgement) == [expected])
        #expect(diff.isBreached == (expected == .regression))
    }

    @Test("What only one file has is listed and judged by nothing")
    func oneSided() throws {
        let diff = try Self.diff([("old", 5), ("both", 5)], [("both", 5), ("new", 500)])
        #expect(diff.lines.map(\.name) == ["Bond:both()", "Bond:new()", "Bond:old()"])
        #expect(diff.lines.map(\.judgement) == [.within, .added, .removed])
        #expect(!diff.isBreached)
    }

    /// 50,000 gas at 2 gwei are 10^-4 ETH, 0.30 USD at 3,000; 730 h have 365/12 days.
    @Test func costOfAMonth() throws {
        let chain = ChainSettings(
            gasPrice: .gwei(2), etherPrice: .usd(3_000),
            transactions: [
                ChainTransaction(
                    name: "coupon payments", gas: Gas(1), volume: try Volume(parsing: "2400/day")),
                ChainTransaction(
                    name: "Pay", gas: Gas(1), volume: try Volume(parsing: "1000/month")),
                ChainTransaction(
                    name: "unknown", gas: Gas(1), volume: try Volume(parsing: "1/month")),
            ])
        let volumes = GasVolumes(
            chain: chain, hoursPerMonth: 730, functions: ["coupon payments": "Bond:coupon()"])
        let diff = try Self.diff(
            [("test_pay", 50_000), ("coupon", 100_000), ("idle", 9)],
            [("test_pay", 60_000), ("coupon", 90_000), ("idle", 9)], volumes: volumes)
        #expect(diff.lines.map { $0.cost?.before } == [.usd(300), .usd(43_800), nil])
        #expect(diff.lines.map { $0.cost?.after } == [.usd(360), .usd(39_420), nil])
        #expect(diff.difference == .usd(-4_320))
        #expect(diff.unmatched == ["unknown"])
        #expect(try Money.sum(diff.lines.compactMap { $0.cost?.difference }) == diff.difference)
    }
}
