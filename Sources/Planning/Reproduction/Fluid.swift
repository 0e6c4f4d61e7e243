// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// What is left to do at a resource, were all that comes in a window spread over it.
struct Fluid {
    let id: ResourceID
    /// Requests a second in each window: the most that the interval of its demand allows.
    let capacity: [Double]
    /// Requests that are left in each window.
    let whole: [Backlog]
    /// Those of them before whoever comes next: a new pod has no queue.
    let ahead: [Backlog]
    /// Whether all who pass it do so once, by one queue or queues that are alike, in order of
    /// arrival.
    let isOneQueue: Bool
    /// The largest rate of requests so far.
    private let largest: [Double]

    /// Less is within the noise of a demand that was measured.
    private static let shortest = 0.1

    struct Backlog {
        let start: Double
        let end: Double
        /// What came since there was none.
        let arrived: Double

        var most: Double { max(start, end) }
        /// What surely is left at any time of the window: less by three standard deviations of what
        /// comes and what is served, were both exponential.
        var sure: Double { min(start, end) - 3 * (2 * arrived).squareRoot() }

        init(after last: Backlog?, arrivals: Double, served: Double) {
            start = last?.end ?? 0
            end = max(0, start + arrivals - served)
            arrived = arrivals + (start > 0 ? last?.arrived ?? 0 : 0)
        }
    }

    /// None where users wait for answers, and ask for less once they wait, and where arrivals come
    /// in bursts or as they were recorded.
    static func all(
        _ model: Model, _ measurements: Measurements, _ windows: [LoadWindow]
    ) -> [Fluid] {
        let rates = windows.compactMap(\.arrivals)
        guard rates.count == windows.count, model.sources.allSatisfy(isRegular) else { return [] }
        return measurements.resources.compactMap {
            Fluid($0, model, measurements, windows, rates)
        }
    }

    private static func isRegular(_ source: TrafficSource) -> Bool {
        guard case .open(let open) = source.demand else { return false }
        return switch open.law {
        case .poisson, .deterministic, .renewal: true
        case .bursts, .trace: false
        }
    }

    /// What so many requests take at least. Who is answered now came while no more than the largest
    /// rate did.
    func time(of backlog: Double, in window: Int) -> Double {
        let seconds = backlog / max(capacity[window], largest[window])
        return seconds > Self.shortest ? seconds : 0
    }

    private init?(
        _ resource: ResourceMeasurement, _ model: Model, _ measurements: Measurements,
        _ windows: [LoadWindow], _ rates: [Double]
    ) {
        guard let load = resource.saturationLoad else { return nil }
        let limit = load.interval(confidence: Figure.confidence)?.upperBound ?? load.value
        id = resource.id
        isOneQueue =
            model.component(resource.id.component).kind.isOneQueue(resource.id.role)
            && model.asksOnce(resource.id)
        var most = 0.0
        largest = rates.map {
            most = max(most, $0)
            return most
        }
        capacity =
            Self.readyShares(resource, model, measurements, windows.count)?.map { $0 * limit }
            ?? windows.map { _ in limit }
        var (whole, ahead): ([Backlog], [Backlog]) = ([], [])
        for (index, window) in windows.enumerated() {
            let arrivals = rates[index] * window.seconds
            let served = capacity[index] * window.seconds
            let hasNew = index > 0 && capacity[index] > capacity[index - 1]
            whole.append(Backlog(after: whole.last, arrivals: arrivals, served: served))
            ahead.append(
                Backlog(after: hasNew ? nil : ahead.last, arrivals: arrivals, served: served))
        }
        self.whole = whole
        self.ahead = ahead
    }

    /// Of all servers there may be, those of pods that take requests, in each window.
    private static func readyShares(
        _ resource: ResourceMeasurement, _ model: Model, _ measurements: Measurements,
        _ count: Int
    ) -> [Double]? {
        let fleets = measurements.control.fleets
        guard resource.id.role == .servers, measurements.control.timeline.count == count,
            let fleet = fleets.firstIndex(where: { $0.component == resource.id.component }),
            case .pods(let pods) = model.component(resource.id.component).kind
        else { return nil }
        return measurements.control.timeline.map {
            $0.ready[fleet].value * Double(pods.cores) / Double(resource.servers)
        }
    }
}
