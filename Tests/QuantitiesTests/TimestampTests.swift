// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@Suite("Instants")
struct TimestampTests {
    /// Seconds by `date -u -d TEXT +%s`.
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_782_777_599, "2026-06-29T23:59:59Z"), (9_214_646_399, "2261-12-31T23:59:59Z"),
    ])
    func seconds(_ seconds: Int64, text: String) throws {
        let timestamp = try #require(Timestamp(secondsSince1970: seconds))
        #expect("\(timestamp)" == text && timestamp.seconds == seconds)
        #expect(Timestamp(parsing: text) == timestamp)
    }

    @Test(arguments: ["2026-01-31T08:30:00.25Z", "2026-01-31T08:30:00.000000001Z"])
    func parts(text: String) throws {
        let timestamp = try #require(Timestamp(parsing: text))
        #expect("\(timestamp)" == text && timestamp.seconds == 1_769_848_200)
    }

    @Test(arguments: [-1, .min, .max, 9_214_646_400])
    func outside(seconds: Int64) {
        #expect(Timestamp(secondsSince1970: seconds) == nil)
    }
}
