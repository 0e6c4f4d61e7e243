// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// All views of one page: of each class of devices and connections at each place, with what the
/// browser has by then; classes, places and that are independent of one another, but for the
/// connections that a device class states.
public struct PageViews: Sendable {
    private struct Entry {
        let device: Int
        let connection: Int
        let view: PageTiming.View
        let weight: Double
        let vitals: PageVitals
    }

    private let entries: [Entry]

    public init(_ page: WebPage, of frontend: Frontend, serverTime: SimTime) {
        let routes = frontend.routes
        let ways =
            routes.isEmpty
            ? [(SimTime.zero, 1.0)]
            : routes.map { ($0.roundTrip, frontend.places[$0.place].share.fraction) }
        var entries: [Entry] = []
        for device in frontend.devices.indices {
            for connection in frontend.connections.indices {
                let timing = PageTiming(
                    page, of: frontend, device: device, connection: connection)
                let share = frontend.share(device: device, connection: connection)
                for (roundTrip, placeShare) in ways {
                    for view in PageTiming.View.allCases {
                        entries.append(
                            Entry(
                                device: device, connection: connection, view: view,
                                weight: share * placeShare * Self.share(view, of: page),
                                vitals: timing.vitals(
                                    view, roundTrip: roundTrip, serverTime: serverTime)))
                    }
                }
            }
        }
        self.entries = entries
    }

    private static func share(_ view: PageTiming.View, of page: WebPage) -> Double {
        let prefetched = page.prefetched.fraction
        let cached = page.cached.fraction
        switch view {
        case .prefetched: return prefetched
        case .cached: return (1 - prefetched) * cached
        case .first: return (1 - prefetched) * (1 - cached)
        }
    }

    /// Of all views on one class of devices.
    public func times(_ vital: Vital, device: Int) -> WeightedTimes {
        WeightedTimes(
            entries.filter { $0.device == device }.map { ($0.vitals[vital], $0.weight) })
    }

    /// Of all views.
    public func times(_ vital: Vital) -> WeightedTimes {
        WeightedTimes(entries.map { ($0.vitals[vital], $0.weight) })
    }

    /// Of first views on one class of devices and connections, over all places; also where nobody
    /// has both.
    public func firstTimes(_ vital: Vital, device: Int, connection: Int) -> WeightedTimes {
        first(device, connection) { $0[vital] }
    }

    /// From the end of the HTML until all critical bundles are there, in first views.
    public func firstScripts(device: Int, connection: Int) -> WeightedTimes {
        first(device, connection) { $0.scripts }
    }

    private func first(
        _ device: Int, _ connection: Int, _ time: (PageVitals) -> SimTime
    ) -> WeightedTimes {
        let found = entries.filter {
            $0.device == device && $0.connection == connection && $0.view == .first
        }
        // Nobody may be there; places then count by themselves.
        let isEmpty = found.allSatisfy { $0.weight == 0 }
        return WeightedTimes(found.map { (time($0.vitals), isEmpty ? 1 : $0.weight) })
    }
}
