// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite("Records of a month")
struct MonthRecordTests {
    private static func read(_ text: String) throws(EvidenceError) -> ObservedFile.Content {
        try ObservedFile.read(Array(text.utf8)).content
    }

    @Test func serviceLevels() throws {
        let content = try Self.read(
            "day,objective,requests,good\n2026-10-01,p95 of login,1000,990\n"
                + "2026-10-02,p95 of login,0,0\n")
        let day = ServiceLevelRecord.Day(
            day: try CalendarDay(parsing: "2026-10-01"), objective: "p95 of login",
            requests: 1_000, good: 990)
        guard case .serviceLevels(let record) = content else {
            Issue.record("\(content)")
            return
        }
        #expect(record.days.count == 2)
        #expect(record.days.first == day)
    }

    /// Requests of a month beyond an Int are told with their place; those of two months are no sum.
    @Test(arguments: [("2026-10-02", true), ("2026-11-01", false)])
    func requestsWithinAnInt(day: String, isRefused: Bool) throws {
        let text =
            "day,objective,requests,good\n2026-10-01,errors,\(Int.max),1\n\(day),errors,7,7\n"
        do {
            _ = try Self.read(text)
            #expect(!isRefused)
        } catch {
            #expect(isRefused && "\(error)".hasPrefix("3:19: '7': with the rows above"), "\(error)")
        }
    }

    @Test func rates() throws {
        let content = try Self.read(
            "month,currency,usd\n2026-09,ETH,2500\n2026-10,ETH,2612.40\n2026-10,EUR,1.08\n")
        guard case .rates(let rates) = content else {
            Issue.record("\(content)")
            return
        }
        let month = CalendarMonth(year: 2026, month: 10)
        #expect(rates.price(of: "ETH", in: month) == .cents(261_240))
        #expect(rates.price(of: "EUR", in: month) == .cents(108))
        #expect(rates.price(of: "GBP", in: month) == nil)
    }

    /// The first entry that fits counts, and what it leaves out fits everything.
    @Test func billMap() throws {
        let content = try Self.read(
            "billed_service,billed_resource,billed_meter,component,item\n"
                + "EC2,i-1,,api,\nEC2,,,worker,spare\n,,gas,l1,\n")
        guard case .billMap(let map) = content else {
            Issue.record("\(content)")
            return
        }
        let charges = [("EC2", "i-1", "hours"), ("EC2", "i-2", "hours"), ("Chain", "", "gas")]
        let found = charges.map { service, resource, meter in
            map.entry(
                of: ForeignBill.Charge(
                    month: CalendarMonth(year: 2026, month: 10), service: service,
                    resource: resource, meter: meter, layer: nil, item: nil, quantity: nil,
                    billed: .one))
        }
        #expect(found.map { $0?.component } == ["api", "worker", "l1"])
        #expect(found.map { $0?.item } == [nil, "spare", nil])
    }

    /// Rows of one charge add up, and all charges to the bill.
    @Test func charges() throws {
        let content = try Self.read(
            """
            BilledCost,BillingCurrency,BillingPeriodStart,ServiceName,ResourceId,PricingUnit,\
            PricingQuantity
            1.25,USD,2026-10-01T00:00:00Z,Pods,api,Hours,10
            2.50,USD,2026-10-01T00:00:00Z,Pods,api,Hours,20
            -1,USD,2026-10-01T00:00:00Z,Pods,,,
            """)
        guard case .bill(let bill) = content else {
            Issue.record("\(content)")
            return
        }
        #expect(bill.charges.map(\.resource) == ["api", nil])
        #expect(bill.charges.map(\.meter) == ["Hours", nil])
        #expect(bill.charges.map(\.quantity) == [ExactDecimal(30), nil])
        let sum = try bill.charges.reduce(ExactDecimal.zero) { try $0 + $1.billed }
        #expect(try sum == bill.billed())
    }

    @Test(arguments: [
        ("day,objective,requests,good\n2026-10-01,a,10,11\n", "2:17"),
        ("day,objective,requests,good\n2026-10-32,a,10,1\n", "2:1"),
        ("day,objective,requests,good\n2026-10-01,,10,1\n", "2:12"),
        ("day,objective,requests,good\n2026-10-01,a,10,1\n2026-10-01,a,9,1\n", "3:1"),
        ("day,objective,requests,good\n2026-10-01,a,-1,1\n", "2:14"),
        ("month,currency,usd\n2026-13,ETH,1\n", "2:1"),
        ("month,currency,usd\n2026-10,ether,1\n", "2:9"),
        ("month,currency,usd\n2026-10,ETH,0\n", "2:13"),
        ("month,currency,usd\n2026-10,ETH,1\n2026-10,ETH,2\n", "3:1"),
        ("billed_service,component\nEC2,\n", "2:5"),
    ])
    func refused(text: String, place: String) {
        do {
            let content = try Self.read(text)
            Issue.record("\(content)")
        } catch { #expect("\(error)".hasPrefix(place + ": "), "\(error)") }
    }
}
