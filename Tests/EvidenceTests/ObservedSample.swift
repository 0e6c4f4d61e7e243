// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Evidence

/// A small file of each kind, made up for the tests after what the tools write.
struct ObservedSample: Sendable, CustomTestStringConvertible {
    let kind: ObservedFile.Kind
    let text: String

    var testDescription: String { kind.rawValue }

    static func text(_ kind: ObservedFile.Kind) -> String {
        all.first { $0.kind == kind }?.text ?? ""
    }

    static let all: [ObservedSample] = [
        ObservedSample(kind: .k6Export, text: export),
        ObservedSample(kind: .k6Handled, text: handled),
        ObservedSample(kind: .k6Summary, text: summary),
        ObservedSample(kind: .k6CSV, text: csv), ObservedSample(kind: .k6Lines, text: lines),
        ObservedSample(kind: .locustStatistics, text: statistics),
        ObservedSample(kind: .locustHistory, text: history),
        ObservedSample(
            kind: .locustFailures,
            text: "Method,Name,Error,Occurrences,First Seen,Last Seen\nGET,/,\"404, no\",19,a,b\n"),
        ObservedSample(kind: .locustExceptions, text: "Count,Message,Traceback,Nodes\n"),
        ObservedSample(kind: .prometheus, text: range),
        ObservedSample(
            kind: .grafana,
            text: "\"Time\",\"api \",\"worker\"\r\n1790000000000,1,\r\n1790000060000,1,2.5\r\n"),
        ObservedSample(kind: .foundry, text: "Vault:test_Deposit() (gas: 123456)\n"),
        ObservedSample(kind: .focus, text: focus),
        ObservedSample(kind: .costAndUsageReport, text: report),
        ObservedSample(kind: .usage, text: "month,max\n2026-09,10\n2026-10,12\n"),
        ObservedSample(
            kind: .serviceLevels,
            text: "day,objective,requests,good\n2026-10-01,p95 of login,1000,990\n"),
        ObservedSample(kind: .rates, text: "month,currency,usd\n2026-10,ETH,2612.40\n"),
        ObservedSample(
            kind: .events,
            text: "time,component,kind,from,to\n2026-10-14T13:35:30Z,api,replicas,3,4\n"),
        ObservedSample(
            kind: .billMap,
            text: "billed_service,billed_resource,component,item\nAmazonEC2,i-1,api,\n"),
    ]

    private static let trend = "\"avg\":120,\"min\":10,\"med\":100,\"max\":900,\"p(95)\":250"

    private static let export = """
        {"metrics": {
          "http_req_duration": {\(trend), "thresholds": {"p(95)<200": true}},
          "http_req_duration{name:login}": {\(trend)},
          "http_reqs": {"count": 400, "rate": 40},
          "http_req_failed": {"passes": 8, "fails": 392, "value": 0.02,
            "thresholds": {"rate<0.05": false}},
          "vus": {"value": 10, "min": 10, "max": 10}},
         "root_group": {"name": ""}}

        """

    private static let handled = """
        {"metrics": {
          "http_req_duration": {"type": "trend", "contains": "time", "values": {\(trend)},
            "thresholds": {"p(95)<200": {"ok": false}}},
          "http_req_duration{name:login}": {"type": "trend", "contains": "time",
            "values": {\(trend)}},
          "http_reqs": {"type": "counter", "contains": "default",
            "values": {"count": 400, "rate": 40}},
          "http_req_failed": {"type": "rate", "contains": "default",
            "values": {"rate": 0.02, "passes": 8, "fails": 392},
            "thresholds": {"rate<0.05": {"ok": true}}},
          "vus": {"type": "gauge", "contains": "default",
            "values": {"value": 10, "min": 10, "max": 10}}},
         "state": {"testRunDurationMs": 10000}, "options": {}}

        """

    private static let summary = """
        {"version": "1.0.0", "config": {"duration": 10, "execution": "local", "script": "a.js"},
         "metadata": {"k6_version": "2.2.0"},
         "results": {"checks": {"metrics": [], "results": []}, "metrics": [
           {"name": "http_req_duration", "type": "trend", "contains": "time",
            "values": {\(trend)}},
           {"name": "http_reqs", "type": "counter", "contains": "default",
            "values": {"count": 400}},
           {"name": "http_req_failed", "type": "rate", "contains": "default",
            "values": {"matches": 8, "rate": 0.02, "total": 400}},
           {"name": "vus", "type": "gauge", "contains": "default",
            "values": {"value": 10, "min": 10, "max": 10}}]}}

        """

    /// Requests of 1 to 20 ms, by turns of two kinds; the last fails.
    private static let csv: String = {
        var rows = ["metric_name,timestamp,metric_value,method,name,status"]
        for number in 1...20 {
            let second = 1_790_000_000 + (number > 10 ? 1 : 0)
            let name = number % 2 == 1 ? "GET,/a" : "POST,/b"
            rows.append(
                "http_req_duration,\(second),\(number),\(name),\(number == 20 ? 500 : 200)")
        }
        rows.append("data_sent,1790000000,100,,,")
        rows.append("vus,1790000000,3,,,")
        return rows.joined(separator: "\n") + "\n"
    }()

    /// The same, a second from the first point to the last.
    private static let lines: String = {
        var rows = ["{\"type\":\"Metric\",\"metric\":\"vus\",\"data\":{\"type\":\"gauge\"}}"]
        func point(_ metric: String, _ value: Int, _ tags: String, _ second: Int) {
            rows.append(
                "{\"type\":\"Point\",\"metric\":\"\(metric)\",\"data\":{\"time\":"
                    + "\"2026-09-21T14:13:2\(second).000000000Z\",\"value\":\(value),"
                    + "\"tags\":{\(tags)}}}")
        }
        for number in 1...20 {
            let tags =
                number % 2 == 1
                ? "\"method\":\"GET\",\"name\":\"/a\"" : "\"method\":\"POST\",\"name\":\"/b\""
            point("http_req_duration", number, tags, number > 10 ? 1 : 0)
            point("http_req_failed", number == 20 ? 1 : 0, tags, number > 10 ? 1 : 0)
        }
        point("vus", 3, "", 0)
        return rows.joined(separator: "\n") + "\n"
    }()

    private static let statistics = """
        Type,Name,Request Count,Failure Count,Average Response Time,Min Response Time,\
        Max Response Time,Requests/s,Failures/s,50%,99.9%
        GET,/,20,0,5.5,1,900,2,0,4,900
        POST,/buy,10,3,8,2,90,1,0.3,N/A,90
        ,Aggregated,30,3,6.3,1,900,3,0.3,4,900

        """

    private static let history = """
        Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,Total Request Count
        1790000000,0,,Aggregated,0,0,N/A,0
        1790000001,8,GET,/,3,0,4,5
        1790000001,8,,Aggregated,3,0,4,5

        """

    private static let range = """
        {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"up","pod":"a","job":"api"},
        "values":[[1790000000,"1.5"],[1790000060,"NaN"],[1790000120,"+Inf"]]}]}}

        """

    /// With the dates and nulls of FOCUS, and those of exports that break its rules.
    private static let focus = """
        BilledCost,BillingCurrency,BillingPeriodStart,EffectiveCost,ServiceName
        10.5,USD,2026-10-01T00:00:00Z,10.5,Compute
        0.0000000000008,USD,2026-10-01 00:00:00,0,Compute
        -1.2,USD,2026-10-01T00:00:00Z,NULL,Credits

        """

    private static let report = """
        lineItem/UnblendedCost,lineItem/CurrencyCode,bill/BillingPeriodStartDate,\
        lineItem/ProductCode
        0.25,USD,2026-10-01T00:00:00.000Z,AmazonEC2
        1,USD,2026-10-01T00:00:00.000Z,AmazonS3

        """
}
