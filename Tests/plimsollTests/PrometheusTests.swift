// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@Suite("observe --prometheus", .serialized)
struct PrometheusTests {
    /// From 1 October 2026 on, a sample a minute: a level that is its minute's number over 8, and a
    /// counter that grows by 30 a minute.
    private static let start = 1_790_812_800
    private static let minutes = 24 * 60

    private static func history() -> String {
        var text = "# TYPE level gauge\n"
        for minute in 0...minutes {
            for (job, sign) in [("api", ""), ("worker", "-")] {
                text +=
                    "level{job=\"\(job)\"} \(sign)\(Double(minute) / 8) \(start + minute * 60)\n"
            }
        }
        text += "# TYPE requests counter\n"
        for minute in 0...minutes {
            text += "requests_total \(minute * 30) \(start + minute * 60)\n"
        }
        return text + "# EOF\n"
    }

    @Test func aServerIsThere() {
        guard !LivePrometheus.isInstalled else { return }
        print("observe --prometheus: not tried, as prometheus and promtool are not installed")
        #expect(!LivePrometheus.isDemanded, "a build server needs Debian's package prometheus")
    }

    @Test(.enabled(if: LivePrometheus.isInstalled)) func readsARange() throws {
        let server = try LivePrometheus(history: Self.history())
        try Self.gauges(server)
        try Self.rates(server)
        try Self.longRange(server)
        try Self.refusals(server)
    }

    private static func ask(
        _ server: String, _ query: String, _ more: [String] = []
    ) throws -> Program.Outcome {
        try Program.run(
            ["observe", "--prometheus", server, "--query", query] + more
                + ["--format", "csv", "--table", "series"])
    }

    /// Values and times, each as it was written.
    private static func gauges(_ server: LivePrometheus) throws {
        let workspace = try Workspace()
        let kept = workspace.path("kept.json")
        let range = ["--from", "2026-10-01", "--to", "2026-10-02", "--step", "1h"]
        let outcome = try ask(server.address, "level", range + ["--save", kept])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let rows = outcome.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
        #expect(rows.count == 2, "\(outcome.output)")
        // 25 points of 0, 7.5, ... 180: the mean is 90.
        #expect(
            rows.first
                == "\(server.address),\"level{job=\"\"api\"\"}\",,25,25,86400,0,90,180,180")
        #expect(
            rows.last
                == "\(server.address),\"level{job=\"\"worker\"\"}\",,25,25,86400,-180,-90,0,-180")
        let points = try series(at: kept)
        let expected = (0...24).map { (Double(start + $0 * 3_600), Double($0 * 60) / 8) }
        #expect(points.count == 2)
        #expect(points[0].map(\.0) == expected.map(\.0))
        #expect(points[0].map(\.1) == expected.map(\.1))
        #expect(points[1].map(\.1) == expected.map { -$0.1 })
        // What was kept reads as the server was read, and is not written over.
        let again = try Program.run(
            "observe", kept, "--format", "csv", "--table", "series")
        #expect(
            again.output.replacingOccurrences(of: kept, with: server.address) == outcome.output)
        let refused = try ask(server.address, "level", range + ["--save", kept])
        #expect(refused.status == 2 && refused.errors.contains("there is a '\(kept)' already"))
    }

    /// 30 a minute are 0.5 a second.
    private static func rates(_ server: LivePrometheus) throws {
        let outcome = try ask(
            server.address, "rate(requests_total[5m])",
            ["--from", "2026-10-01T01:00:00Z", "--to", "2026-10-01T02:00:00Z", "--step", "10m"])
        #expect(outcome.output.contains(",,7,7,3600,0.5,0.5,0.5,0.5\r\n"), "\(outcome.output)")
    }

    /// 86,401 points in 8 requests, joined: the last value of each minute stands for its 60 s.
    private static func longRange(_ server: LivePrometheus) throws {
        let workspace = try Workspace()
        let kept = workspace.path("kept.json")
        let outcome = try ask(
            server.address, #"level{job="api"}"#,
            ["--from", "2026-10-01", "--to", "2026-10-02", "--step", "1s", "--save", kept])
        #expect(outcome.output.contains(",86401,86401,86400,0,"), "\(outcome.output)")
        let points = try #require(try series(at: kept).first)
        #expect(points.count == 86_401)
        let isExact = points.enumerated().allSatisfy { second, point in
            point.0 == Double(start + second) && point.1 == Double(second / 60) / 8
        }
        #expect(isExact)
    }

    /// The server's own words.
    private static func refusals(_ server: LivePrometheus) throws {
        let range = ["--from", "2026-10-01", "--to", "2026-10-02", "--step", "1h"]
        for (query, says) in [
            ("rate(", "HTTP 400: bad_data: "), ("nothing_like_it", "the query found none"),
            ("level + on() level", "HTTP 422: execution: "),
        ] {
            let outcome = try ask(server.address, query, range)
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(says), "\(outcome.errors)")
            #expect(outcome.errors.contains(server.address))
        }
    }

    /// Times and values of each series of a file that was kept.
    private static func series(at path: String) throws -> [[(Double, Double)]] {
        struct Answer: Decodable {
            struct Data: Decodable { let result: [Series] }
            struct Series: Decodable { let values: [Pair] }
            struct Pair: Decodable {
                let seconds: Double
                let value: String

                init(from decoder: any Decoder) throws {
                    var pair = try decoder.unkeyedContainer()
                    seconds = try pair.decode(Double.self)
                    value = try pair.decode(String.self)
                }
            }
            let data: Data
        }
        let bytes = try Foundation.Data(contentsOf: URL(fileURLWithPath: path))
        return try JSONDecoder().decode(Answer.self, from: bytes).data.result.map { series in
            series.values.map { ($0.seconds, Double($0.value) ?? .nan) }
        }
    }

    // MARK: Servers that are none

    private static let range = ["--from", "2026-10-01", "--to", "2026-10-02", "--step", "1h"]

    @Test(
        "What a server says instead",
        arguments: [
            ("HTTP/1.0 200 OK\r\n\r\n<html>hello", "HTTP 200: a page for people"),
            ("HTTP/1.0 503 Unavailable\r\n\r\nbusy now", "HTTP 503: busy now"),
            ("HTTP/1.0 302 Found\r\nLocation: http://a/\r\n\r\n", "HTTP 302: the server sends"),
            ("HTTP/1.0 401 No\r\n\r\n", "set PLIMSOLL_PROMETHEUS_TOKEN"),
            ("", "Empty reply"),
        ])
    func instead(answer: String, says: String) throws {
        let server = try SameAnswer(answer)
        let outcome = try Self.ask("http://127.0.0.1:\(server.port)", "up", Self.range)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }

    /// It goes in a header, and nowhere else.
    @Test func token() throws {
        let answer =
            #"{"status":"success","data":{"resultType":"matrix","result":"#
            + #"[{"metric":{},"values":[[1,"2"]]}]},"warnings":["half of it"]}"#
        let server = try SameAnswer("HTTP/1.0 200 OK\r\n\r\n" + answer)
        let outcome = try Program.run(
            ["observe", "--prometheus", "http://127.0.0.1:\(server.port)/base/", "--query"]
                + ["a{b=\"c&d\\n\"} + 1"] + Self.range,
            environment: ["PLIMSOLL_PROMETHEUS_TOKEN": "s3cr\"t\\"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!(outcome.output + outcome.errors).contains("s3cr"))
        #expect(outcome.output.contains("The server warns: half of it"))
        let heard = try #require(server.heard.first)
        #expect(heard.hasPrefix("POST /base/api/v1/query_range HTTP/1.1\r\n"))
        #expect(heard.contains("Authorization: Bearer s3cr\"t\\\r\n"))
        let query = "query=a%7Bb%3D%22c%26d%5Cn%22%7D+%2B+1&"
        #expect(heard.replacingOccurrences(of: "%20", with: "+").contains(query), "\(heard)")
        #expect(heard.contains("start=1790812800&end=1790899200&step=3600"))
    }

    @Test func noAnswerInTime() throws {
        let server = try SameAnswer(nil)
        let outcome = try Self.ask(
            "http://127.0.0.1:\(server.port)", "up", Self.range + ["--timeout", "1s"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("no answer came within 1 s"), "\(outcome.errors)")
    }

    @Test func nobodyThere() throws {
        let (socket, port) = try Loopback.listen()
        close(socket)
        let outcome = try Self.ask("http://127.0.0.1:\(port)", "up", Self.range)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("nobody answers; check that the server runs"))
    }

    @Test(
        "What is not asked",
        arguments: [
            ("--prometheus http://a --query up --from 2026-10-01 --to 2026-10-02", "needs --step"),
            ("--query up", "--query belongs to --prometheus"), ("", "or a server by --prometheus"),
            ("--map time=a,value=b", "Missing expected argument"),
            (
                "--prometheus http://a --query up --from may --to 2026-10-02 --step 1h",
                "--from: 'may' is no time"
            ),
            (
                "--prometheus a --query up --from 2026-10-01 --to 2026-10-02 --step 1h",
                "--prometheus 'a': expected an address"
            ),
            (
                "--prometheus http://a --query up --from 2026-10-01 --to 2026-10-02 --step 1h"
                    + " --timeout 1ms", "--timeout is 1ms"
            ),
            ("a.csv --map time=a", "--map 'time=a': expected time=COLUMN,value=COLUMN"),
        ])
    func notAsked(words: String, says: String) throws {
        let outcome = try Program.run(["observe"] + words.split(separator: " ").map(String.init))
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }

    @Test func mappedFile() throws {
        let workspace = try Workspace()
        try workspace.write(
            "any.csv", "Host,Timestamp,Requests\na,2026-10-01,3\nb,2026-10-01,4\na,2026-10-02,5\n")
        let outcome = try Program.run(
            "observe", workspace.path("any.csv"), "--map",
            "time=Timestamp,value=Requests,series=Host,statistic=busy hour", "--format", "csv",
            "--table", "series")
        #expect(outcome.output.contains("any.csv,a,busy hour,2,2,86400,3,4,5,5\r\n"))
        let refused = try Program.run(
            "observe", workspace.path("any.csv"), "--map", "time=When,value=Requests")
        #expect(refused.status == 2)
        #expect(
            refused.errors.contains(
                "any.csv:1:1: there is no column 'When'; there are 'Host', 'Timestamp'"))
    }
}
