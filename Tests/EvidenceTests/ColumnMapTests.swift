// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite("CSV by a mapping")
struct ColumnMapTests {
    private func read(_ text: String, _ map: String) throws -> [TimeSeries] {
        let file = try ObservedFile.read(
            Array(text.utf8), by: try ColumnMap(parsing: map))
        guard case .series(let series) = file.content else { return [] }
        #expect(file.kind == .mapped)
        return series
    }

    @Test func rowsOfSeveralSeries() throws {
        let series = try read(
            """
            Host,Requests, Timestamp ,note
            b,3,2026-10-01T01:00:00Z,x
            a,1.5,2026-10-01 00:00,y
            b,,2026-10-01T00:00:00+00:00,z
            a,-2e1,2026-09-30,
            """, "time=Timestamp,value=Requests,series=Host,statistic=p95")
        #expect(series.map(\.name) == ["b", "a"])
        #expect(series.map(\.statistic) == [.p95, .p95])
        #expect(series.map { $0.points.map(\.value) } == [[nil, 3], [-20, 1.5]])
        #expect(
            series.map { $0.points.map(\.seconds) }
                == [[1_790_812_800, 1_790_816_400], [1_790_726_400, 1_790_812_800]])
    }

    /// Seconds of the same instant, by `date -u -d`.
    @Test(arguments: [
        ("2026-10-31T08:30:00Z", 1_793_435_400.0), ("2026-10-31T10:30:00+02:00", 1_793_435_400),
        ("2026-10-31 08:30:00", 1_793_435_400), ("2026-10-31 08:30", 1_793_435_400),
        ("2026-10-31", 1_793_404_800), ("1793435400", 1_793_435_400),
        ("1793435400.25", 1_793_435_400.25), ("1793435400250", 1_793_435_400.25), ("0", 0),
    ])
    func times(text: String, seconds: Double) throws {
        let series = try read("t,v\n\(text),1\n", "time=t,value=v")
        #expect(series.map(\.points) == [[.init(seconds: seconds, value: 1)]])
        #expect(series.map(\.name) == ["v"] && series.map(\.statistic) == [nil])
    }

    /// Commas and equals signs belong to a name where no key follows.
    @Test func oddNames() throws {
        let series = try read(
            "\"a, b\",\"c=d\",\"time, in s\"\n1,x,5\n",
            "value=a, b,series=c=d,time=time, in s")
        #expect(series == [TimeSeries(name: "x", points: [.init(seconds: 5, value: 1)])])
    }

    @Test(
        "What cannot be read is an error that says where and why",
        arguments: [
            ("t,v\n", "time=t,value=v", "it holds no measurement"),
            ("t,v\n1,2\n", "time=T,value=v", "1:1: there is no column 'T'; there are 't', 'v'"),
            ("t,v,v\n1,2,3\n", "time=t,value=v", "1:5: 'v': the column stands twice"),
            ("t,v\n1,2\nx,3\n", "time=t,value=v", "3:1: 'x': expected a time such as"),
            ("t,v\n1,2\n-1,3\n", "time=t,value=v", "3:1: '-1': expected a time such as"),
            ("t,v\n1,2\n1e5,3\n", "time=t,value=v", "3:1: '1e5': expected a time such as"),
            ("t,v\n1969-12-31,3\n", "time=t,value=v", "2:1: '1969-12-31': expected a time"),
            ("t,v\n99999999999999999999,3\n", "time=t,value=v", "2:1: '99999999999999999999': exp"),
            ("t,v\n1,\"1,5\"\n", "time=t,value=v", "2:3: '1,5': expected a number"),
            ("t,v\n1,inf\n", "time=t,value=v", "2:3: 'inf': expected a number"),
            ("t,v\n1,2\n1,3\n", "time=t,value=v", "3:1: '1': line 2 has this time already; name"),
            ("t,v,s\n1,2,\n", "time=t,value=v,series=s", "2:5: the series has no name"),
            ("t,v\n1,2,3\n", "time=t,value=v", "2:1: 3 fields, where the first line has 2"),
        ])
    func refused(text: String, map: String, says: String) throws {
        let error = #expect(throws: EvidenceError.self) { try read(text, map) }
        #expect(error?.description.hasPrefix(says) == true, "\(String(describing: error))")
    }

    @Test(
        "What is no mapping",
        arguments: [
            ("", "expected time=COLUMN,value=COLUMN"), ("t,v", "expected time="),
            ("time=t", "expected time="), ("value=v", "expected time="),
            ("time=,value=v", "time is empty"), ("time=t,value=v,time=u", "time stands twice"),
            ("when=t,value=v", "expected time="),
            ("time=t,value=v,statistic=p50", "no statistic 'p50'; there are value, mean"),
        ])
    func noMap(text: String, says: String) {
        let error = #expect(throws: EvidenceError.self) { try ColumnMap(parsing: text) }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
    }
}
