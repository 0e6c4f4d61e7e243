// SPDX-License-Identifier: GPL-3.0-or-later

/// Labels beside a plot, moved apart so that none covers another.
enum LabelSpread {
    /// The places that are nearest to the wanted ones, by squares, in their order and at least a
    /// gap apart; then within a range, as far as they fit.
    static func places(
        _ wanted: [Double], gap: Double, within range: ClosedRange<Double>
    ) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        // Less their gaps, places must only not fall: neighbours that do are pooled at their mean.
        var blocks: [(sum: Double, count: Int)] = []
        for (rank, index) in order.enumerated() {
            blocks.append((wanted[index] - Double(rank) * gap, 1))
            while blocks.count > 1 {
                let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
                guard last.sum / Double(last.count) < before.sum / Double(before.count) else {
                    break
                }
                blocks.removeLast(2)
                blocks.append((last.sum + before.sum, last.count + before.count))
            }
        }
        let means = blocks.flatMap {
            [Double](repeating: $0.sum / Double($0.count), count: $0.count)
        }
        let room = Double(max(wanted.count - 1, 0)) * gap
        let highest = max(range.lowerBound, range.upperBound - room)
        var places = wanted
        for (rank, index) in order.enumerated() {
            places[index] =
                min(max(means[rank], range.lowerBound), highest) + Double(rank) * gap
        }
        return places
    }
}
