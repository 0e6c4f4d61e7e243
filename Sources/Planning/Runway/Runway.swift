// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Forecasting
import Model
import Quantities
import Statistics

/// When each part of a platform runs out, as its load goes on as a forecast says.
///
/// Loads are counted in times the load of the scenario. A limit is reached in the first month in
/// which a path of the forecast is at or above it, path by path.
public struct Runway: Sendable {
    public struct Row: Sendable {
        public let limit: LoadLimit
        public let passage: FirstPassage
        /// Whether the last month of the history was at or above it.
        public let isReached: Bool

        /// What it is of; absent for service levels, and for what is nobody's.
        public var component: ComponentID? {
            switch limit.place {
            case .levels: nil
            case .ceiling(let ceiling): ceiling.component
            case .part(let part): part.component
            }
        }

        /// Whether something has to be ordered before: a price that changes, and a cache that
        /// drops keys, are only to be known.
        public var isOrdered: Bool {
            switch limit.place {
            case .levels, .ceiling: true
            case .part(let part): part.event == .podsFindNoPlace
            }
        }
    }

    /// Months within which the chance to run out is told.
    public static let spans = [3, 6, 12, 24, 36]

    /// What is reached at the lowest load comes first.
    public let rows: [Row]
    /// Months that are looked at.
    public let months: Int
    /// The last month of the history, and the load of the scenario, in the history's unit.
    public let last: Double
    public let scenarioLoad: Double
    /// What is forecast over the mean of a month.
    public let peak: Double
    /// P10, P50 and P90 of each month, in the history's unit; a year longer than is looked at, as
    /// what is ordered has to last.
    public let course: [(low: Double, middle: Double, high: Double)]

    /// What fills up month by month.
    public let stocks: [Stock]

    /// A limit in the history's unit.
    public func level(_ limit: LoadLimit) -> Double {
        limit.factor.fraction * scale(limit)
    }

    /// The share of a limit that the last month left, negative beyond it; nil where nothing is
    /// carried.
    public func headroom(_ limit: LoadLimit) -> Double? {
        let level = level(limit)
        return level > 0 ? 1 - last / level : nil
    }

    /// What of the history one time the scenario's load is: what a month adds up to is bounded by
    /// its mean, all else by its peak.
    public func scale(_ limit: LoadLimit) -> Double {
        Self.scale(limit, scenarioLoad: scenarioLoad, peak: peak)
    }

    private static func scale(_ limit: LoadLimit, scenarioLoad: Double, peak: Double) -> Double {
        limit.isOfMonth ? scenarioLoad * peak : scenarioLoad
    }

    public static let ranks: [Ratio] = [.percent(10), .percent(50), .percent(90)]

    /// - Parameters:
    ///   - limits: in times the scenario's load.
    ///   - scenarioLoad: what the history would show under the scenario; above zero.
    ///   - peak: what is forecast over the mean of a month; above zero.
    ///   - months: how many are looked at, of the forecast's.
    public init(
        _ limits: [LoadLimit], stocks: [Stock] = [], last: Double, scenarioLoad: Double,
        peak: Double = 1, forecast: Forecast, months: Int
    ) {
        precondition(scenarioLoad > 0, "a load to measure by")
        precondition(months <= forecast.months, "months of the forecast")
        func level(_ limit: LoadLimit) -> Double {
            limit.factor.fraction * Self.scale(limit, scenarioLoad: scenarioLoad, peak: peak)
        }
        let rows = limits.map { limit in
            let level = level(limit)
            return Row(
                limit: limit,
                passage: forecast.firstPassage { _ in level }.within(months: months),
                isReached: last >= level)
        }
        self.rows = rows.enumerated().sorted { a, b in
            (level(a.element.limit), a.offset) < (level(b.element.limit), b.offset)
        }.map(\.element)
        self.months = months
        self.stocks = stocks
        self.last = last
        self.scenarioLoad = scenarioLoad
        self.peak = peak
        course = (1...forecast.months).map { month in
            let quantiles = forecast.quantiles(Self.ranks, month: month)
            return (quantiles[0], quantiles[1], quantiles[2])
        }
    }
}

/// A load that a platform does not carry, in times that of its scenario.
public struct LoadLimit: Sendable {
    public enum Place: Sendable {
        /// A service level breaks.
        case levels
        /// A resource or a limit is used up.
        case ceiling(Ceiling)
        /// A stock or quota is.
        case part(CapacityPart)
    }

    public let place: Place
    public let factor: Ratio
    /// Where the truth lies: with 95% confidence, of levels as a search closed in on it; nil where
    /// one replication gives no interval.
    public let interval: ClosedRange<Double>?

    /// What runs out, as tables name it.
    public var name: String {
        switch place {
        case .levels: "service levels"
        case .ceiling(let ceiling): ceiling.name
        case .part(let part): part.name
        }
    }

    /// Whether it bounds what a month adds up to, such as the units of a price, and not what comes
    /// at a time.
    var isOfMonth: Bool {
        switch place {
        case .levels, .ceiling: false
        case .part(let part):
            switch part.event {
            case .priceChanges, .freeUnitsEnd, .diskIsFull: true
            case .queueGrows, .turnedAway, .blocksAreFull, .keysAreDropped, .podsFindNoPlace: false
            }
        }
    }
}

extension LoadLimit {
    /// Where service levels break, and each resource, limit, stock and quota that is used up.
    ///
    /// - Parameter stress: what a search for the service levels found; nil where none was made.
    public static func all(of base: Assessment, _ stress: StressAnswer?) -> [LoadLimit] {
        [stress.flatMap { levels(of: $0) }].compactMap { $0 }
            + ceilings(of: base.measurements) + stocks(of: base)
    }

    /// Where queues begin to grow without end, and limits to turn away: each resource and limit
    /// that has a load at which it is used up.
    public static func ceilings(of measurements: Measurements) -> [LoadLimit] {
        measurements.ceilings.compactMap { ceiling in
            let headroom = ceiling.headroom
            guard headroom.value < 1 else { return nil }
            let factor = 1 / (1 - headroom.value)
            guard factor.isFinite else { return nil }
            let interval = headroom.interval(confidence: .percent(95)).flatMap {
                $0.upperBound < 1 ? 1 / (1 - $0.lowerBound)...1 / (1 - $0.upperBound) : nil
            }
            return LoadLimit(
                place: .ceiling(ceiling), factor: .fraction(factor), interval: interval)
        }
    }

    /// Where service levels break, as a search by simulation found: the largest load that holds;
    /// nil where none broke, or none that was tried held for certain.
    public static func levels(of answer: StressAnswer) -> LoadLimit? {
        guard let broken = answer.broken, let met = answer.met else { return nil }
        return LoadLimit(
            place: .levels, factor: met, interval: met.fraction...broken.fraction)
    }
}

extension Measurements {
    /// Requests that came in a second, answered or not; those answered where no resource tells.
    public var offeredLoad: Rate {
        if let saturation { return saturation.offered }
        for ceiling in ceilings {
            if let load = ceiling.saturationLoad?.value {
                return .perSecond(load * (1 - ceiling.headroom.value))
            }
        }
        return .perSecond(overall.throughput.value)
    }
}
