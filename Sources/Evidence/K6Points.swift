// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// The points of a test as k6 writes them one by one: `--out csv` and `--out json`. Requests are
/// put together by method and name.
struct K6Points {
    private struct Group {
        var durations: [Double] = []
        var failures = 0
    }

    private var groups: [String: Group] = [:]
    /// As they first came.
    private var names: [String] = []
    private var users: ClosedRange<Double>?
    private var first: Int64?
    private var last: Int64 = 0
    /// Whether the test told which requests failed; else their status does.
    private var tellsFailures = false
    private var statusFailures: [String: Int] = [:]
    /// From one time to the next that the file could tell, in ns: of its finest time, as zeros at
    /// the end of a fraction may be left out.
    private var resolution: Int64?

    /// The CSV of `--out csv`, of 16 to 18 columns by version.
    static func csv(_ table: EvidenceTable) throws(EvidenceError) -> LoadTest {
        var points = K6Points()
        let metric = try table.need("metric_name")
        let value = try table.need("metric_value")
        let time = try table.need("timestamp")
        let tags = ["method", "name", "status"].map(table.column)
        for record in table.records {
            let texts = tags.map { column in column.map { record.fields[$0] } ?? "" }
            let name = record.fields[metric]
            guard Self.known.contains(name) else { continue }
            guard let number = try table.number(record, value) else {
                throw table.fault(record, value, "expected a number")
            }
            guard let instant = Instant(record.fields[time]) else {
                throw table.fault(
                    record, time, "expected seconds, ms, us or ns since 1970, or RFC 3339")
            }
            points.add(name, number, texts, at: instant)
        }
        return try points.loadTest()
    }

    /// The lines of `--out json`: of metrics, which are passed over, and of points.
    static func lines(_ bytes: [UInt8]) throws(EvidenceError) -> LoadTest {
        var points = K6Points()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 <= 0x20 }) {
            do throws(EvidenceError) {
                try points.add(JSONNode(Array(line), origin: "a line of 'k6 run --out json'"))
            } catch {
                throw error.onLine(index + 1)
            }
        }
        return try points.loadTest()
    }

    private mutating func add(_ line: JSONNode) throws(EvidenceError) {
        let type = try line.member("type").text()
        guard type == "Point" else {
            guard type == "Metric" else { throw line.fault("the type Metric or Point") }
            return
        }
        let name = try line.member("metric").text()
        guard Self.known.contains(name) else { return }
        let data = try line.member("data")
        let time = try data.member("time")
        guard let instant = Timestamp(parsing: try time.text()).map(Instant.init) else {
            throw time.fault("a time as RFC 3339 writes it")
        }
        let value = try data.member("value").number()
        guard value >= 0 else { throw try data.member("value").fault("no negative number") }
        let tags = try data.optional("tags")
        var texts: [String] = []
        for tag in ["method", "name", "status"] {
            texts.append(try tags?.optional(tag)?.text() ?? "")
        }
        add(name, value, texts, at: instant)
    }

    private static let known: Set = ["http_req_duration", "http_req_failed", "vus"]

    private mutating func add(
        _ metric: String, _ value: Double, _ tags: [String], at time: Instant
    ) {
        first = min(first ?? time.nanoseconds, time.nanoseconds)
        last = max(last, time.nanoseconds)
        resolution = min(resolution ?? time.resolution, time.resolution)
        let name = tags[0...1].filter { !$0.isEmpty }.joined(separator: " ")
        switch metric {
        case "http_req_duration":
            if groups[name]?.durations.isEmpty ?? true { names.append(name) }
            groups[name, default: Group()].durations.append(value)
            // k6 itself calls those failed that are not from 200 to 399.
            if let status = Int(tags[2]), !(200...399).contains(status) {
                statusFailures[name, default: 0] += 1
            }
        case "http_req_failed":
            tellsFailures = true
            if value > 0 { groups[name, default: Group()].failures += 1 }
        default:
            let before = users ?? value...value
            users = min(before.lowerBound, value)...max(before.upperBound, value)
        }
    }

    private func loadTest() throws(EvidenceError) -> LoadTest {
        guard let first, !names.isEmpty else {
            throw .empty(expected: "points of the metric http_req_duration")
        }
        // The last tick is part of the test.
        let (span, isTooLong) = last.subtractingReportingOverflow(first)
        let length = (Double(span) + Double(resolution ?? 1)) / 1e9
        // Of less than a second nobody can tell a rate.
        let seconds = isTooLong || length < 1 ? nil : length
        let failures = { (name: String) in
            tellsFailures ? groups[name]?.failures ?? 0 : statusFailures[name] ?? 0
        }
        let kinds = try names.map { (name: String) throws(EvidenceError) in
            let durations = groups[name]?.durations ?? []
            guard failures(name) <= durations.count else {
                throw .badJSON(
                    path: name,
                    reason: "\(failures(name)) of \(durations.count) requests failed")
            }
            return RequestStatistics(
                name: name, durations: durations, failures: failures(name), over: seconds)
        }
        return LoadTest(
            overall: RequestStatistics(
                name: "", durations: names.flatMap { groups[$0]?.durations ?? [] },
                failures: names.reduce(0) { $0 + failures($1) }, over: seconds),
            requests: kinds, users: users.flatMap { Int(exactly: $0.upperBound.rounded()) },
            fewestUsers: users.flatMap { Int(exactly: $0.lowerBound.rounded()) })
    }
}

/// When a line of a CSV was written; k6 lets the test choose the unit.
private struct Instant {
    let nanoseconds: Int64
    /// Of the unit, in ns.
    let resolution: Int64

    /// Numbers from 2001 to 2286 have 10 digits in seconds, 13 in ms, 16 in us, and 19 in ns.
    init?(_ text: String) {
        if let stamp = Timestamp(parsing: text) {
            self.init(stamp)
            return
        }
        let units: [Int: Int64] = [10: 1_000_000_000, 13: 1_000_000, 16: 1_000, 19: 1]
        guard let number = Int64(text), number > 0, let unit = units[text.utf8.count] else {
            return nil
        }
        let (nanoseconds, isTooLate) = number.multipliedReportingOverflow(by: unit)
        guard !isTooLate else { return nil }
        self.init(nanoseconds, unit)
    }

    init(_ stamp: Timestamp) { self.init(stamp.nanoseconds, stamp.resolution) }

    private init(_ nanoseconds: Int64, _ resolution: Int64) {
        self.nanoseconds = nanoseconds
        self.resolution = resolution
    }
}
