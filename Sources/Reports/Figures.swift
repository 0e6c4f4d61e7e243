// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// How people read numbers: three significant digits, a unit near the value, thousands separated.
enum Figures {
    /// A number as text, and what follows it (± half width), so that a column can align both.
    struct Text: Equatable {
        var main: String
        var margin = ""

        var joined: String { margin.isEmpty ? main : main + " " + margin }
    }

    /// Three significant digits of a value, its unit, and the half width of its interval in that
    /// unit. In a column that shares a scale, the head carries the unit.
    static func text(
        _ value: Double, halfWidth: Double? = nil, _ dimension: Cell.Dimension,
        shared: Scale? = nil, atMost limit: Int = 9
    ) -> Text {
        let scale = shared ?? Scale(for: value == 0 ? halfWidth ?? 0 : value, dimension)
        let scaled = value / scale.size
        let margin = (halfWidth ?? 0) / scale.size
        if value == 0, shared == nil { return zero(margin, symbol: scale.symbol, atMost: limit) }
        let digits = dimension == .precise ? 6 : 3
        var places = decimals(scaled, significant: digits, of: dimension)
        if dimension != .dollars { places = min(places, decimals(ofMargin: margin)) }
        let cap = shared == nil || dimension == .precise ? limit : min(limit, sharedDecimals)
        places = min(places, cap)
        let symbol = shared == nil ? scale.symbol : ""
        if scaled > 0, places == cap, scaled * power(of: places) < 0.5 {
            return Text(main: "<" + fixed(power(of: -places), places) + symbol)
        }
        return Text(
            main: fixed(scaled, places) + symbol,
            margin: shared == nil
                ? self.margin(margin, places) : sharedMargin(margin, places, value: scaled))
    }

    /// Nothing, and how much it may be: 0% ± 0.0007.
    private static func zero(_ margin: Double, symbol: String, atMost limit: Int) -> Text {
        let places = min(decimals(ofMargin: margin), limit)
        let isShown = margin * power(of: places) >= 0.5
        return Text(main: "0" + symbol, margin: isShown ? "± " + fixed(margin, places) : "")
    }

    /// What is smaller, in a column or a difference, is as good as nothing.
    private static let sharedDecimals = 3

    /// In a column, a half width has the decimals of its value, and one unit of the last place
    /// where it is less; nothing where it is rounding and not uncertainty.
    private static func sharedMargin(_ margin: Double, _ places: Int, value: Double) -> String {
        guard margin > value.magnitude * 1e-9, margin > 1e-9 else { return "" }
        return "± " + fixed(max(margin, power(of: -places)), places)
    }

    /// A half width with the decimals of its value, or with one digit where that shows none of it;
    /// nothing where it is less than half a hundredth of the value's last place.
    private static func margin(_ margin: Double, _ places: Int) -> String {
        for decimals in places...places + 2 where margin * power(of: decimals) >= 0.95 {
            return "± " + fixed(margin, decimals)
        }
        return margin * power(of: places + 2) >= 0.5 ? "± " + fixed(margin, places + 2) : ""
    }

    /// Decimals that a half width leaves of its value: its first significant digit, and the second
    /// where the first is a 1, because rounding would change it by up to half.
    static func decimals(ofMargin margin: Double) -> Int {
        guard margin > 0 else { return 9 }
        guard margin < 9.5 else { return 0 }
        var places = 0
        var scaled = margin
        while scaled < 0.95, places < 9 {
            scaled *= 10
            places += 1
        }
        return scaled < 1.95 ? min(places + 1, 9) : places
    }

    /// A difference with its sign.
    static func change(
        _ value: Double, halfWidth: Double?, _ dimension: Cell.Dimension
    ) -> Text {
        var text = text(value, halfWidth: halfWidth, dimension, atMost: sharedDecimals)
        if value > 0, !text.main.hasPrefix("<") { text.main = "+" + text.main }
        if dimension == .ratio { text.main = text.main.dropLast() + " pp" }
        return text
    }

    /// Decimals that show so many significant digits.
    private static func decimals(
        _ value: Double, significant: Int, of dimension: Cell.Dimension
    ) -> Int {
        let magnitude = value.magnitude
        guard magnitude > 0, magnitude.isFinite else { return 0 }
        if dimension == .dollars {
            let cents = (magnitude * 100).rounded() / 100
            return magnitude >= 1 || (cents - magnitude).magnitude < 1e-9 ? 2 : 4
        }
        var places = significant - 1
        var bound = 10.0
        // 9.996 has three significant digits as 10.0, and so on.
        let nudge = 1 + 0.5 * power(of: -significant)
        while places > 0, magnitude * nudge >= bound {
            places -= 1
            bound *= 10
        }
        bound = 1
        while places < significant + 6, magnitude * nudge < bound {
            places += 1
            bound /= 10
        }
        // 99.98% must not read 100%; what four decimals do not tell from it, may.
        if dimension == .ratio, magnitude < 100, (magnitude * 1e4).rounded() < 1e6 {
            while (magnitude * power(of: places)).rounded() >= 100 * power(of: places) {
                places += 1
            }
        }
        return trimmed(magnitude, places)
    }

    /// Fewer decimals where the last ones are zeros of a round number: 5 ms rather than 5.00 ms.
    private static func trimmed(_ magnitude: Double, _ places: Int) -> Int {
        var places = places
        let tolerance = 1e-9 * magnitude
        while places > 0 {
            let shorter = (magnitude * power(of: places - 1)).rounded() / power(of: places - 1)
            guard (shorter - magnitude).magnitude <= tolerance else { break }
            places -= 1
        }
        return places
    }

    private static func power(of exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent.magnitude { result *= 10 }
        return exponent < 0 ? 1 / result : result
    }

    /// So many decimals, thousands separated; what is too large for that, in its shortest form.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scaled = (value.magnitude * power(of: decimals)).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let digits = String(Int64(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = grouped(String(padded.dropLast(decimals)))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + whole + (decimals == 0 ? "" : "." + padded.suffix(decimals))
    }

    /// 1234567 as 1,234,567; the digits of a whole number.
    static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// An exact decimal text with its thousands separated.
    static func grouped(decimal text: String) -> String {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        let whole = grouped(String(parts.first ?? "0"))
        return (isNegative ? "-" : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
    }

    static func count(_ value: Int64) -> String {
        (value < 0 ? "-" : "") + grouped(String(value.magnitude))
    }

    static func money(_ shown: Money, decimals: Int) -> String {
        grouped(decimal: shown.decimalString(atLeast: decimals))
    }

    /// A quantity on a bill: whole where it is large, else to three decimals.
    static func quantity(_ quantity: ExactDecimal) -> String {
        let value = quantity.approximation
        guard value.magnitude >= 1e15 else {
            return fixed(value, value.magnitude >= 1_000 ? 0 : trimmed(value.magnitude, 3))
        }
        return grouped(decimal: "\(quantity)".split(separator: ".").first.map(String.init) ?? "0")
    }

    /// The unit in which a number is read best.
    struct Scale {
        let size: Double
        let symbol: String
        /// Whether its dimension has other units.
        let hasOthers: Bool

        /// What the head of a column adds to its title: ` (ms)`.
        var suffix: String { symbol.isEmpty ? "" : " (\(symbol.drop { $0 == " " }))" }

        /// The unit that columns share: the largest value has two of it or more.
        init(forLargest values: [Double], _ dimension: Cell.Dimension) {
            self.init(for: (values.map(\.magnitude).max() ?? 0) / 2, dimension)
        }

        /// The same without the few that are so large that nothing of the others would be read.
        init(forColumns values: [Double], _ dimension: Cell.Dimension) {
            let sorted = values.map(\.magnitude).filter { $0 > 0 }.sorted()
            let few = sorted.isEmpty ? 0 : sorted[sorted.count * 9 / 10]
            let isOutlier = (sorted.last ?? 0) > Self.outlier * few
            self.init(forLargest: isOutlier ? [few] : values, dimension)
        }

        private static let outlier = 1_000.0

        /// Whether decimals in this unit tell the first two digits of a number, or there is no
        /// other unit that would.
        func tells(_ value: Double?) -> Bool {
            guard let value, hasOthers, value != 0 else { return true }
            return value.magnitude / size >= 0.0095
        }

        init(for value: Double, _ dimension: Cell.Dimension) {
            let magnitude = value.magnitude
            switch dimension {
            case .rate, .bytes, .duration: hasOthers = true
            case .number, .precise, .dollars, .ratio: hasOthers = false
            }
            switch dimension {
            case .number, .precise:
                (size, symbol) = (1, "")
            case .rate:
                let units: [(Double, String)] = [(1, "/s"), (1 / 3_600, "/h")]
                let unit = units.first { magnitude >= 0.0095 * $0.0 }
                (size, symbol) = magnitude == 0 ? units[0] : unit ?? (1 / 86_400, "/d")
            case .dollars:
                (size, symbol) = (1, " USD")
            case .bytes:
                let units: [(Double, String)] = [
                    (1e12, " TB"), (1e9, " GB"), (1e6, " MB"), (1e3, " KB"),
                ]
                (size, symbol) = units.first { magnitude * 1.0005 >= $0.0 } ?? (1, " B")
            case .ratio:
                (size, symbol) = (0.01, "%")
            case .duration:
                // 0.9995 of a unit already reads 1.00 of it.
                let units: [(Double, String)] = [
                    (3600, " h"), (60, " min"), (1, " s"), (1e-3, " ms"), (1e-6, " µs"),
                ]
                let least = magnitude * 1.0005
                let unit =
                    units.first { $0.0 >= 60 ? magnitude >= 2 * $0.0 : least >= $0.0 }
                (size, symbol) = unit ?? (magnitude == 0 ? (1e-3, " ms") : (1e-9, " ns"))
            }
        }
    }
}
