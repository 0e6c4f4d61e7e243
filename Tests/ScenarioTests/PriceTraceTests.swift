// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Scenario

/// Gas prices from a CSV file: what they become, and what is said of a file that is wrong.
@Suite struct PriceTraceTests {
    private static let scenario = """
        plimsoll: 1
        name: recorded gas
        traffic: {web: {rate: 5/s, mix: {pay: 100%}}}
        operations: {pay: {steps: [{submit: l1, gas: 65000}]}}
        components:
          l1:
            kind: chain
            ether price: 3000 USD/ETH
            blocks:
              {every: 12s, gas limit: 60000000, pricing: given, prices: {file: p.csv}}
        run: {warmup: 0s, duration: 20s}
        """

    private static func scenario(_ more: String) -> String {
        scenario.changing("{file: p.csv}", to: "{file: p.csv\(more)}")
    }

    private func points(_ more: String, _ csv: String) throws -> [GasPricing.Point] {
        let model = try load(["x.yaml": Self.scenario(more), "p.csv": csv]).model
        guard case .given(let points)? = model.network(ComponentID(0))?.blocks.pricing else {
            preconditionFailure("prices that are given")
        }
        return points
    }

    @Test(
        arguments: [
            ("", "time,price\n0,1\n10,2.5\n", [0, 10], [1_000_000_000, 2_500_000_000]),
            (", unit: wei", "price,time\n7,100\n0,110\n9,120\n", [0, 10, 20], [7, 0, 9]),
            (
                ", time: RFC 3339, column: at, price: p90, gaps: stay",
                "at,p90\n2026-01-01T00:00:00Z,3\n2026-01-01T00:00:12Z,4\n"
                    + "2026-01-01T00:00:36Z,0.000000001\n",
                [0, 12, 36], [3_000_000_000, 4_000_000_000, 1]
            ),
            ("", "time,price\n5,1\n", [0], [1_000_000_000]),
        ] as [(String, String, [Int64], [UInt64])])
    func prices(more: String, csv: String, seconds: [Int64], wei: [UInt64]) throws {
        let points = try points(more, csv)
        #expect(points.map(\.time) == seconds.map { .seconds($0) })
        #expect(points.map(\.price) == wei.map { .wei($0) })
    }

    @Test(
        arguments: [
            ("", "time,price\n0,1\n10,-2\n", "p.csv:3:4", "'-2' is negative"),
            ("", "time,price\n0,1\n10,x\n", "p.csv:3:4", "'x' is no plain number"),
            ("", "time,price\n0,1.0000000001\n", "p.csv:2:3", "no whole number of wei"),
            ("", "time,price\n0,9e9\n", "p.csv:2:3", "no plain number"),
            ("", "time,price\n0,99999999999999999999\n", "p.csv:2:3", "too high"),
            ("", "time,price\n10,1\n0,2\n", "p.csv:3:1", "does not come after"),
            ("", "time,price\n0,1\n0,2\n", "p.csv:3:1", "does not come after"),
            ("", "time,price\n0,1\n10,2\n30,2\n", "p.csv:4:1", "there is a gap"),
            ("", "time,price\n", "p.csv:1:1", "no row below a header"),
            ("", "time,price\n0\n", "p.csv:2:1", "1 fields"),
            ("", "time,cost\n0,1\n", "x.yaml:10:65", "no column 'price'"),
            (", price: cots", "time,cost\n0,1\n", "x.yaml:10:86", "no column 'cots'"),
            (", unit: eth", "time,price\n0,1\n", "x.yaml:10:85", "known are 'gwei', 'wei'"),
            ("", "time,price\n0,1\n5,1\n", "x.yaml:10:57", "the prices last 10s, and the run 20s"),
        ])
    func refused(more: String, csv: String, place: String, words: String) {
        let found = messages(["x.yaml": Self.scenario(more), "p.csv": csv])
        #expect(found.first?.hasPrefix(place + ": ") == true, "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    /// The path starts at the file that names it, and the digest knows what the file holds.
    @Test func filesAndDigest() throws {
        let files = { (csv: String) in
            [
                "sub/base.yaml": Self.scenario, "x.yaml": "extends: sub/base.yaml\n",
                "sub/p.csv": csv,
            ]
        }
        let one = try load(files("time,price\n0,1\n"))
        #expect(one.resolvedText.contains("sub/p.csv"))
        #expect(one.digest != (try load(files("time,price\n0,2\n"))).digest)
        #expect(one.digest == (try load(files("time,price\n0,1\n"))).digest)
    }

    @Test func aMissingFileIsTold() {
        let found = messages(["x.yaml": Self.scenario])
        #expect(found.first?.hasPrefix("x.yaml:10:72: components.l1.blocks.prices.file") == true)
    }
}
