// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Cost

@Suite("Where a bill lies, and how long its month is")
struct SpreadTests {
    /// Type 7 of Hyndman and Fan (1996): 1 + (n - 1) p from 1; by hand.
    @Test(
        arguments: [
            ([1, 2], "1.1", "1.5", "1.9"), ([3, 1, 2], "1.2", "2", "2.8"),
            ([5, 5, 5, 5], "5", "5", "5"), ([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], "1", "5", "9"),
            ([-4, 4], "-3.2", "0", "3.2"),
        ] as [([Int64], String, String, String)])
    func quantiles(dollars: [Int64], low: String, middle: String, high: String) throws {
        let spread = try #require(try Spread(dollars.map(Money.usd)))
        #expect(spread.low.decimalString == low)
        #expect(spread.middle.decimalString == middle)
        #expect(spread.high.decimalString == high)
        #expect(try spread.quantile(.zero) == Money.usd(dollars.min() ?? 0))
        #expect(try spread.quantile(.one) == Money.usd(dollars.max() ?? 0))
    }

    @Test func oneAmountHasNone() throws {
        #expect(try Spread([.usd(1)]) == nil)
        #expect(try Spread([]) == nil)
    }

    private static func platform() throws -> Platform {
        var platform = Platform()
        platform.pods = try Platform.charge("pod", .compute)
        platform.rpc = try Platform.charge("rpc", .rpc)
        platform.cdn = try Platform.charge("cdn", .cdn, volume: "100/day")
        platform.secondRPC = try Platform.charge("flat", .rpc)
        platform.prices = [
            try Platform.entry("pod", "0.075 USD/h"),
            try Platform.entry("rpc", "0.0001 USD/request", free: "10000000"),
            try Platform.entry("cdn", "0.02 USD/GB"), try Platform.entry("flat", "49 USD/month"),
        ]
        platform.calls = [99, 101, 103]
        platform.throughput = [99, 101, 103]
        return platform
    }

    /// A month with a date has its own hours: 744 in January, 672 in February.
    @Test(
        arguments: [
            (nil, 540, 49), (720, 540, 49), (744, 558, 49), (672, 504, 49),
        ] as [(Int64?, Int64, Int64)])
    func realHours(hours: Int64?, pods: Int64, flat: Int64) throws {
        let platform = try Self.platform()
        let bill = try Bill(platform.model(), platform.measurements, hoursOfMonth: hours)
        let amounts = ["api", "spare rpc"].map { name in
            bill.lines.first { $0.component == name }?.perMonth
        }
        #expect(amounts == [.usd(pods), .usd(flat)])
        let cdn = bill.lines.first { $0.component == "cdn" }
        #expect(cdn?.quantity.approximation == Double(hours ?? 720) / 24 * 100)
    }

    /// Replication k has its own use, and the mean of all uses is that of the bill.
    @Test func aBillForEachReplication() throws {
        let platform = try Self.platform()
        let model = try platform.model()
        let measured = platform.measurements
        let bills = try Bill.ofReplications(model, measured)
        let calls = bills.map { bill in
            bill.lines.first { $0.component == "rpc" }?.quantity.approximation ?? 0
        }
        #expect(calls == [99, 101, 103].map { $0 * 3_600 * 720 - 1e7 })
        let mean = try Bill(model, measured)
        let sum = try Money.sum(bills.map(\.perMonth))
        #expect(try sum.divided(by: 3, rounding: .halfEven) == mean.perMonth)
    }

    /// What is billed by the hour is the same in one bill of a month and in two of its parts; what
    /// is counted differs by the rounding of one unit a part.
    @Test(arguments: [1, 24, 360, 719] as [Int64])
    func aMonthInTwoBills(hours: Int64) throws {
        var platform = try Self.platform()
        platform.secondRPC = nil
        platform.prices[1] = try Platform.entry("rpc", "0.0001 USD/request")
        let model = try platform.model()
        func bill(_ hours: Int64) throws -> Bill {
            try Bill(model, platform.measurements, hoursOfMonth: hours)
        }
        let parts = [try bill(hours), try bill(720 - hours)]
        for (index, line) in try bill(720).lines.enumerated() {
            let sum = try Money.sum(parts.map { $0.lines[index].perMonth })
            let rounding = line.basis == .simulated ? 1e-4 : 1e-15
            let gap = try (sum - line.perMonth).approximation.magnitude
            #expect(gap <= rounding, "\(line.component)")
        }
    }
}
