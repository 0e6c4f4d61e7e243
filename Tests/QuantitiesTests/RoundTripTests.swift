// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Quantities

/// A text, the value it means, and the text that the value is printed as.
private typealias Row<Value> = (text: String, value: Value, printed: String)

private func check<Value: ParsableQuantity & Equatable & CustomStringConvertible>(
    _ row: Row<Value>
) throws {
    let parsed = try Value(parsing: row.text)
    #expect(parsed == row.value)
    #expect(parsed.description == row.printed)
    #expect(try Value(parsing: parsed.description) == parsed)
}

@Suite("Text -> value -> text -> value")
struct RoundTripTests {
    @Test(
        arguments: [
            ("1.4ms", .nanoseconds(1_400_000), "1.4ms"),
            ("5m", .minutes(5), "5m"),
            ("1h30m", .minutes(90), "1h30m"),
            ("1.5h", .minutes(90), "1h30m"),
            ("250us", .microseconds(250), "250us"),
            ("250\u{B5}s", .microseconds(250), "250us"),
            ("250\u{3BC}s", .microseconds(250), "250us"),
            ("2d", .days(2), "2d"),
            ("1w", .days(7), "7d"),
            ("1y", .days(365), "365d"),
            ("0s", .zero, "0s"),
            ("0ms", .zero, "0s"),
            ("90s", .seconds(90), "1m30s"),
            ("1500ms", .milliseconds(1_500), "1.5s"),
            ("1h0.000000001s", .nanoseconds(3_600_000_000_001), "1h0.000000001s"),
            ("1d2h3m4s5ms6us7ns", .nanoseconds(93_784_005_006_007), "1d2h3m4.005006007s"),
            (" 5 m ", .minutes(5), "5m"),
            ("1h 30m", .minutes(90), "1h30m"),
            ("0.100000000000000000000000s", .milliseconds(100), "100ms"),
            ("999999ns", .nanoseconds(999_999), "999.999us"),
            ("36500d", .days(36_500), "36500d"),
        ] as [Row<SimTime>])
    private func simTime(row: Row<SimTime>) throws { try check(row) }

    @Test(
        arguments: [
            ("10000/s", .perSecond(10_000), "10000/s"),
            ("100/min", .perMinute(100), "100/min"),
            ("3000/day", .perDay(3_000), "125/h"),
            ("7/day", .perDay(7), "7/day"),
            ("60/min", .perSecond(1), "1/s"),
            ("0.5 / s", .perSecond(0.5), "0.5/s"),
            ("0/s", .zero, "0/s"),
            ("1000000000000000/s", .perSecond(1e15), "1000000000000000/s"),
            ("0.1/s", .perSecond(0.1), "0.1/s"), ("0.12345/s", .perSecond(0.12345), "7.407/min"),
        ] as [Row<Rate>])
    private func rate(row: Row<Rate>) throws { try check(row) }

    @Test(
        arguments: [
            ("70%", .fraction(0.7), "70%"),
            ("0.1%", .fraction(0.001), "0.1%"),
            ("99.95%", .fraction(0.9995), "99.95%"),
            ("250 %", .fraction(2.5), "250%"),
            ("0%", .zero, "0%"),
            ("100.0%", .one, "100%"),
            ("0.00001%", .fraction(1e-7), "0.00001%"),
            ("100000000000000%", .fraction(1e12), "100000000000000%"),
        ] as [Row<Ratio>])
    private func ratio(row: Row<Ratio>) throws { try check(row) }

    @Test(
        arguments: [
            ("2Gi", .gibibytes(2), "2GiB"),
            ("2GiB", .gibibytes(2), "2GiB"),
            ("500GB", .gigabytes(500), "500GB"),
            ("500M", .megabytes(500), "500MB"),
            ("180KB", .kilobytes(180), "180KB"),
            ("180k", .kilobytes(180), "180KB"),
            ("64B", .bytes(64), "64B"),
            ("1.5Gi", .mebibytes(1_536), "1.5GiB"),
            ("1024 B", .kibibytes(1), "1KiB"),
            ("0B", .zero, "0B"),
            ("4T", .gigabytes(4_000), "4TB"),
            ("1023B", .bytes(1_023), "1023B"),
            ("0.0005MB", .bytes(500), "500B"),
            ("1024PiB", .bytes(1 << 60), "1024PiB"),
        ] as [Row<Bytes>])
    private func bytes(row: Row<Bytes>) throws { try check(row) }

    @Test(
        arguments: [
            ("500m", .millicores(500), "500m"), ("0.5", .millicores(500), "500m"),
            ("2", .cores(2), "2"), ("1.5", .millicores(1_500), "1.5"),
            ("2000m", .cores(2), "2"), ("0", .zero, "0"), ("1.001", .millicores(1_001), "1.001"),
        ] as [Row<Cores>])
    private func cores(row: Row<Cores>) throws { try check(row) }

    @Test(
        arguments: [
            ("0.0001", ExactDecimal(scaled: 100_000_000_000_000), "0.0001"),
            ("50000000", ExactDecimal(50_000_000), "50000000"),
            ("-2.50", ExactDecimal(scaled: -2_500_000_000_000_000_000), "-2.5"),
            ("-0", .zero, "0"),
            ("0.000000000000000001", ExactDecimal(scaled: 1), "0.000000000000000001"),
            ("007", ExactDecimal(7), "7"),
            (
                "170141183460469231731.687303715884105727", ExactDecimal(scaled: .max),
                "170141183460469231731.687303715884105727"
            ),
        ] as [Row<ExactDecimal>])
    private func exactDecimal(row: Row<ExactDecimal>) throws { try check(row) }

    @Test(
        arguments: [
            ("0.504 USD", Money(attodollars: 504_000_000_000_000_000), "0.504 USD"),
            ("49USD", .usd(49), "49 USD"),
            ("-1.25 USD", .cents(-125), "-1.25 USD"),
            ("0 USD", .zero, "0 USD"),
        ] as [Row<Money>])
    private func money(row: Row<Money>) throws { try check(row) }

    @Test(
        arguments: [
            ("0.5 USD/h", UnitPrice(amount: .cents(50), unit: .hour), "0.5 USD/h"),
            ("0.02 USD/GB", UnitPrice(amount: .cents(2), unit: .gigabyte), "0.02 USD/GB"),
            ("0.02 USD/GB-h", UnitPrice(amount: .cents(2), unit: .gigabyteHour), "0.02 USD/GB-h"),
            ("0.01 USD/request", UnitPrice(amount: .cents(1), unit: .request), "0.01 USD/request"),
            ("3000 USD/ETH", UnitPrice(amount: .usd(3_000), unit: .ether), "3000 USD/ETH"),
            ("49 USD/month", UnitPrice(amount: .usd(49), unit: .month), "49 USD/month"),
            ("49 USD / month", UnitPrice(amount: .usd(49), unit: .month), "49 USD/month"),
            ("0 USD/GB-month", UnitPrice(amount: .zero, unit: .gigabyteMonth), "0 USD/GB-month"),
            ("1 USD/CU", UnitPrice(amount: .usd(1), unit: .computeUnit), "1 USD/CU"),
            (
                "1 USD/connection-min", UnitPrice(amount: .usd(1), unit: .connectionMinute),
                "1 USD/connection-min"
            ),
        ] as [Row<UnitPrice>])
    private func unitPrice(row: Row<UnitPrice>) throws { try check(row) }

    @Test(
        arguments: [
            ("3000/day", Volume(count: ExactDecimal(3_000), per: .day), "3000/day"),
            (
                "50000000/month", Volume(count: ExactDecimal(50_000_000), per: .month),
                "50000000/month"
            ),
            ("2/s", Volume(count: ExactDecimal(2), per: .second), "2/s"),
            ("0/h", Volume(count: .zero, per: .hour), "0/h"),
        ] as [Row<Volume>])
    private func volume(row: Row<Volume>) throws { try check(row) }

    @Test(
        arguments: [
            ("21000 gas", Gas(21_000), "21000 gas"),
            ("18446744073709551615gas", Gas(.max), "18446744073709551615 gas"),
        ] as [Row<Gas>])
    private func gas(row: Row<Gas>) throws { try check(row) }

    @Test(
        arguments: [
            ("2 gwei", .gwei(2), "2 gwei"), ("0.5 gwei", .wei(500_000_000), "0.5 gwei"),
            ("30 wei", .wei(30), "30 wei"), ("0 gwei", .zero, "0 wei"),
            ("1.000000001gwei", .wei(1_000_000_001), "1000000001 wei"),
        ] as [Row<WeiPerGas>])
    private func weiPerGas(row: Row<WeiPerGas>) throws { try check(row) }

    @Test(
        arguments: [
            ("1 ETH", Wei(1_000_000_000_000_000_000), "1 ETH"),
            ("21 gwei", Wei(21_000_000_000), "21 gwei"), ("7 wei", Wei(7), "7 wei"),
            ("0.0001 ETH", Wei(100_000_000_000_000), "0.0001 ETH"), ("0 ETH", .zero, "0 wei"),
            (
                "340282366920938463463374607431768211455 wei", Wei(.max),
                "340282366920938463463374607431768211455 wei"
            ),
        ] as [Row<Wei>])
    private func wei(row: Row<Wei>) throws { try check(row) }

    @Test(
        arguments: [
            ("0", 0...9, 0), ("9", 0...9, 9), ("-3", -3...3, -3), ("007", 0...9, 7),
            ("2.0", 0...9, 2),
            ("9223372036854775807", 0...Int64.max, .max),
            ("-9223372036854775808", Int64.min...0, .min),
        ] as [(String, ClosedRange<Int64>, Int64)])
    func count(text: String, range: ClosedRange<Int64>, value: Int64) throws {
        #expect(try Count.parse(text, in: range) == value)
    }

    @Test("Any Double a rate or a ratio can be prints to a text that reads back as itself")
    func doublesSurvive() throws {
        var numbers = TestNumbers(seed: 11)
        for _ in 0..<2_000 {
            let magnitude = numbers.below(40)
            var value = Double(numbers.next() >> 11)
            for _ in 0..<magnitude { value /= 10 }
            let rate = Rate.perSecond(min(value, 1e15))
            #expect(try Rate(parsing: rate.description) == rate)
            let ratio = Ratio.fraction(min(value, 1e12))
            #expect(try Ratio(parsing: ratio.description) == ratio)
        }
    }

    @Test("Any time, amount and number of bytes prints to a text that reads back as itself")
    func integersSurvive() throws {
        var numbers = TestNumbers(seed: 12)
        for _ in 0..<2_000 {
            let time = SimTime.nanoseconds(Int64(numbers.next() >> (2 + numbers.below(60))))
            if time <= .days(36_500) {
                #expect(try SimTime(parsing: time.description) == time)
            }
            let bytes = Bytes.bytes(Int64(numbers.next() >> (4 + numbers.below(58))))
            #expect(try Bytes(parsing: bytes.description) == bytes)
            let signed = Int128(Int64(bitPattern: numbers.next())) << numbers.below(63)
            let money = Money(attodollars: signed)
            #expect(try Money(parsing: money.description) == money)
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014), for inputs of tests.
struct TestNumbers {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
