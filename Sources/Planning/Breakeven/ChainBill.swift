// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// What a chain's transactions cost in a month, each by the exact rule of its chain: whole wei
/// first, then dollars.
public struct ChainBill: Sendable {
    public struct Line: Sendable {
        public let name: String
        public let operation: OperationID?
        /// In the month.
        public let requests: ExactDecimal
        /// Requests that one transaction serves, on average.
        public let members: Double
        public let transactions: ExactDecimal
        public let execution: Money
        public let data: Money

        /// Zero where nobody asks.
        public var perRequest: Money {
            get throws(QuantityError) { try share(of: execution + data) }
        }

        public var dataPerRequest: Money { get throws(QuantityError) { try share(of: data) } }

        private func share(of amount: Money) throws(QuantityError) -> Money {
            guard requests > .zero else { return .zero }
            return try amount.multiplied(by: .one, over: requests, rounding: .halfEven)
        }
    }

    /// What the platform pays; users pay theirs themselves.
    public let lines: [Line]
    public let execution: Money
    public let data: Money

    public var total: Money { get throws(QuantityError) { try execution + data } }

    /// - Parameters:
    ///   - volume: times the requests of the traffic. Batches fill faster with more of them.
    ///   - prices: that stand still.
    public init(
        _ traffic: ChainTraffic, volume: ExactDecimal, prices: StandingPrices, etherPrice: Money
    ) throws {
        var lines: [Line] = []
        for kind in traffic.kinds where kind.isPaid {
            lines.append(
                try BreakevenError.placed("what '\(kind.name)' sends in a month", .fees) {
                    try Self.line(kind, volume, prices, etherPrice)
                })
        }
        self.lines = lines
        let execution = lines.map(\.execution)
        let data = lines.map(\.data)
        (self.execution, self.data) = try BreakevenError.placed("what is sent in a month", .fees) {
            (try Money.sum(execution), try Money.sum(data))
        }
    }

    private static func line(
        _ kind: ChainTraffic.Kind, _ volume: ExactDecimal, _ prices: StandingPrices,
        _ etherPrice: Money
    ) throws -> Line {
        let requests = try kind.requests.multiplied(by: volume, rounding: .halfEven)
        let sent =
            if let gathering = kind.gathering {
                try BatchCount(gathering.batch, gathering.rate, kind.requests, volume)
            } else { try BatchCount(members: 1, requests: requests) }
        var execution = Money.zero
        var data = Money.zero
        for (size, count) in sent.sizes {
            let fee = try prices.fee(of: kind.submit, serving: size)
            execution = try execution + fee.execution.cost(times: count, at: etherPrice)
            data = try data + fee.data.cost(times: count, at: etherPrice)
        }
        return Line(
            name: kind.name, operation: kind.operation, requests: requests,
            members: sent.members, transactions: sent.transactions, execution: execution,
            data: data)
    }
}

extension StandingPrices {
    /// What a transaction that serves so many requests pays.
    func fee(of submit: SubmitStep, serving members: Int) throws -> Fee {
        guard let gas = submit.gas(serving: members), let data = submit.data(serving: members)
        else {
            throw QuantityError(
                text: "a batch of \(members)", expected: "fewer than 2^64 gas and 2^63 bytes",
                reason: .overflow)
        }
        return try fee(gas: gas, tip: submit.policy.tip, data: data)
    }
}

extension Wei {
    /// So many times the amount, in dollars, rounded at 10^-18 USD.
    func cost(
        times count: ExactDecimal, at etherPrice: Money
    ) throws(QuantityError) -> Money {
        guard let scaled = Int128(exactly: wei) else {
            throw QuantityError(
                text: "\(self)", expected: "at most \(Int128.max) wei", reason: .overflow)
        }
        // A decimal of ETH has 18 places: rounding it is rounding to whole wei.
        let spent = try ExactDecimal(scaled: scaled).multiplied(by: count, rounding: .halfEven)
        return try etherPrice.multiplied(by: spent, rounding: .halfEven)
    }
}
