// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// One line of a bill: quantity times unit price is the amount.
public struct BillLine: Sendable, Equatable {
    public let layer: CostLayer
    public let component: String
    /// What of the component is billed, where it has several things: a kind of transaction.
    public let item: String?
    public let meter: Meter
    /// Billed units a month, the free ones already taken off.
    public let quantity: ExactDecimal
    /// Units a month that the price book does not charge; zero for most.
    public let free: ExactDecimal
    /// The price of one unit, as it is billed: zero where a commitment covers it.
    public let unitPrice: Money
    /// The public price of one unit, and the one after negotiated rates or of spare capacity.
    public let listPrice: Money
    public let contractedPrice: Money
    /// What a month costs, by each view.
    public let amounts: BillAmounts
    /// What is billed in a month over its hours, rounded at 10^-18 USD.
    public let perHour: Money
    public let basis: Basis
    /// Half the 95% interval of the month's amount, in USD: what simulated quantities leave open,
    /// its own and those of others with which it shares a price, and a least charge does not make
    /// up for; absent where one replication gives no interval.
    public internal(set) var halfWidthPerMonth: Double?
    public let category: Category
    public let terms: Terms
    /// The entry of the price book; absent for gas, whose price is a chain's, and for what is on
    /// the whole bill.
    public let price: PriceKey?

    /// What is billed in a month.
    public var perMonth: Money { amounts.billed }

    init(
        layer: CostLayer, component: String, item: String?, meter: Meter, quantity: ExactDecimal,
        free: ExactDecimal, unitPrice: Money, listPrice: Money, contractedPrice: Money,
        amounts: BillAmounts, perHour: Money, basis: Basis, halfWidthPerMonth: Double?,
        category: Category, terms: Terms, price: PriceKey?
    ) {
        self.layer = layer
        self.component = component
        self.item = item
        self.meter = meter
        self.quantity = quantity
        self.free = free
        self.unitPrice = unitPrice
        self.listPrice = listPrice
        self.contractedPrice = contractedPrice
        self.amounts = amounts
        self.perHour = perHour
        self.basis = basis
        self.halfWidthPerMonth = halfWidthPerMonth
        self.category = category
        self.terms = terms
        self.price = price
    }

    /// Use that has no entry in a price book.
    init(
        layer: CostLayer, component: String, item: String?, meter: Meter, quantity: ExactDecimal,
        free: ExactDecimal, unitPrice: Money, perMonth: Money, perHour: Money, basis: Basis,
        halfWidthPerMonth: Double?
    ) {
        self.init(
            layer: layer, component: component, item: item, meter: meter, quantity: quantity,
            free: free, unitPrice: unitPrice, listPrice: unitPrice, contractedPrice: unitPrice,
            amounts: BillAmounts(perMonth), perHour: perHour, basis: basis,
            halfWidthPerMonth: halfWidthPerMonth, category: .usage, terms: .onDemand, price: nil)
    }

    /// Why something is charged.
    public enum Category: String, Sendable, CaseIterable {
        case usage
        /// A month of a subscription, used or not; or what is missing to a least charge.
        case subscription
        /// The purchase of a commitment.
        case commitment
        /// What a commitment leaves unused, in effect.
        case unusedCommitment = "unused commitment"
        case support, credit, tax
    }

    /// On which terms units are had.
    public enum Terms: Sendable, Equatable {
        case onDemand, spot
        /// Covered by, or part of, the commitment of that name.
        case committed(String)

        /// As an item names them; nil for those that go without saying.
        var words: String? {
            switch self {
            case .onDemand: nil
            case .spot: "spot"
            case .committed(let name): "committed: \(name)"
            }
        }
    }

    /// What the billed quantity rests on.
    public enum Basis: String, Sendable, CaseIterable {
        case given, simulated
        /// By a closed form.
        case computed
    }

    /// What is counted; the word that a bill prints.
    public enum Meter: String, Sendable, CaseIterable {
        case podHours = "pod-hours"
        case podMonths = "pod-months"
        case serverHours = "server-hours"
        case serverMonths = "server-months"
        case instanceHours = "instance-hours"
        case instanceMonths = "instance-months"
        case nodeHours = "node-hours"
        case nodeMonths = "node-months"
        /// Configured memory in units of 2^30 bytes, which cache vendors bill as GB.
        case gibibyteHours = "GiB-hours"
        case requests
        /// Memory of functions in units of 2^30 bytes, which vendors bill as GB, times seconds.
        case gigabyteSeconds = "GB-s"
        case months
        /// Delivered data in units of 10^9 bytes.
        case gigabytes = "GB"
        case gas
        case readUnits = "read units"
        case writeUnits = "write units"
        /// Capacity that is paid for, used or not, by the hour.
        case unitHours = "unit-hours"
        /// Of something that runs beside a component.
        case hours
        /// Data that is kept for the month, in units of 2^30 bytes, which vendors bill as GB.
        case gibibyteMonths = "GiB-months"
        /// What a provider weighs calls by.
        case computeUnits = "compute units"
        case connectionMinutes = "connection-minutes"
    }
}
