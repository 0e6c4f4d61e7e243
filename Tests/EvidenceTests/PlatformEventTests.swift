// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite("Events of a platform")
struct PlatformEventTests {
    private static let header = "time,component,kind,from,to\n"

    @Test func events() throws {
        let text =
            "component,time,kind,from,to,cause\n"
            + "api,2026-10-14T09:30:00Z,replicas,3,5,CPU at 71%\n"
            + ",2026-10-14T11:30:00.5+02:00,stage,0,1,\n"
        let read = try PlatformEvents.read(Array(text.utf8)).events
        #expect(read.map(\.kind) == [.replicas, .stage])
        #expect(read.map(\.component) == ["api", ""])
        #expect(read.map(\.from) == [3, 0] && read.map(\.to) == [5, 1])
        #expect(read[1].time.nanoseconds - read[0].time.nanoseconds == 500_000_000)
    }

    @Test(arguments: [
        ("", "expected a header and rows"),
        (header, "an event a row"),
        ("time,kind,from,to\n", "there is no column 'component'"),
        (header + "yesterday,api,replicas,1,2\n", "2:1: 'yesterday': expected a time such as"),
        (header + "2026-10-14T09:30:00Z,api,pods,1,2\n", "2:26: 'pods': expected one of replicas"),
        (header + "2026-10-14T09:30:00Z,api,replicas,-1,2\n", "'-1': expected a whole number"),
        (header + "2026-10-14T09:30:00Z,api,replicas,1,2000000\n", "more than 1000000"),
        (
            header + "2026-10-14T09:30:00Z,api,nodes,1,2\n2026-10-14T09:29:59Z,api,nodes,2,3\n",
            "3:1: '2026-10-14T09:29:59Z': it is before the one above"
        ),
    ])
    func refused(_ text: String, _ words: String) {
        let error = #expect(throws: EvidenceError.self) {
            try PlatformEvents.read(Array(text.utf8))
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
