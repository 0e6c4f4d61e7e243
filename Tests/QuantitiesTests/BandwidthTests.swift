// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

@Suite struct BandwidthTests {
    @Test(
        arguments: [
            ("50Mbit/s", 50_000_000, "50Mbit/s"), ("1.6 Mbit/s", 1_600_000, "1.6Mbit/s"),
            ("400kbit/s", 400_000, "400kbit/s"), ("0.4Mbit/s", 400_000, "400kbit/s"),
            ("2Gbit/s", 2_000_000_000, "2Gbit/s"), ("1234567bit/s", 1_234_567, "1234.567kbit/s"),
        ] as [(String, Int64, String)])
    func reads(text: String, bits: Int64, shown: String) throws {
        let bandwidth = try Bandwidth(parsing: text)
        #expect(bandwidth.bitsPerSecond == bits)
        #expect("\(bandwidth)" == shown)
        #expect(try Bandwidth(parsing: shown) == bandwidth)
        #expect(bandwidth.bytesPerSecond == Double(bits) / 8)
    }

    @Test(arguments: [
        "50", "50MB", "0Mbit/s", "999bit/s", "1e3Mbit/s", "-1Mbit/s", "9999999Gbit/s",
    ])
    func refuses(text: String) {
        #expect(throws: QuantityError.self) { try Bandwidth(parsing: text) }
    }
}
