// SPDX-License-Identifier: GPL-3.0-or-later

extension Figures {
    /// A value and the band around it in the same unit and with the same decimals:
    /// 185 ms [170, 205].
    static func text(
        _ value: Double, band: ClosedRange<Double>?, _ dimension: Cell.Dimension,
        shared: Scale? = nil
    ) -> Text {
        guard let band else { return text(value, dimension, shared: shared) }
        let farther = max(band.upperBound - value, value - band.lowerBound)
        let scale = shared ?? Scale(for: value == 0 ? farther : value, dimension)
        var result = text(value, halfWidth: farther, dimension, shared: shared)
        let decimals = result.main.split(separator: ".").dropFirst().first.map {
            $0.prefix { $0.isNumber }.count
        }
        let low = fixed(band.lowerBound / scale.size, decimals ?? 0)
        let high = fixed(band.upperBound / scale.size, decimals ?? 0)
        result.margin = low == high ? "" : "[\(low), \(high)]"
        return result
    }
}
