// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite("A live Prometheus")
struct PrometheusRangeTests {
    private static func range(
        _ from: String, _ to: String, _ step: String, server: String = "http://a:9090",
        query: String = "up"
    ) throws -> PrometheusRange {
        try PrometheusRange(
            server: server, query: query, from: try #require(Timestamp(parsing: from)),
            to: try #require(Timestamp(parsing: to)), step: SimTime(parsing: step))
    }

    private static let october = ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")

    @Test func oneRequest() throws {
        let range = try Self.range(Self.october.0, Self.october.1, "1h")
        #expect(range.address == "http://a:9090/api/v1/query_range")
        let fields = try #require(range.requests.first)
        #expect(range.requests.count == 1)
        #expect(fields.map(\.name) == ["query", "start", "end", "step"])
        #expect(fields.map(\.value) == ["up", "1790812800", "1793491200", "3600"])
    }

    /// Seconds, steps, and how many points each request then has.
    @Test(arguments: [
        (10_999, "1s", [11_000]), (11_000, "1s", [11_000, 1]), (21_999, "1s", [11_000, 11_000]),
        (22_000, "1s", [11_000, 11_000, 1]), (1_100, "100ms", [11_000, 1]), (0, "1h", [1]),
        (59, "1m", [1]), (659_999, "1m", [11_000]), (660_000, "1m", [11_000, 1]),
        (100, "36500d", [1]),
    ])
    func requests(seconds: Int64, step: String, points: [Int]) throws {
        let from = try #require(Timestamp(secondsSince1970: 1_000_000))
        let to = try #require(Timestamp(secondsSince1970: 1_000_000 + seconds))
        let length = try SimTime(parsing: step)
        let range = try PrometheusRange(
            server: "http://a", query: "up", from: from, to: to, step: length)
        var counts: [Int] = []
        var all: [Double] = []
        for request in range.requests {
            let fields = Dictionary(uniqueKeysWithValues: request.map { ($0.name, $0.value) })
            let start = try #require(fields["start"].flatMap(Double.init))
            let end = try #require(fields["end"].flatMap(Double.init))
            // What the server does: from start on, a step at a time, up to end.
            let times = (0...Int(((end - start) / length.seconds + 1e-9).rounded(.down)))
                .map { start + Double($0) * length.seconds }
            counts.append(times.count)
            all += times
        }
        #expect(counts == points)
        let gaps = zip(all, all.dropFirst()).map { $1 - $0 - length.seconds }
        #expect(gaps.allSatisfy { $0.magnitude < 1e-6 }, "joined without gap or overlap")
    }

    @Test(
        "What cannot be asked",
        arguments: [
            ("localhost:9090", "up", "1h", "expected an address such as"),
            ("http://", "up", "1h", "expected an address such as"),
            ("ftp://a", "up", "1h", "expected an address such as"),
            ("http://a b", "up", "1h", "expected an address such as"),
            ("http://me:secret@a", "up", "1h", "no password goes in an address"),
            ("http://a/api/v1/query", "up", "1h", "expected the server's own address"),
            ("http://a?x=1", "up", "1h", "expected the server's own address"),
            ("http://a", " ", "1h", "query '': it is empty"),
            ("http://a", "up", "0s", "expected whole milliseconds above zero"),
            ("http://a", "up", "10us", "expected whole milliseconds above zero"),
            ("http://a", "up", "1ms", "points a series; take a longer one"),
        ])
    func refused(server: String, query: String, step: String, says: String) throws {
        let error = #expect(throws: EvidenceError.self) {
            try Self.range(
                Self.october.0, Self.october.1, step, server: server, query: query)
        }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
        #expect(error?.description.contains("secret") == false)
    }

    @Test func upsideDown() {
        let error = #expect(throws: EvidenceError.self) {
            try Self.range(Self.october.1, Self.october.0, "1h")
        }
        #expect(error?.description.contains("it is before 2026-11-01T00:00:00Z") == true)
    }

    private static func answer(_ result: String, more: String = "") -> [UInt8] {
        Array(
            #"{"status":"success","data":{"resultType":"matrix","result":[\#(result)]}\#(more)}"#
                .utf8)
    }

    @Test func joined() throws {
        var replies = PrometheusReplies()
        try replies.add(
            status: 200,
            body: Self.answer(
                #"{"metric":{"__name__":"up","job":"a\"\\é"},"values":[[1,"1"],[2,"NaN"]]},"#
                    + #"{"metric":{"job":"b"},"values":[[2,"0.30000000000000004"]]}"#,
                more: #","warnings":["part\nof it"]"#))
        try replies.add(status: 200, body: Self.answer("", more: #","warnings":["part\nof it"]"#))
        try replies.add(
            status: 200,
            body: Self.answer(
                #"{"metric":{"job":"c"},"values":[[3.5,"-1"]]},"#
                    + #"{"metric":{"job":"a\"\\é","__name__":"up"},"values":[[3,"1e300"]]}"#))
        guard case .series(let series) = try replies.file().content else { return }
        #expect(series.map(\.name) == [#"up{job="a"\é"}"#, #"{job="b"}"#, #"{job="c"}"#])
        #expect(series.map(\.values) == [[1, 1e300], [0.1 + 0.2], [-1]])
        #expect(series.map { $0.points.map(\.seconds) } == [[1, 2, 3], [2], [3.5]])
        #expect(replies.warnings == ["part\nof it"])
        // What is kept reads as the same.
        #expect(try ObservedFile.read(replies.bytes) == replies.file())
    }

    @Test func keptAsItCame() throws {
        var replies = PrometheusReplies()
        let body = Self.answer(#"{"metric":{},  "values":[[1, "1"]]}"#)
        try replies.add(status: 200, body: body)
        #expect(replies.bytes == body)
        #expect(try ObservedFile.read(body) == replies.file())
    }

    @Test func nothingFound() throws {
        var replies = PrometheusReplies()
        try replies.add(status: 200, body: Self.answer(""))
        let error = #expect(throws: EvidenceError.self) { try replies.file() }
        #expect(error?.description.contains("the query found none") == true)
    }

    @Test(
        "What the server says instead",
        arguments: [
            (
                400, #"{"status":"error","errorType":"bad_data","error":"parse error:\nat 1"}"#,
                "HTTP 400: bad_data: parse error: at 1"
            ),
            (
                422, #"{"status":"error","errorType":"execution","error":"many-to-many"}"#,
                "HTTP 422: execution: many-to-many"
            ),
            (
                503, #"{"status":"error","errorType":"timeout","error":"took too long"}"#,
                "HTTP 503: timeout: took too long"
            ),
            (503, "Service Unavailable\nmore", "HTTP 503: Service Unavailable"),
            (502, "<html><body>Bad Gateway", "HTTP 502: no reason given"),
            (200, "\n<!DOCTYPE html><html>", "HTTP 200: a page for people"),
            (200, "", "HTTP 200: an empty answer"), (200, "hello", "HTTP 200: 'hello', where"),
            (301, "<a href=\"https://a\">", "HTTP 301: the server sends elsewhere"),
            (401, "Unauthorized", "PLIMSOLL_PROMETHEUS_TOKEN"),
            (404, "404 page not found", "no Prometheus answers there"),
            (200, "{}", "there is no 'status'"), (200, "[]", "an array"),
            (200, #"{"status":"success","data":{"resultType":"scalar"}}"#, "matrix or vector"),
        ])
    func instead(status: Int, body: String, says: String) {
        var replies = PrometheusReplies()
        let error = #expect(throws: EvidenceError.self) {
            try replies.add(status: status, body: Array(body.utf8))
        }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
    }
}
