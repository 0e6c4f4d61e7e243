// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// One thing that a provider sells, and what it costs.
public struct PriceEntry: Sendable {
    public let key: PriceKey
    public let unit: PriceUnit
    /// What a month's units cost that are not free. Its limits count from the first of them.
    public let schedule: TierSchedule
    /// Units a month that are not charged, because they are free or come with the fee.
    public let freePerMonth: ExactDecimal?
    /// What a month costs besides its units, used or not; absent for nothing.
    public let fee: Money?
    /// The least that a month costs, the fee included; absent for none.
    public let minimum: Money?
    /// What calls count as, where the provider weighs them by their method.
    public let methods: [MethodWeight]
    public let product: Product
    public let source: String
    /// The date at which the price held, as written (ISO 8601).
    public let asOf: String

    /// By which names the provider knows what it sells.
    public struct Product: Sendable, Equatable {
        public let provider: String?
        /// The provider's own code of it.
        public let sku: String?
        public let region: String?

        public init(provider: String? = nil, sku: String? = nil, region: String? = nil) {
            self.provider = provider
            self.sku = sku
            self.region = region
        }
    }

    public init(
        key: PriceKey, unit: PriceUnit, schedule: TierSchedule, freePerMonth: ExactDecimal?,
        fee: Money?, minimum: Money?, methods: [MethodWeight] = [], product: Product,
        source: String, asOf: String
    ) {
        self.key = key
        self.unit = unit
        self.schedule = schedule
        self.freePerMonth = freePerMonth
        self.fee = fee
        self.minimum = minimum
        self.methods = methods
        self.product = product
        self.source = source
        self.asOf = asOf
    }

    /// One price for all units.
    public init(
        key: PriceKey, price: UnitPrice, freePerMonth: ExactDecimal?, source: String, asOf: String
    ) {
        self.init(
            key: key, unit: price.unit, schedule: TierSchedule(price.amount),
            freePerMonth: freePerMonth, fee: nil, minimum: nil, product: Product(),
            source: source, asOf: asOf)
    }

    /// Of the first unit that is not free.
    public var price: UnitPrice { UnitPrice(amount: schedule.firstPrice, unit: unit) }
}
