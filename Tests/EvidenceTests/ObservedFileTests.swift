// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite("Files of other tools")
struct ObservedFileTests {
    private static func read(_ text: String) throws(EvidenceError) -> ObservedFile {
        try ObservedFile.read(Array(text.utf8))
    }

    private static func loadTest(_ text: String) throws -> LoadTest {
        guard case .loadTest(let test) = try read(text).content else {
            throw EvidenceError.empty(expected: "a load test")
        }
        return test
    }

    private static func series(_ text: String) throws -> [TimeSeries] {
        guard case .series(let series) = try read(text).content else {
            throw EvidenceError.empty(expected: "series")
        }
        return series
    }

    /// Each kind is told by its structure.
    @Test(arguments: ObservedSample.all) func kinds(sample: ObservedSample) throws {
        #expect(try Self.read(sample.text).kind == sample.kind)
    }

    /// But the one that no structure tells.
    @Test func everyKindHasASample() {
        #expect(
            Set(ObservedSample.all.map(\.kind) + [.mapped]) == Set(ObservedFile.Kind.allCases))
    }

    // MARK: k6

    /// The three summaries of one test tell the same; only the last has no thresholds.
    @Test(arguments: [
        ObservedFile.Kind.k6Export, ObservedFile.Kind.k6Handled, ObservedFile.Kind.k6Summary,
    ])
    func summaries(kind: ObservedFile.Kind) throws {
        let test = try Self.loadTest(ObservedSample.text(kind))
        #expect(test.overall.count == 400)
        // What passes http_req_failed has failed.
        #expect(test.overall.failures == 8 && test.overall.failureShare == .percent(2))
        #expect(test.overall.rate == .perSecond(40))
        #expect(test.overall.mean == .milliseconds(120))
        #expect(test.overall.quantile(.percent(50)) == .milliseconds(100))
        #expect(test.overall.quantile(.percent(95)) == .milliseconds(250))
        #expect(test.overall.quantile(.percent(99)) == nil)
        #expect(test.users == 10)
        let met = kind == .k6Summary ? [] : [false, true]
        #expect(test.thresholds.map(\.isMet) == met)
        #expect(test.requests.map(\.name) == (kind == .k6Summary ? [] : ["name:login"]))
    }

    /// A threshold of --summary-export is true where it failed.
    @Test func invertedThresholds() throws {
        let test = try Self.loadTest(ObservedSample.text(.k6Export))
        #expect(
            test.thresholds == [
                .init(name: "http_req_duration: p(95)<200", isMet: false),
                .init(name: "http_req_failed: rate<0.05", isMet: true),
            ])
    }

    /// The points of 20 requests of 1 to 20 ms within two seconds, whatever their form; the largest
    /// of them failed.
    @Test(arguments: [ObservedFile.Kind.k6CSV, ObservedFile.Kind.k6Lines])
    func points(kind: ObservedFile.Kind) throws {
        let test = try Self.loadTest(ObservedSample.text(kind))
        #expect(test.overall.count == 20 && test.overall.failures == 1)
        #expect(test.requests.map(\.name) == ["GET /a", "POST /b"])
        #expect(test.requests.map(\.count) == [10, 10])
        #expect(test.requests.map(\.failures) == [0, 1])
        #expect(test.overall.least == .milliseconds(1))
        #expect(test.overall.quantile(.percent(50)) == .milliseconds(10))
        #expect(test.overall.quantile(.percent(95)) == .milliseconds(19))
        #expect(test.overall.most == .milliseconds(20))
        #expect(test.overall.mean == .microseconds(10_500))
        let rate = try #require(test.overall.rate).perSecond
        // A time in seconds lasts one; a time to the nanosecond does not.
        #expect(abs(rate - (kind == .k6CSV ? 10 : 20)) < 1e-6)
        #expect(test.users == 3)
    }

    /// Two requests in a second, and in the unit of the last digit that the times have. Zeros at
    /// the end of a fraction may be left out: the finest time of a file tells its unit.
    @Test(
        arguments: [
            ("1790000000", "1790000001", 2.0), ("1790000000000", "1790000001000", 1.001),
            ("1790000000000000", "1790000001000000", 1.000_001),
            ("1790000000000000000", "1790000001000000000", 1.000_000_001),
            ("2026-09-21T14:13:20Z", "2026-09-21T14:13:21Z", 2),
            ("2026-09-21T14:13:20.0Z", "2026-09-21T14:13:21.0Z", 1.1),
            ("2026-09-21T14:13:20Z", "2026-09-21T14:13:20.999Z", 1),
            ("2026-09-21T16:13:20+02:00", "2026-09-21T14:13:29Z", 10),
        ] as [(String, String, Double)])
    func timesOfPoints(first: String, last: String, seconds: Double) throws {
        let csv = """
            metric_name,timestamp,metric_value
            http_req_duration,\(first),5
            http_req_duration,\(last),7

            """
        let rate = try #require(try Self.loadTest(csv).overall.rate).perSecond
        #expect(abs(rate - 2 / seconds) < 1e-12)
        guard first.contains("T") else { return }
        let lines = [first, last].map { time in
            "{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"time\":\"\(time)\","
                + "\"value\":5}}\n"
        }
        let same = try #require(try Self.loadTest(lines.joined()).overall.rate).perSecond
        #expect(same == rate)
    }

    /// Lines without a byte stand anywhere, and lines count on.
    @Test(arguments: [
        "\n\nmetric_name,timestamp,metric_value\n\nhttp_req_duration,1790000000,5\n\n",
        "\r\n\r\nmetric_name,timestamp,metric_value\r\n\r\nhttp_req_duration,1790000000,5\r\n",
    ])
    func blankLines(text: String) throws {
        #expect(try Self.loadTest(text).overall.count == 1)
        do throws(EvidenceError) {
            _ = try Self.read(text.replacing(",5", with: ",x"))
            Issue.record("it was read")
        } catch {
            #expect("\(error)".hasPrefix("5:30: 'x'"), "\(error)")
        }
    }

    /// Whichever of its metrics comes first, a request is counted; what lasts an instant has no
    /// rate.
    @Test func failedFirst() throws {
        let test = try Self.loadTest(
            """
            metric_name,timestamp,metric_value,name
            http_req_failed,2026-09-21T14:13:20.25Z,1,/a
            http_req_duration,2026-09-21T14:13:20.25Z,5,/a
            http_req_duration,2026-09-21T14:13:20.25Z,7,/b

            """)
        #expect(test.requests.map(\.name) == ["/a", "/b"])
        #expect(test.overall.count == 2 && test.overall.failures == 1)
        #expect(test.overall.rate == nil)
    }

    // MARK: Locust

    @Test func locust() throws {
        let test = try Self.loadTest(ObservedSample.text(.locustStatistics))
        #expect(test.overall.count == 30 && test.overall.failures == 3)
        #expect(test.overall.quantile(.percent(99.9)) == .milliseconds(900))
        #expect(test.requests.map(\.name) == ["GET /", "POST /buy"])
        #expect(test.requests[1].quantile(.percent(50)) == nil)
    }

    /// Files of Locust on Windows, whose lines end twice.
    @Test func doubledReturns() throws {
        let text = ObservedSample.text(.locustStatistics)
        let doubled = text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\r\r\n")
        #expect(try Self.read(doubled) == Self.read(text))
    }

    @Test func locustHistory() throws {
        let series = try Self.series(ObservedSample.text(.locustHistory))
        #expect(series.map(\.name) == ["User Count", "Requests/s", "Failures/s", "50%, ms"])
        #expect(series[3].points.map(\.value) == [nil, 4])
        #expect(series[0].values == [0, 8] && series[0].span == .seconds(1))
    }

    // MARK: Series

    @Test func prometheus() throws {
        let series = try Self.series(ObservedSample.text(.prometheus))
        #expect(series.map(\.name) == ["up{job=\"api\",pod=\"a\"}"])
        #expect(series[0].points.map(\.value) == [1.5, nil, nil])
        // The result alone, as clients hand it on, and an instant.
        let alone = try Self.series(
            "[{\"metric\": {\"__name__\": \"up\"}, \"value\": [1790000000.5, \"0\"]}]")
        #expect(alone.map(\.name) == ["up"] && alone[0].values == [0])
    }

    @Test func grafana() throws {
        let series = try Self.series(ObservedSample.text(.grafana))
        #expect(series.map(\.name) == ["api", "worker"])
        #expect(series[1].points.map(\.value) == [nil, 2.5])
    }

    // MARK: Bills

    /// Sums are exact, to the last of the digits that the file has.
    @Test func focus() throws {
        guard case .bill(let bill) = try Self.read(ObservedSample.text(.focus)).content else {
            Issue.record("no bill")
            return
        }
        #expect(bill.currency == "USD" && bill.items.map(\.rows) == [2, 1])
        #expect(try bill.billed() == ExactDecimal(parsing: "9.3000000000008"))
        #expect(bill.items[0].service == "Compute")
        #expect(bill.items[0].effective == (try ExactDecimal(parsing: "10.5")))
        // One null, and the whole is not known.
        #expect(bill.items[1].effective == nil)
    }

    @Test(arguments: [
        ("1.81E-8", "0.0000000181"), ("-2.5e2", "-250"), ("3E+1", "30"), ("0E-10", "0"),
        ("12.5", "12.5"),
    ])
    func amountsWithExponents(text: String, plain: String) throws {
        let file = ObservedSample.text(.costAndUsageReport)
            .replacing("0.25", with: text, maxReplacements: 1)
        guard case .bill(let bill) = try Self.read(file).content else { return }
        #expect(try bill.billed() == ExactDecimal(parsing: plain) + ExactDecimal(1))
    }

    // MARK: Refused

    @Test(
        arguments: [
            ("", "expected a file of k6"),
            ("hello, world\n", "1:1: 'hello, world': no file of k6"),
            ("\n\r\nhello, world\n", "3:1: 'hello, world': no file of k6"),
            ("\n| Function | Gas |\n", "2:1: '| Function | Gas |': a table for people"),
            ("\u{1F}\u{8B}", "no file of"),
            ("| Function | Gas |\n", "a table for people"),
            ("{\"a\": 1}", "has the keys a"),
            ("[1]", "an array of contracts or series"),
            ("{\"metrics\": {}}", "has the keys metrics"),
            ("{\"metrics\": {\"vus\": {\"value\": 1}}}", "the metric http_req_duration"),
            (
                "{\"metrics\": {\"http_req_duration\": {\"avg\": \"x\"}}}",
                "metrics.http_req_duration.avg: a string"
            ),
            (
                "{\"metrics\": {\"http_req_duration\": {\"avg\": -1}}}",
                "metrics.http_req_duration.avg: a number, where"
            ),
            (
                "{\"status\": \"error\", \"errorType\": \"bad_data\", \"error\": \"no\"}",
                "Prometheus answered bad_data: no"
            ),
            (
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}",
                "the query found none"
            ),
            (
                "[{\"metric\": {}, \"values\": [[2, \"1\"], [1, \"1\"]]}]",
                "[0].values[1]: an array, where an answer of Prometheus has a time after"
            ),
            ("metric_name,metric_value\n", "there is no column 'timestamp'"),
            ("metric_name,timestamp,metric_value\n", "points of the metric http_req_duration"),
            (
                "metric_name,timestamp,metric_value\nhttp_req_duration,17,5\n",
                "2:19: '17': expected seconds, ms, us or ns"
            ),
            (
                "metric_name,timestamp,metric_value\nvus,1790000000,x\n",
                "2:16: 'x': expected a number"
            ),
            ("{\"type\":\"Point\",\"metric\":\"vus\"}\n", "1:1: there is no 'data'"),
            ("{\"status\": \"ok\"}", "has the keys status"),
            (
                "{\"metrics\": {\"http_req_duration\": {\"avg\": 1}, \"http_reqs\": {\"count\": 1},"
                    + " \"http_req_failed\": {\"passes\": 5}}}", "5 of 1 requests failed"
            ),
            (
                "day,objective,requests,good,good\n2026-10-01,p95,5,5,4\n",
                "1:29: 'good': the column stands twice; leave one out"
            ),
            (
                "billed_service,billed_resorce,component\nRDS,db-1,database\n",
                "1:16: 'billed_resorce': no such column; there are billed_service"
            ),
            ("Time,a\n1790812800,3\n", "2:1: '1790812800': expected ms since 1970, and these are"),
            (
                "[{\"metric\": {}, \"values\": [[1790812800000, \"1\"]]}]",
                "[0].values[0][0]: a number, where an answer of Prometheus has seconds since 1970"
            ),
            (
                "{\"metrics\": {\"http_req_duration\": {\"med\": 9, \"p(95)\": 8}}}",
                "metrics.http_req_duration: an object, where"
            ),
            (
                ObservedSample.text(.locustStatistics).replacing("2,0,4,900", with: "2,0,4,3"),
                "'3': less than a lower percentile"
            ),
            ("month,currency,usd\n2026-10,eth,2612\n", "2:9: 'eth': expected a currency such as"),
            ("Time,a\n10:04:05,3\n", "turn 'Formatted data' off"),
            ("Time,a\n5,1 ms\n", "2:3: '1 ms': expected a number"),
            ("Method,Name,Error,Occurrences\nGET,/,E,-1\n", "2:9: '-1'"),
            ("BilledCost,BillingCurrency\n1,USD\n", "there is no column 'BillingPeriodStart'"),
        ])
    func refused(text: String, says: String) {
        do throws(EvidenceError) {
            _ = try Self.read(text)
            Issue.record("\(text) was read")
        } catch {
            #expect("\(error)".contains(says), "\(error)")
        }
    }

    @Test(
        "What is refused is told of every kind that is read",
        arguments: [
            "k6", "Locust", "Prometheus", "Grafana", "Foundry", "FOCUS", "AWS", "history of usage",
            "record of service levels", "exchange rates", "map of a bill", "events of a platform",
        ])
    func families(name: String) throws {
        for text in ["hello, world\n", "{\"a\": 1}", ""] {
            let error = #expect(throws: EvidenceError.self) { try Self.read(text) }
            #expect(error.map { "\($0)".contains(name) } == true, "\(text)")
        }
        for kind in ObservedFile.Kind.allCases where kind != .mapped {
            #expect(kind.family.map { ObservedFile.families.contains($0) } == true)
        }
    }

    @Test func compressed() {
        let expected = "text; it is compressed, so run gunzip first"
        let bytes: [UInt8] = [0x1F, 0x8B, 8, 0]
        let readers: [() throws -> Void] = [
            { _ = try ObservedFile.read(bytes) }, { _ = try UsageHistory.read(bytes) },
            { _ = try GasRecord.read(bytes) },
        ]
        for read in readers {
            #expect(throws: EvidenceError.empty(expected: expected)) { try read() }
        }
    }

    @Test func currencies() throws {
        let mixed = ObservedSample.text(.focus).replacing("-1.2,USD", with: "-1.2,EUR")
        #expect(throws: EvidenceError.self) { try Self.read(mixed) }
    }

    /// Files that were cut or damaged on their way are read or refused, and crash nothing.
    @Test(arguments: ObservedSample.all) func damaged(sample: ObservedSample) {
        let whole = Array(sample.text.utf8)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        var refused = 0
        for round in 0..<700 {
            var bytes = whole
            if round % 2 == 0 { bytes.removeLast(draw(whole.count)) }
            for _ in 0..<1 + round % 3 where round % 4 != 0 {
                bytes[draw(bytes.count)] ^= 1 << draw(8)
            }
            do { _ = try ObservedFile.read(bytes) } catch { refused += 1 }
        }
        #expect(refused > 0 && refused <= 700)
    }
}
