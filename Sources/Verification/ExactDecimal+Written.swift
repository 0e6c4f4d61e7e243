// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension ExactDecimal {
    /// The decimal that a Double was read from, where it has at most 15 digits: then it is the
    /// shortest that reads back as the same Double (IEEE 754, section 5.12.2). Nil where it has
    /// more, or more than 18 decimals.
    init?(written number: Double) {
        let shortest = "\(number.magnitude)".split(separator: "e")
        let digits = shortest[0].filter { $0 != "." }
        let significant = digits.drop { $0 == "0" }.reversed().drop { $0 == "0" }
        guard significant.count <= 15 else { return nil }
        let exponent = shortest.count > 1 ? Int(shortest[1]) ?? 0 : 0
        let point = shortest[0].split(separator: ".")[0].count + exponent
        let zeros = max(0, 1 - point)
        var text = String(repeating: "0", count: zeros) + digits
        text += String(repeating: "0", count: max(0, point + zeros - text.count))
        let whole = text.prefix(point + zeros)
        let rest = text.dropFirst(point + zeros)
        let plain = (number < 0 ? "-" : "") + whole + (rest.isEmpty ? "" : "." + rest)
        guard let decimal = try? ExactDecimal(parsing: plain) else { return nil }
        self = decimal
    }

    /// The nearest Double.
    var nearest: Double { Double(description) ?? approximation }
}

extension Money {
    /// The nearest Double of the amount in USD.
    var nearest: Double { Double(decimalString) ?? approximation }
}
