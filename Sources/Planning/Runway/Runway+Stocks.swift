// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Forecasting
import Model
import Quantities

extension LoadLimit {
    /// Stocks and quotas that the load fills, beside those that turn away or keep waiting: the
    /// memory of caches, places on nodes, the next limit of a price.
    public static func stocks(of base: Assessment) -> [LoadLimit] {
        CapacityPartFinder(base: base).parts.compactMap { part in
            switch part.event {
            case .keysAreDropped, .podsFindNoPlace, .priceChanges, .freeUnitsEnd:
                // A full cache drops keys as it should, and a price of today is no news; nodes
                // that are full run out now.
                let least = part.event == .podsFindNoPlace ? 0.0 : 1
                guard let factor = part.factor, factor > least else { return nil }
                return LoadLimit(
                    place: .part(part), factor: .fraction(factor), interval: part.interval)
            case .queueGrows, .turnedAway, .blocksAreFull, .diskIsFull: return nil
            }
        }
    }
}

extension Runway {
    /// What fills up month by month and is not freed.
    public struct Stock: Sendable {
        public let part: CapacityPart
        /// What a month at the load of the last one leaves, in the part's unit.
        public let monthly: Double
        public let passage: FirstPassage
        public let isFull: Bool
    }

    /// Seconds of an undated month.
    private static let month = 730.0 * 3600

    /// - Parameters:
    ///   - scenarioLoad: what the history would show under the scenario; above zero.
    ///   - peak: what is forecast over the mean, which alone leaves something behind.
    ///   - last: of the history, or what stands for it.
    public static func stocks(
        of base: Assessment, last: Double, scenarioLoad: Double, peak: Double, forecast: Forecast,
        months: Int
    ) -> [Stock] {
        CapacityPartFinder(base: base).parts.compactMap { part in
            guard case .diskIsFull(let steady, let perSecond) = part.event else { return nil }
            let room = part.use.size - part.use.used
            let perLoad = perSecond * month / (scenarioLoad * peak)
            let passage = forecast.passage(ofSum: { number in
                let left = room - steady * Double(number)
                if left <= 0 { return 0 }
                return perLoad > 0 ? left / perLoad : .infinity
            })
            return Stock(
                part: part, monthly: steady + perLoad * last,
                passage: passage.within(months: months), isFull: room <= 0)
        }
    }
}
