// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// How long it takes from an order until what was ordered carries load.
public struct LeadTimes: Sendable, Equatable {
    /// Of what has no time of its own.
    public let days: Int
    public let ofComponents: [ComponentID: Int]

    public init(days: Int, ofComponents: [ComponentID: Int] = [:]) {
        self.days = days
        self.ofComponents = ofComponents
    }

    public func days(of component: ComponentID?) -> Int {
        component.flatMap { ofComponents[$0] } ?? days
    }
}
