// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// Where a share of the users is.
public struct UserPlace: Sendable {
    public let name: String
    public let share: Ratio

    public init(name: String, share: Ratio) {
        self.name = name
        self.share = share
    }
}

/// Where the application is deployed.
public struct Region: Sendable {
    public let name: String
    public let instances: Int
    /// To each place of `Frontend.places`; nil where no user of it is sent here.
    public let roundTrips: [SimTime?]

    public init(name: String, instances: Int, roundTrips: [SimTime?]) {
        self.name = name
        self.instances = instances
        self.roundTrips = roundTrips
    }
}

/// The way of the users of one place: the region with the least round trip, the first of several.
public struct Route: Sendable, Equatable {
    /// Positions in `Frontend.places` and `Frontend.regions`.
    public let place: Int
    public let region: Int
    public let roundTrip: SimTime
}

extension Frontend {
    /// A route for each place; users of a place without one cannot be in a valid model.
    public var routes: [Route] {
        places.indices.compactMap { place in
            regions.indices.compactMap { region in
                regions[region].roundTrips[place].map {
                    Route(place: place, region: region, roundTrip: $0)
                }
            }.min { $0.roundTrip < $1.roundTrip }
        }
    }
}
