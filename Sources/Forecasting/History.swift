// SPDX-License-Identifier: GPL-3.0-or-later

/// A quantity of consecutive whole months, oldest first, in any unit: what a forecast starts from.
public struct History: Sendable, Equatable {
    /// A trend needs three points.
    public static let fewest = 3
    public static let most = 1_200

    /// What an amount may be that is not zero: beyond, logarithms and their powers lose it.
    public static let amounts = 1e-100...1e100

    /// Zero or one of `amounts`; one at least is above zero.
    public let values: [Double]

    /// Throws where there are too few or too many months, a value is no amount, or all are zero.
    public init(_ values: [Double]) throws(ForecastError) {
        guard values.count >= Self.fewest else { throw .tooShort(months: values.count) }
        guard values.count <= Self.most else { throw .tooLong(months: values.count) }
        if let index = values.firstIndex(where: { $0 != 0 && !Self.amounts.contains($0) }) {
            throw .noAmount(index: index, value: values[index])
        }
        guard let first = values.firstIndex(where: { $0 > 0 }) else { throw .onlyZeros }
        guard values.count - first >= Self.fewest else {
            throw .tooShort(months: values.count - first)
        }
        self.values = values
    }

    /// The last of the months.
    public var last: Double { values[values.count - 1] }
}

/// Why there is no forecast.
public enum ForecastError: Error, Equatable, Sendable {
    /// Months since the first that is not zero.
    case tooShort(months: Int)
    case tooLong(months: Int)
    /// Neither zero nor one of `History.amounts`; counted from 0.
    case noAmount(index: Int, value: Double)
    case onlyZeros
}

extension ForecastError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let months):
            "\(months) months from the first that is not zero; a trend needs \(History.fewest)"
        case .tooLong(let months): "\(months) months; at most \(History.most) are read"
        case .noAmount(let index, let value):
            "month \(index + 1) is \(value); it must be zero or from"
                + " \(History.amounts.lowerBound) to \(History.amounts.upperBound)"
        case .onlyZeros: "all months are zero"
        }
    }
}
