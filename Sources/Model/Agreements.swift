// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What was agreed with providers beside their public prices, and what a bill has besides use.
public struct Agreements: Sendable, Equatable {
    /// Of those that fit a price, the first holds.
    public var discounts: [Discount]
    public var commitments: [Commitment]
    /// At most one of a price.
    public var spot: [SpotShare]
    public var credits: [Credit]
    public var support: Support?
    /// Of the whole bill.
    public var tax: Percentage?

    public static let none = Agreements()

    public init(
        discounts: [Discount] = [], commitments: [Commitment] = [], spot: [SpotShare] = [],
        credits: [Credit] = [], support: Support? = nil, tax: Percentage? = nil
    ) {
        self.discounts = discounts
        self.commitments = commitments
        self.spot = spot
        self.credits = credits
        self.support = support
        self.tax = tax
    }

    /// What is taken off the public price; zero where nothing was agreed.
    public func discount(on key: PriceKey) -> Percentage {
        discounts.first { $0.prices.fits(key.path) }?.off ?? .zero
    }
}

/// A share that a provider takes off some of its prices.
public struct Discount: Sendable, Equatable {
    public let prices: KeyPattern
    public let off: Percentage

    public init(prices: KeyPattern, off: Percentage) {
        self.prices = prices
        self.off = off
    }
}

/// A price key in which each `*` stands for any text: `aws/rds/*`.
public struct KeyPattern: Sendable, Equatable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    /// Whether the whole path fits.
    public func fits(_ path: String) -> Bool {
        let path = Array(path.utf8)
        // Which lengths of the path the pattern so far can have taken.
        var taken = [Bool](repeating: false, count: path.count + 1)
        taken[0] = true
        for byte in text.utf8 {
            var next = [Bool](repeating: false, count: path.count + 1)
            if byte == UInt8(ascii: "*") {
                var isReached = false
                for length in taken.indices {
                    isReached = isReached || taken[length]
                    next[length] = isReached
                }
            } else {
                for length in path.indices where taken[length] && path[length] == byte {
                    next[length + 1] = true
                }
            }
            taken = next
        }
        return taken[path.count]
    }
}

/// Units that are paid for in each hour of a term, used or not, at a rate of their own.
public struct Commitment: Sendable, Equatable {
    public let name: String
    /// A price per hour, or per GB and hour: what it covers.
    public let price: PriceKey
    /// Units of that price in each hour.
    public let quantity: ExactDecimal
    /// For each unit in each hour, and for each unit at once.
    public let hourly: Money
    public let upfront: Money
    /// Over how many hours what is paid at once is spread.
    public let termHours: Int64

    /// - Precondition: the term is not empty.
    public init(
        name: String, price: PriceKey, quantity: ExactDecimal, hourly: Money, upfront: Money,
        termHours: Int64
    ) {
        precondition(termHours > 0, "a term has hours")
        self.name = name
        self.price = price
        self.quantity = quantity
        self.hourly = hourly
        self.upfront = upfront
        self.termHours = termHours
    }
}

/// A share of what is used that runs on spare capacity, at a price of its own.
public struct SpotShare: Sendable, Equatable {
    public let price: PriceKey
    public let share: Percentage
    /// In the unit of the price.
    public let spotPrice: Money

    public init(price: PriceKey, share: Percentage, spotPrice: Money) {
        self.price = price
        self.share = share
        self.spotPrice = spotPrice
    }
}

/// Money that a provider gives for each month, as far as there is something to pay.
public struct Credit: Sendable, Equatable {
    public let name: String
    public let perMonth: Money
    /// What it pays for; absent for anything.
    public let layer: CostLayer?

    public init(name: String, perMonth: Money, layer: CostLayer?) {
        self.name = name
        self.perMonth = perMonth
        self.layer = layer
    }
}

/// A plan whose price is a share of what is spent on use.
public struct Support: Sendable, Equatable {
    /// For each dollar spent, by how many are.
    public let rates: TierSchedule
    /// The least that a month costs.
    public let minimum: Money
    /// Whose spend counts.
    public let layers: [CostLayer]

    /// Gas is paid to a network and not to a provider.
    public static let usualLayers = CostLayer.allCases.filter { $0 != .gas }

    public init(
        rates: TierSchedule, minimum: Money, layers: [CostLayer] = Support.usualLayers
    ) {
        self.rates = rates
        self.minimum = minimum
        self.layers = layers
    }
}
