// SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers as people read them in a picture.
enum NumberText {
    /// So many significant digits without trailing zeros: 1.2, 1,234, 0.00012, 3·10^-9.
    static func significant(_ value: Double, _ digits: Int) -> String {
        let magnitude = value.magnitude
        guard magnitude > 0 else { return "0" }
        let exponent = exponent(of: magnitude)
        guard (-7...14).contains(exponent) else { return powerOfTen(value, digits) }
        return trimmed(fixed(value, max(0, digits - 1 - exponent)))
    }

    /// So many decimals, thousands separated.
    ///
    /// - Precondition: it has at most 17 digits.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scaled = (value.magnitude * power(decimals)).rounded()
        guard scaled < 1e18 else { return powerOfTen(value, 3) }
        let digits = String(Int64(scaled))
        let padded =
            String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        let whole = Array(padded.dropLast(decimals))
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        let fraction = decimals == 0 ? "" : "." + padded.suffix(decimals)
        return (value < 0 && scaled > 0 ? "−" : "") + grouped + fraction
    }

    /// 1.2·10^18
    private static func powerOfTen(_ value: Double, _ digits: Int) -> String {
        let exponent = exponent(of: value.magnitude)
        let mantissa = value / power(exponent)
        return trimmed(fixed(mantissa, digits - 1)) + "·10^\(exponent)"
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// ⌊log10 m⌋ of a finite magnitude above zero.
    static func exponent(of magnitude: Double) -> Int {
        var exponent = 0
        while exponent < 308, magnitude >= power(exponent + 1) { exponent += 1 }
        while exponent > -307, magnitude < power(exponent) { exponent -= 1 }
        return exponent
    }

    static func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent.magnitude { result *= 10 }
        return exponent < 0 ? 1 / result : result
    }
}
