// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Cost

@Suite("The bill: meters, prices, amounts")
struct BillTests {
    /// Published figures of the ATK page "Scalability patterns": 0.504 USD/h is 362 USD a month of
    /// 720 h, two replicas 724; 12 GB of cache 198 USD; 50M requests 4,000 USD; 500 GB 10 USD.
    @Test func publishedFigures() throws {
        var platform = Platform()
        platform.pods = try Platform.charge("pod", .compute)
        platform.cache = try Platform.charge("memory", .cache)
        platform.database = try Platform.charge("db", .database)
        platform.rpc = try Platform.charge("rpc", .rpc, volume: "50000000/month")
        platform.cdn = try Platform.charge("cdn", .cdn, volume: "500/month")
        platform.prices = [
            try Platform.entry("pod", "0.075 USD/h"),
            try Platform.entry("memory", "0.023 USD/GB-h"),
            try Platform.entry("db", "0.504 USD/h"),
            try Platform.entry("rpc", "0.0001 USD/request", free: "10000000"),
            try Platform.entry("cdn", "0.02 USD/GB"),
        ]
        let bill = try Bill(platform.model(), platform.measurements)
        let rows: [(String, String, BillLine.Meter, String, String)] = [
            ("rpc", "40000000", .requests, "4000", "5.555555555555555556"),
            ("db", "2160", .instanceHours, "1088.64", "1.512"),
            ("redis", "8640", .gibibyteHours, "198.72", "0.276"),
            ("cdn", "500", .gigabytes, "10", "0.013888888888888889"),
            ("api", "7200", .podHours, "540", "0.75"),
        ]
        #expect(bill.lines.map(\.component) == rows.map(\.0))
        for (line, row) in zip(bill.lines, rows) {
            #expect(line.quantity.description == row.1, "\(row.0)")
            #expect(line.meter == row.2, "\(row.0)")
            #expect(line.perMonth.decimalString == row.3, "\(row.0)")
            #expect(line.perHour.decimalString == row.4, "\(row.0)")
            #expect(line.basis == .given, "\(row.0)")
        }
        #expect(bill.perMonth.decimalString == "5837.36")
        #expect(bill.layers.map(\.layer) == [.rpc, .database, .cache, .cdn, .compute])
        #expect(bill.transaction?.perMonth == ExactDecimal(100 * 3600 * 720))
    }

    /// What stays is paid for: 10 pods and a canary's 2 without an end, and 4 nodes of 4 GiB where
    /// there were 3, for 720 h.
    @Test(
        arguments: [
            (nil, nil, "7200", "8640"), (nil, 4, "8640", "11520"),
            (.hours(1), 2, "7200", "5760"),
        ] as [(SimTime?, Int?, String, String)])
    func whatStays(end: SimTime?, nodes: Int?, pods: String, cache: String) throws {
        var platform = Platform()
        platform.pods = try Platform.charge("pod", .compute)
        platform.cache = try Platform.charge("memory", .cache)
        platform.prices = [
            try Platform.entry("pod", "0.075 USD/h"),
            try Platform.entry("memory", "0.023 USD/GB-h"),
        ]
        platform.lastNodes = nodes
        if nodes != nil {
            platform.canary = PodCanary(share: .percent(10), replicas: 2, end: end)
        }
        let bill = try Bill(platform.model(), platform.measurements)
        let quantities = ["api", "redis"].map { name in
            bill.lines.first { $0.component == name }?.quantity.description
        }
        #expect(quantities == [pods, cache])
    }

    /// gas · gas price · ether price: 50,000 gas at 2 gwei and 3,000 USD/ETH is 0.30 USD.
    @Test(arguments: [
        ("50000 gas", "1/month", 720, "0.3"),
        ("50000 gas", "5000/day", 720, "45000"),
        ("2500000 gas", "1/month", 720, "15"),
        ("21000 gas", "1/h", 730, "91.98"),
        ("0 gas", "5000/day", 720, "0"),
    ])
    func gasIsExact(gas: String, volume: String, hours: Int64, expected: String) throws {
        var platform = Platform(hours: hours)
        platform.chain = try Platform.charge(nil, .gas)
        platform.transactionsOnChain = [
            ChainTransaction(
                name: "coupon", gas: try Gas(parsing: gas), volume: try Volume(parsing: volume))
        ]
        let bill = try Bill(platform.model(), platform.measurements)
        #expect(bill.lines.map(\.perMonth.decimalString) == [expected])
        #expect(bill.lines.map(\.unitPrice.decimalString) == ["0.000006"])
        #expect(bill.lines.map(\.item) == ["coupon"])
    }

    /// 1,000 calls a second, or 10 MB, in a month of 720 h; less what is free.
    @Test(arguments: [
        ("0.0001 USD/request", nil, "2592000000", "259200"),
        ("0.0001 USD/request", "592000000", "2000000000", "200000"),
        ("0.0001 USD/request", "9000000000", "0", "0"),
        ("49 USD/month", nil, "1", "49"),
    ])
    func simulatedCalls(price: String, free: String?, quantity: String, month: String) throws {
        var platform = Platform()
        platform.rpc = try Platform.charge("rpc", .rpc)
        platform.prices = [try Platform.entry("rpc", price, free: free)]
        platform.calls = [990, 1010]
        let line = try #require(try Bill(platform.model(), platform.measurements).lines.first)
        #expect(line.quantity.description == quantity)
        #expect(line.perMonth.decimalString == month)
        // Student's t(1) at 97.5% is 12.7062; s/sqrt(2) is 10 calls a second.
        // Where all is free, whatever the interval, nothing is open.
        let isFixed = line.basis == .given || line.quantity == .zero
        let expected = isFixed ? 0 : 12.7062 * 10 * 3600 * 720 * 0.0001
        let halfWidth = try #require(line.halfWidthPerMonth)
        #expect(abs(halfWidth - expected) <= 1e-4 * expected)
    }

    @Test func simulatedBytesAndGas() throws {
        var platform = Platform()
        platform.cdn = try Platform.charge("cdn", .cdn)
        platform.chain = try Platform.charge(nil, .gas)
        platform.prices = [try Platform.entry("cdn", "0.02 USD/GB")]
        platform.bytes = [10_000_000, 10_000_000]
        platform.gas = [1_000, 1_000]
        let bill = try Bill(platform.model(), platform.measurements)
        // 10 MB/s · 2,592,000 s = 25,920 GB; 1,000 gas/s = 2.592e9 gas at 0.000006 USD.
        #expect(bill.lines.map(\.component) == ["ethereum", "cdn"])
        #expect(bill.lines.map(\.perMonth.decimalString) == ["15552", "518.4"])
        #expect(bill.lines.map(\.basis) == [.simulated, .simulated])
    }

    /// A free tier belongs to a price and is given away once.
    @Test func freeUnitsAreShared() throws {
        var platform = Platform()
        platform.rpc = try Platform.charge("rpc", .rpc, volume: "6000000/month")
        platform.secondRPC = try Platform.charge("rpc", .rpc, volume: "6000000/month")
        platform.prices = [try Platform.entry("rpc", "0.0001 USD/request", free: "10000000")]
        let bill = try Bill(platform.model(), platform.measurements)
        #expect(bill.lines.map(\.free.description) == ["6000000", "4000000"])
        #expect(bill.lines.map(\.perMonth.decimalString) == ["0", "200"])
    }

    /// 540 USD a month over stated or answered transactions.
    @Test(arguments: [
        ("3000/day", [100.0, 100.0], "0.006", 0.006, 0.006),
        ("1/h", [100.0, 100.0], "0.75", 0.75, 0.75),
        (nil, [0.25, 0.25], "0.000833333333333333", 0.000833333333, 0.000833333334),
        // t(1) · s/sqrt(2) = 12.7062 · 0.005 is 25.4% of 0.25.
        (nil, [0.245, 0.255], "0.000833333333333333", 0.000664474, 0.001117255),
    ])
    func costOfATransaction(
        stated: String?, throughput: [Double], amount: String, low: Double, high: Double
    ) throws {
        var platform = Platform()
        platform.pods = try Platform.charge("pod", .compute)
        platform.prices = [try Platform.entry("pod", "0.075 USD/h")]
        platform.transactions = try stated.map { try Volume(parsing: $0) }
        platform.throughput = throughput
        let cost = try #require(try Bill(platform.model(), platform.measurements).transaction)
        #expect(cost.amount.decimalString == amount)
        let interval = try #require(cost.interval)
        #expect(abs(interval.lowerBound - low) < 1e-9)
        #expect(abs(interval.upperBound - high) < 1e-9)
        #expect(interval.contains(cost.amount.approximation))
    }

    @Test func nothingChargedIsNoBill() throws {
        let bill = try Bill(Platform().model(), Platform().measurements)
        #expect(bill.lines.isEmpty)
        #expect(bill.transaction == nil)
        #expect(bill.perMonth == .zero)
    }
}

@Suite("What cannot be billed is an error that names the meter")
struct BillErrorTests {
    @Test func refusals() throws {
        let pod = try Platform.charge("pod", .compute)
        let hourly = try Platform.entry("pod", "0.075 USD/h")
        let rows: [(Platform, CostError, String)] = [
            (
                Platform(pods: pod, hasBook: false),
                .noPriceBook(component: "api", meter: "pod-hours"), "names no price book"
            ),
            (
                Platform(pods: pod),
                .missingPrice(
                    component: "api", meter: "pod-hours", key: PriceKey("pod"), book: "book"),
                "the price book 'book' has no 'pod'"
            ),
            (
                Platform(pods: try Platform.charge(nil, .compute), prices: [hourly]),
                .noPriceNamed(component: "api", meter: "pod-hours"), "components.api.price"
            ),
            (
                Platform(pods: pod, prices: [try Platform.entry("pod", "1 USD/GB")]),
                .wrongUnit(
                    component: "api", key: PriceKey("pod"), unit: .gigabyte,
                    allowed: [.hour, .month]), "use a price per h or per month"
            ),
            (
                Platform(
                    rpc: try Platform.charge("rpc", .rpc),
                    prices: [try Platform.entry("rpc", "1 USD/request")]),
                .notCounted(component: "rpc", meter: "requests"), "state 'components.rpc.volume'"
            ),
            (
                Platform(
                    rpc: try Platform.charge("rpc", .rpc, volume: "50000000/month"),
                    prices: [try Platform.entry("rpc", "49 USD/month")]),
                .volumeOfTime(component: "rpc", meter: "months", unit: .month),
                "leave the volume out"
            ),
            (
                Platform(
                    pods: try Platform.charge("pod", .compute, volume: "300/month"),
                    prices: [hourly]),
                .volumeOfTime(component: "api", meter: "pod-hours", unit: .hour),
                "a price per h is for pod-hours"
            ),
            (
                Platform(pods: pod, prices: [hourly], hours: 0), .emptyMonth(book: "book"),
                "hours per month: 730"
            ),
        ]
        for (platform, error, words) in rows {
            #expect(throws: error) { try Bill(platform.model(), platform.measurements) }
            #expect(error.description.contains(words))
        }
    }

    @Test func tooLargeIsRefused() throws {
        let dear = Platform(
            rpc: try Platform.charge("rpc", .rpc, volume: "100000000000/h"),
            prices: [try Platform.entry("rpc", "100000000000 USD/request")])
        #expect(throws: CostError.self) { try Bill(dear.model(), dear.measurements) }
    }
}

@Suite("Lines add up")
struct BillSumTests {
    /// Random books: the lines sum to the total exactly, and as displayed to the displayed total.
    @Test(arguments: 0..<200)
    func linesAddUp(seed: Int) throws {
        var random = Xoshiro256PlusPlus(StreamKey(seed: UInt64(seed)))
        func price(_ unit: String) -> String {
            "\(random.next() % 100).\(100_000 + random.next() % 899_999) USD/\(unit)"
        }
        var platform = Platform(hours: [672, 720, 730, 744][Int(random.next() % 4)])
        platform.pods = try Platform.charge("pod", .compute)
        platform.cache = try Platform.charge("memory", .cache)
        platform.database = try Platform.charge("db", .database)
        platform.rpc = try Platform.charge("rpc", .rpc)
        platform.cdn = try Platform.charge("cdn", .cdn)
        platform.chain = try Platform.charge(nil, .gas)
        platform.calls = [Double(random.next() % 1_000_000) / 997]
        platform.bytes = [Double(random.next() % 1_000_000) * 31]
        platform.gas = [Double(random.next() % 1_000_000) / 7]
        platform.transactions = try Volume(parsing: "\(1 + random.next() % 9_999)/day")
        platform.transactionsOnChain = [
            ChainTransaction(
                name: "transfer", gas: Gas(random.next() % 1_000_000),
                volume: try Volume(parsing: "\(random.next() % 10_000).25/day"))
        ]
        platform.prices = [
            try Platform.entry("pod", price("h")), try Platform.entry("memory", price("GB-h")),
            try Platform.entry("db", price("h")), try Platform.entry("rpc", price("request")),
            try Platform.entry("cdn", price("GB")),
        ]
        let bill = try Bill(platform.model(), platform.measurements)
        #expect(bill.lines.count == 7)
        for amount in [\BillLine.perMonth, \BillLine.perHour] {
            let lines = bill.lines.map { $0[keyPath: amount] }
            let total = amount == \BillLine.perMonth ? bill.perMonth : bill.perHour
            #expect(try Money.sum(lines) == total, "seed \(seed)")
            let shown = try Money.apportion(lines, decimals: 2)
            #expect(
                try Money.sum(shown) == total.rounded(toDecimals: 2, rule: .halfEven),
                "seed \(seed)")
        }
        #expect(try Money.sum(bill.layers.map(\.perMonth)) == bill.perMonth, "seed \(seed)")
        for line in bill.lines where line.item != "transfer" {
            let product = try line.unitPrice.multiplied(by: line.quantity, rounding: .halfEven)
            #expect(product == line.perMonth, "seed \(seed): \(line.component)")
        }
    }
}
