// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Charts

@Suite struct ScaleTests {
    @Test(arguments: [
        (0, "0"), (1, "1"), (1234.5, "1,235"), (0.123456, "0.123"), (-2.5, "−2.5"),
        (0.00012, "0.00012"), (3e-9, "3·10^-9"), (1.25e18, "1.25·10^18"), (999.96, "1,000"),
    ])
    func significant(_ value: Double, _ text: String) {
        #expect(NumberText.significant(value, 3) == text)
    }

    @Test(arguments: [
        (Measure.dollars, 1_234_567, "1.23 M USD"), (.dollars, 9_840, "9,840 USD"),
        (.dollars, 12_340, "12.3 k USD"), (.dollars, -2.5e9, "−2.5 bn USD"),
        (.duration, 0.0842, "84.2 ms"), (.duration, 0, "0 s"), (.duration, 5400, "90 min"),
        (.share, 0.123, "12.3%"), (.times, 1.42, "1.42×"), (.rate, 250, "250 req/s"),
        (.bytes, 2.5e9, "2.5 GB"), (.number(of: "pods"), 3, "3 pods"),
        (.number(of: ""), 1e18, "1·10^18"),
    ])
    func texts(_ measure: Measure, _ value: Double, _ text: String) {
        #expect(measure.text(value) == text)
    }

    @Test(arguments: [
        ([0.05, 0.3], Measure.duration, ["0", "100", "200", "300"], "ms"),
        ([1_200_000], .dollars, ["0", "0.25 M", "0.50 M", "0.75 M", "1.00 M", "1.25 M"], "USD"),
        ([3], .number(of: "pods"), ["0", "1", "2", "3"], "pods"),
        ([-40, 70], .rate, ["−50", "−25", "0", "25", "50", "75"], "req/s"),
        ([], .share, ["0%", "2%", "4%", "6%", "8%", "10%"], ""),
        ([0], .number(of: ""), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"], ""),
    ])
    func ticks(_ values: [Double], _ measure: Measure, _ labels: [String], _ unit: String) {
        let scale = AxisScale(values, measure)
        let shown = scale.ticks.map { $0.label == "0" && measure == .share ? "0%" : $0.label }
        #expect(shown == labels)
        #expect(scale.unit == unit)
    }

    /// Every value is within the range, ticks rise, and their labels differ.
    @Test(arguments: [1e-12, 3e-7, 0.02, 0.999, 1, 17, 4_321, 9.99e5, 1e9, 7e14, 2e250])
    func ranges(_ value: Double) {
        for measure in [Measure.dollars, .duration, .share, .rate, .bytes, .times] {
            for values in [[value], [-value, value / 3], [value, value * 1.7]] {
                let scale = AxisScale(values, measure)
                #expect(values.allSatisfy { scale.range.contains($0) }, "\(measure) \(values)")
                #expect(
                    zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
                #expect(Set(scale.ticks.map(\.label)).count == scale.ticks.count)
                #expect((2...13).contains(scale.ticks.count), "\(measure) \(values)")
            }
        }
    }

    @Test(arguments: [
        ([10.0, 50], [10.0, 50]), ([10, 10], [5, 15]), ([10, 11, 12], [1, 11, 21]),
        ([12, 11, 10], [21, 11, 1]), ([0, 0], [0, 10]), ([100, 100], [90, 100]), ([], []),
    ])
    func labelsSpread(_ wanted: [Double], _ places: [Double]) {
        #expect(LabelSpread.places(wanted, gap: 10, within: 0...100) == places)
    }

    @Test(arguments: [
        ("short", 100.0, ["short"]), ("one two three four", 40, ["one", "two", "thr…"]),
        ("aaaaaaaaaaaaaaaaaaaa", 40, ["aa…"]), ("", 40, [""]),
    ])
    func wrapping(_ text: String, _ width: Double, _ lines: [String]) {
        #expect(TextExtent.wrapped(text, to: width, size: 14, lines: 3) == lines)
    }

    /// Keys of a scenario that begin alike stay apart.
    @Test(arguments: [1, 2])
    func namesStayApart(lines most: Int) {
        let stem = "components.ethereum.transactions.subscription batches."
        let texts = ["gas", "volume", "gas price", "coupon payments.gas"].map { stem + $0 }
        let names = texts.map { TextExtent.name($0, to: 200, size: 14, lines: most) }
        #expect(Set(names).count == names.count)
        for (text, lines) in zip(texts, names) {
            #expect(lines.count <= most)
            #expect(lines.allSatisfy { TextExtent.width($0, size: 14) <= 200 })
            #expect(lines.joined().contains("…"))
            #expect(lines.last?.last == text.last && lines.first?.first == text.first)
        }
    }

    @Test(arguments: [
        ("short", 100.0, ["short"]),
        ("components.api.replicas", 200.0, ["components.api.replicas"]),
        ("one two three", 90, ["one two", "three"]), ("abcdefghij", 60, ["abc…hij"]),
        ("", 40, [""]),
        ("components.db.replicas", 100, ["components.", "db.replicas"]),
    ])
    func names(_ text: String, _ width: Double, _ lines: [String]) {
        #expect(TextExtent.name(text, to: width, size: 14, lines: 2) == lines)
    }
}
