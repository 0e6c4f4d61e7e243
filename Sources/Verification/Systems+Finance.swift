// SPDX-License-Identifier: GPL-3.0-or-later
import Planning
import Quantities
import Statistics

struct MonthlyCostSystem: KnownSystem {
    static let name = "monthly-cost"
    let experiment: Experiment? = nil
    private let cost: Money

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let price = try parameters.price("hourlyPrice", per: .hour)
        let hours = try parameters.decimal("hoursPerMonth")
        cost = try parameters.reckon { () throws(QuantityError) in
            try price.cost(of: hours, rounding: .halfEven)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.monthlyCost, .number(cost.nearest))] }
}

struct BillSystem: KnownSystem {
    static let name = "bill"
    let experiment: Experiment? = nil
    private let amounts: [Money]
    private let total: Money

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let amounts = try parameters.objects("lines") {
            (line: inout Parameters) throws(VerificationError) -> Money in
            let quantity = try line.decimal("quantity")
            let price = try line.price("unitPrice", per: .request)
            return try line.reckon { () throws(QuantityError) in
                try price.cost(of: quantity, rounding: .halfEven)
            }
        }
        total = try parameters.reckon { () throws(QuantityError) in try Money.sum(amounts) }
        self.amounts = amounts
    }

    var answers: [(metric: Metric, answer: Answer)] {
        [(.lineAmounts, .list(amounts.map(\.nearest))), (.total, .number(total.nearest))]
    }
}

/// Each invocation is billed by whole milliseconds begun, at a price that grows with the memory.
struct InvocationCostSystem: KnownSystem {
    static let name = "invocation-cost"
    let experiment: Experiment? = nil
    private let cost: Money

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let price = try parameters.price("pricePerMillisecond", per: .request)
        let base = try parameters.decimal("baseMemoryMebibytes")
        let memory = try parameters.decimal("memoryMebibytes")
        let billed = try parameters.numbers("durationsMilliseconds").reduce(0) {
            $0 + $1.rounded(.up)
        }
        cost = try parameters.reckon { () throws(QuantityError) in
            let milliseconds = try ExactDecimal(rounding: billed, rule: .halfEven)
            return try price.cost(of: milliseconds, rounding: .halfEven)
                .multiplied(by: memory, over: base, rounding: .halfEven)
        }
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.cost, .number(cost.nearest))] }
}

struct TrimmedMeanSystem: KnownSystem {
    static let name = "trimmed-mean"
    let experiment: Experiment? = nil
    private let mean: Double

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let values = try parameters.signedNumbers("values")
        let trim = try parameters.number("trim")
        guard trim < 0.5 else {
            throw parameters.error(
                .outOfRange(key: "trim", value: trim, allowed: "below 0.5, a share of each end"))
        }
        guard let mean = trimmedMean(values, share: .fraction(trim)), mean.isFinite else {
            throw parameters.error(.unanswerable("'values' must hold a number at least"))
        }
        self.mean = mean
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.mean, .number(mean))] }
}

struct PaybackSystem: KnownSystem {
    static let name = "payback"
    let experiment: Experiment? = nil
    private let months: ExactDecimal

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let outlay = try parameters.price("oneTimeCost", per: .month).amount
        let saving = try parameters.price("monthlySaving", per: .month).amount
        let payback: Payback
        do { payback = try Payback(outlay: outlay, saving: saving) } catch {
            throw parameters.error(.unanswerable(error.description))
        }
        switch payback {
        case .after(let months): self.months = months
        case .never:
            throw parameters.error(
                .unanswerable("a cost without saving is never paid back; save more than 0"))
        }
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.months, .number(months.nearest))] }
}

extension Parameters {
    /// USD of one unit.
    fileprivate mutating func price(
        _ key: String, per unit: PriceUnit
    ) throws(VerificationError) -> UnitPrice {
        UnitPrice(amount: Money(attodollars: try decimal(key).scaled), unit: unit)
    }

    /// Arithmetic that may pass what exact numbers hold.
    fileprivate func reckon<Value>(
        _ operation: () throws(QuantityError) -> Value
    ) throws(VerificationError) -> Value {
        do { return try operation() } catch {
            throw self.error(.unanswerable(error.description))
        }
    }
}
