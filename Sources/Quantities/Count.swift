// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads whole numbers that have no unit: replicas, connections, seeds.
public enum Count {
    /// A whole number in the range, written in plain digits.
    public static func parse(
        _ text: String, in range: ClosedRange<Int64>
    ) throws(QuantityError) -> Int64 {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        var parser = QuantityParser(text, expected: expected)
        let number = try parser.number(allowsNegative: range.lowerBound < 0)
        guard parser.rest.isEmpty else {
            throw parser.failure(.unknownUnit(String(parser.rest), nearest: nil))
        }
        let magnitude = try parser.magnitude(of: number, times: 1, limit: .max)
        guard let wide = Wide.signed(magnitude, isNegative: number.isNegative),
            let value = Int64(exactly: wide), range.contains(value)
        else {
            let bounds = "\(range.lowerBound) to \(range.upperBound)"
            throw parser.failure(.outOfRange(bounds))
        }
        return value
    }
}
