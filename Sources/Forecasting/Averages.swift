// SPDX-License-Identifier: GPL-3.0-or-later

/// Each value less the one before.
func differences(_ values: [Double]) -> [Double] {
    zip(values.dropFirst(), values).map { $0 - $1 }
}

/// The middle value, or the mean of the two in the middle; of no values 0.
func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
}

/// The median distance from the median, scaled to the standard deviation of a normal law.
func deviation(_ values: [Double]) -> Double {
    let centre = median(values)
    return 1.4826 * median(values.map { ($0 - centre).magnitude })
}

/// The mean; of no values 0.
func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}
