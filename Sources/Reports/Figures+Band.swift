// SPDX-License-Identifier: GPL-3.0-or-later

extension Figures {
    /// A value and the band around it in the same unit and with the same decimals:
    /// 185 ms [170, 205].
    ///
    /// - Parameter nearer: the distance of the nearer end, whose digits are then kept even where
    ///   the value is round; by default the decimals are those that the farther end leaves of it.
    static func text(
        _ value: Double, band: ClosedRange<Double>?, nearer: Double? = nil,
        _ dimension: Cell.Dimension, shared: Scale? = nil
    ) -> Text {
        guard let band else { return text(value, dimension, shared: shared) }
        let width = nearer ?? max(band.upperBound - value, value - band.lowerBound)
        let scale = shared ?? Scale(for: value == 0 ? width : value, dimension)
        var result = text(value, halfWidth: width, dimension, shared: shared)
        var decimals =
            result.main.split(separator: ".").dropFirst().first.map {
                $0.prefix { $0.isNumber }.count
            } ?? 0
        let scaled = value / scale.size
        let kept = min(Self.decimals(ofMargin: width / scale.size), threeDigits(scaled))
        if nearer != nil, decimals < kept {
            decimals = kept
            result.main = fixed(scaled, decimals) + (shared == nil ? scale.symbol : "")
        }
        let low = fixed(band.lowerBound / scale.size, decimals)
        let high = fixed(band.upperBound / scale.size, decimals)
        result.margin = low == high ? "" : "[\(low), \(high)]"
        return result
    }

    /// Decimals of three digits, all zeros kept.
    private static func threeDigits(_ value: Double) -> Int {
        switch value.magnitude {
        case ..<1: 3
        case ..<10: 2
        case ..<100: 1
        default: 0
        }
    }
}
