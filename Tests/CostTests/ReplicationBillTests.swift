// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Cost

@Suite("Bills of single replications")
struct ReplicationBillTests {
    private func platform() throws -> Platform {
        var platform = Platform()
        platform.prices = [
            try Platform.entry("call", "0.01 USD/request"), try Platform.entry("pod", "0.1 USD/h"),
            try Platform.entry("gb", "0.02 USD/GB"),
        ]
        platform.rpc = try Platform.charge("call", .rpc)
        platform.pods = try Platform.charge("pod", .compute)
        platform.cdn = try Platform.charge("gb", .cdn)
        platform.calls = [1, 3]
        platform.bytes = [1_000, 4_000]
        platform.throughput = [100, 120]
        return platform
    }

    /// 720 h of 1 and of 3 calls a second at a cent: 25,920 and 77,760 USD.
    @Test func countsWhatEachReplicationUsed() throws {
        let platform = try platform()
        let bills = try Bill.ofReplications(platform.model(), platform.measurements)
        #expect(bills.map { $0.perMonth(of: .rpc) } == [.usd(25_920), .usd(77_760)])
        #expect(bills.map { $0.perMonth(of: .compute) } == [.usd(720), .usd(720)])
        #expect(bills.map { $0.perMonth(of: .gas) } == [.zero, .zero])
    }

    /// Where every price is one for each unit, the mean of the bills is the bill of the mean.
    @Test func averageToTheBill() throws {
        let platform = try platform()
        let bills = try Bill.ofReplications(platform.model(), platform.measurements)
        let whole = try Bill(platform.model(), platform.measurements)
        let sum = try Money.sum(bills.map(\.perMonth))
        #expect(try sum == whole.perMonth.multiplied(by: 2))
    }

    /// No figure that a bill counts may be left at its mean in all replications.
    @Test func everySimulatedLineVaries() throws {
        let platform = try platform()
        let bills = try Bill.ofReplications(platform.model(), platform.measurements)
        for (first, second) in zip(bills[0].lines, bills[1].lines) where first.basis != .given {
            #expect(first.quantity != second.quantity, "\(first)")
        }
        #expect(bills[0].transaction?.perMonth != bills[1].transaction?.perMonth)
    }
}
