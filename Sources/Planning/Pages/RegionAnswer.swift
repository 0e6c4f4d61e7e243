// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Whom a region serves, and how far away they are.
public struct RegionAnswer: Sendable {
    public let region: Region
    public let places: [String]
    /// Of all users.
    public let share: Ratio
    /// Round trip to the region, without the users' connections, that 95% stay within; absent
    /// where nobody is sent here.
    public let networkP95: SimTime?
    /// The same with their connections.
    public let p95: SimTime?
    /// `networkP95`, were the first region the only one; absent where it has no way to a place.
    public let networkP95FromFirst: SimTime?
    /// Views of pages that an instance renders; absent where views are not known.
    public let viewsPerInstance: Rate?

    private static let quantile = Ratio.percent(95)

    static func all(_ frontend: Frontend, _ pages: [PageAnswer]) -> [RegionAnswer] {
        let routes = frontend.routes
        return frontend.regions.indices.map { index in
            RegionAnswer(index, routes.filter { $0.region == index }, frontend, pages)
        }
    }

    private init(
        _ index: Int, _ routes: [Route], _ frontend: Frontend, _ pages: [PageAnswer]
    ) {
        region = frontend.regions[index]
        places = routes.map { frontend.places[$0.place].name }
        let share = routes.reduce(0) { $0 + frontend.places[$1.place].share.fraction }
        self.share = .fraction(share)
        func network(_ time: (Route) -> SimTime) -> SimTime? {
            WeightedTimes(
                routes.map { (time($0), frontend.places[$0.place].share.fraction) }
            ).quantile(Self.quantile)
        }
        networkP95 = network(\.roundTrip)
        let first = frontend.regions[0].roundTrips
        networkP95FromFirst =
            routes.allSatisfy { first[$0.place] != nil }
            ? network { first[$0.place] ?? .zero } : nil
        var whole: [(time: SimTime, weight: Double)] = []
        for route in routes {
            let place = frontend.places[route.place].share.fraction
            for device in frontend.devices.indices {
                for (index, connection) in frontend.connections.enumerated() {
                    let weight = place * frontend.share(device: device, connection: index)
                    whole.append((route.roundTrip + connection.roundTrip, weight))
                }
            }
        }
        p95 = WeightedTimes(whole).quantile(Self.quantile)
        let rates = pages.map { $0.viewRate?.value }
        let known = rates.compactMap { $0 }
        viewsPerInstance =
            known.isEmpty || known.count < rates.count
            ? nil
            : .perSecond(known.reduce(0, +) * share / Double(region.instances))
    }
}
