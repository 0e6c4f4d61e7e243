// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether neighbours in a series depend on each other.
public enum SerialCorrelation {
    /// Von Neumann's ratio as a standard normal score, large where neighbours are alike: of values
    /// x1, …, xn with mean x̄
    ///     C = 1 - Σ (x(i) - x(i+1))² / (2 Σ (x(i) - x̄)²),   C √((n² - 1)/(n - 2)).
    ///
    /// For independent normal values C has mean 0 and that variance, and is nearly normal from
    /// n = 8 on. Nil for fewer than three values, or where they do not differ. Source: von Neumann,
    /// Annals of Mathematical Statistics 12(4), 1941, 367; the score as in Fishman, Management
    /// Science 24(5), 1978, sec. 3.
    public static func score(of values: [Double]) -> Double? {
        let count = Double(values.count)
        guard values.count > 2 else { return nil }
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard squares > 0 else { return nil }
        let steps = zip(values, values.dropFirst()).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }
        let alike = 1 - steps / (2 * squares)
        return alike * ((count * count - 1) / (count - 2)).squareRoot()
    }
}
