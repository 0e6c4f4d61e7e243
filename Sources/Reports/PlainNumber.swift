// SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers as data formats write them: the shortest decimal that reads back as the same binary64,
/// whole numbers without a point.
enum PlainNumber {
    /// - Precondition: finite.
    static func text(_ value: Double) -> String {
        precondition(value.isFinite, "a report holds no infinite number")
        if value.magnitude < 1e15, value == value.rounded(.towardZero) {
            return "\(Int64(value))"
        }
        return "\(value)"
    }
}
