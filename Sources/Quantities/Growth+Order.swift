// SPDX-License-Identifier: GPL-3.0-or-later

extension Growth: Comparable {
    /// By what they come to in a year.
    public static func < (a: Growth, b: Growth) -> Bool { a.factorOfYear < b.factorOfYear }

    private var factorOfYear: Double {
        let times = 12 / per.months
        return (0..<times).reduce(1) { power, _ in power * factor.approximation }
    }
}
