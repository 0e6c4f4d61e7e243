// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

/// Recorded traffic: what a CSV file becomes, and what is said of one that is wrong.
@Suite struct TraceTests {
    private func scenario(_ trace: String) -> String {
        Fixtures.mm4.changing("{rate: 3.2/s}", to: "{trace: {file: t.csv\(trace)}}")
            .changing("warmup: 10m, duration: 1h", to: "warmup: 0s, duration: 2s")
    }

    private func demand(_ trace: String, _ csv: String) throws -> OpenDemand {
        let model = try load(["x.yaml": scenario(trace), "t.csv": csv]).model
        guard case .open(let open) = model.sources[0].demand else { preconditionFailure("open") }
        return open
    }

    @Test(
        arguments: [
            ("", "time\n10\n10.5\n10.5\n13\n", [0, 500, 500, 3_000]),
            (
                ", column: at, time: RFC 3339",
                "id,at\n1,2026-01-31T23:59:59Z\n2,2026-02-01T00:00:01.5Z\n",
                [0, 2_500]
            ),
            (
                ", time: RFC 3339", "time\n2026-03-01T00:30:00+01:00\n2026-02-28T23:30:03Z\n",
                [0, 3_000]
            ),
        ] as [(String, String, [Int64])])
    func arrivals(trace: String, csv: String, milliseconds: [Int64]) throws {
        guard case .trace(let recorded) = try demand(trace, csv).law else {
            Issue.record("no recorded arrivals")
            return
        }
        #expect(recorded.times == milliseconds.map { .milliseconds($0) })
        #expect(recorded.period > recorded.times[recorded.times.count - 1])
    }

    @Test(arguments: [(", counts: n", 0.5), (", rates: n", 30.0)])
    func intervals(trace: String, mean: Double) throws {
        let open = try demand(trace, "time,n\n0,15\n60,45\n120,0\n180,60\n")
        #expect(abs(open.rate.perSecond - mean) < 1e-12)
        #expect(open.cycle?.period == .minutes(4))
        #expect(open.cycle?.pieces.map(\.from.fraction) == [0.5, 1.5, 0, 2])
        #expect(open.law == .poisson)
    }

    @Test func aShortTraceMayRepeat() throws {
        let csv = "time,n\n0,15\n0.5,45\n"
        #expect(try demand(", counts: n, repeat: yes", csv).cycle?.period == .seconds(1))
        let found = messages(["x.yaml": scenario(", counts: n"), "t.csv": csv])
        #expect(found.count == 1 && found[0].contains("the trace lasts 1s, and the run 2s"))
        #expect(
            found[0].hasPrefix("x.yaml:4:15: traffic.customers.trace") && found[0].contains("yes"))
    }

    /// The path starts at the file that names it, and the digest knows what the trace holds.
    @Test func filesAndDigest() throws {
        let base = scenario("").changing("t.csv", to: "data/t.csv")
        let files = { (csv: String) in
            ["sub/base.yaml": base, "x.yaml": "extends: sub/base.yaml\n", "sub/data/t.csv": csv]
        }
        let one = try load(files("time\n0\n3\n"))
        #expect(one.resolvedText.contains("sub/data/t.csv"))
        #expect(one.digest != (try load(files("time\n0\n4\n"))).digest)
        #expect(one.digest == (try load(files("time\n0\n3\n"))).digest)
    }

    /// A file that is wrong, where, and what is said.
    @Test(
        arguments: [
            ("", "time\n1\nabc\n", "t.csv:3:1", ["'abc' is not a number", "such as 12.5"]),
            ("", "time\n1\n-2\n", "t.csv:3:1", ["'-2' is negative", "from 0 on"]),
            ("", "id,time\n7,2\n8,1.5\n", "t.csv:3:3", ["'1.5' comes before", "sort the rows"]),
            ("", "time\n", "t.csv:1:1", ["no row below a header"]),
            ("", "", "t.csv:1:1", ["no row below a header"]),
            ("", "time\n1\n\"2\n", "t.csv:3:1", ["a quote opens"]),
            ("", "time,n\n1\n", "t.csv:2:1", ["1 fields, where the first line has 2"]),
            ("", "at\n1\n", "x.yaml:4:22", ["no column 'time'", "'at'"]),
            (", column: tim", "time\n1\n", "x.yaml:4:44", ["no column 'tim'", "'time'"]),
            (
                ", time: RFC 3339", "time\n2026-02-29T00:00:00Z\n", "t.csv:2:1",
                ["no time of RFC 3339"]
            ),
            (", time: RFC 3339", "time\n1.5\n", "t.csv:2:1", ["2026-01-31T08:30:00Z"]),
            (
                ", counts: n", "time,n\n0,1\n1,1\n3,1\n", "t.csv:4:1",
                ["a gap", "with 0 where nothing"]
            ),
            (", counts: n", "time,n\n0,1\n2,1\n3,1\n", "t.csv:4:1", ["make all intervals alike"]),
            (", counts: n", "time,n\n0,1\n0,1\n", "t.csv:3:1", ["above zero"]),
            (", counts: n", "time,n\n0,1\n", "t.csv:2:1", ["at least two rows"]),
            (", counts: n", "time,n\n0,-1\n2,1\n", "t.csv:2:3", ["'-1' is not a number from 0 on"]),
            (", rates: n", "time,n\n0,x\n2,1\n", "t.csv:2:3", ["'x' is not a number"]),
            (
                ", counts: n", "time,n\n0,0\n2,0\n", "t.csv:2:1",
                ["nothing comes in the whole trace"]
            ),
            (", counts: m", "time,n\n0,0\n2,0\n", "x.yaml:4:44", ["no column 'm'"]),
            (
                ", counts: n, rates: n", "time,n\n0,1\n2,0\n", "x.yaml:4:47",
                ["both counts and rates"]
            ),
            (
                ", time: RFC 3339", "time\n1970-01-01T00:00:00Z\n2261-01-01T00:00:00Z\n",
                "t.csv:3:1",
                ["more than 100 years after the first row"]
            ),
            (
                ", time: RFC 3339, counts: n",
                "time,n\n1970-01-01T00:00:00Z,1\n2261-01-01T00:00:00Z,1\n", "t.csv:3:1",
                ["more than 100 years after the first row"]
            ),
            (
                ", counts: n", "time,n\n0,1\n2,10000000000000\n", "t.csv:3:3",
                ["'10000000000000' is too large", "at most 1000000000000"]
            ),
            (
                ", rates: n", "time,n\n0,1\n2,1000000000000000000000\n", "t.csv:3:3",
                ["is too large"]
            ),
            (", repeat: maybe", "time\n0\n3\n", "x.yaml:4:44", ["'maybe' is not known here"]),
            (", tme: seconds", "time\n0\n3\n", "x.yaml:4:36", ["did you mean 'time'?"]),
        ] as [(String, String, String, [String])])
    func slip(trace: String, csv: String, place: String, says: [String]) {
        let found = messages(["x.yaml": scenario(trace), "t.csv": csv])
        let hit = found.first { $0.hasPrefix(place + ": ") }
        #expect(hit != nil, "\(found)")
        for words in says { #expect(hit?.contains(words) == true, "\(found)") }
    }

    /// The row after the last that may be, not the whole file, is what is read.
    @Test func tooManyRows() {
        let rows = String(repeating: "1\n", count: ArrivalTrace.mostArrivals + 1)
        let found = messages(["x.yaml": scenario(""), "t.csv": "time\n" + rows + "\"no csv"])
        #expect(found.count == 1, "\(found)")
        #expect(found[0].hasPrefix("t.csv:2000002:1: "), "\(found)")
        #expect(found[0].contains("more than 2000000 rows"), "\(found)")
    }

    @Test func aMissingFile() {
        let found = messages(["x.yaml": scenario("")])
        #expect(found.contains { $0.hasPrefix("x.yaml:4:29: traffic.customers.trace.file") })
        #expect(found.contains { $0.contains("'t.csv': there is no such file") })
    }

    @Test func aTraceStandsAlone() {
        let text = scenario("").changing("{trace:", to: "{rate: 1/s, arrivals: poisson, trace:")
        let found = messages(["x.yaml": text, "t.csv": "time\n0\n3\n"])
        #expect(found.contains { $0.contains("'trace' and 'rate'") })
        let regular = scenario("").changing("{trace:", to: "{arrivals: poisson, trace:")
        let others = messages(["x.yaml": regular, "t.csv": "time\n0\n3\n"])
        #expect(others.contains { $0.contains("'trace' and 'arrivals'") })
    }
}
