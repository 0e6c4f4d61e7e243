// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// What each operation's transactions cost one by one and in batches, by the exact rules of their
/// chain at prices that stand still.
public struct BatchTable: Sendable {
    public struct Row: Sendable {
        public let operation: String
        /// The batch; absent where each request has a transaction of its own.
        public let batch: String?
        /// Gas of a request alone, and in a batch of as many members as there are on average.
        public let gasAlone: Gas
        public let gasBatched: Double
        /// Whether the scenario says what one uses alone; else it is a batch of one.
        public let isAloneStated: Bool
        public let members: Double
        public let costAlone: Money
        public let costBatched: Money
        /// A day.
        public let requests: ExactDecimal
        public let savedPerDay: Money
        public let savedPerYear: Money

        /// Of what requests cost one by one; nil where that is nothing.
        public var savedShare: Double? {
            costAlone > .zero ? 1 - costBatched.approximation / costAlone.approximation : nil
        }
    }

    /// In the order of the operations.
    public let rows: [Row]
    public let savedPerDay: Money
    public let savedPerYear: Money

    /// - Parameter traffic: of the chain; what users pay themselves is left out.
    public init(
        _ traffic: ChainTraffic, _ batching: Batching, prices: StandingPrices, etherPrice: Money
    ) throws {
        let bill = try ChainBill(
            traffic, volume: .one, prices: prices, etherPrice: etherPrice)
        let kinds = traffic.kinds.filter { $0.isPaid && $0.operation != nil }
        let lines = bill.lines.filter { $0.operation != nil }
        var rows: [Row] = []
        for (kind, line) in zip(kinds, lines) {
            rows.append(
                try Self.row(
                    kind, line, batching, prices, etherPrice,
                    hoursPerMonth: traffic.hoursPerMonth))
        }
        self.rows = rows
        savedPerDay = try Money.sum(rows.map(\.savedPerDay))
        savedPerYear = try Money.sum(rows.map(\.savedPerYear))
    }

    private static let daysPerYear: Int64 = 365

    private static func row(
        _ kind: ChainTraffic.Kind, _ line: ChainBill.Line, _ batching: Batching,
        _ prices: StandingPrices, _ etherPrice: Money, hoursPerMonth: Int64
    ) throws -> Row {
        let stated = batching.alone.first { $0.operation == kind.operation }?.gas
        let isBatched = kind.gathering != nil
        let alone = try kind.submit.alone(stated)
        let fee = try prices.fee(
            gas: alone.gas, tip: kind.submit.policy.tip, data: alone.policy.data)
        let cost = try (fee.execution + fee.data).value(at: etherPrice, rounding: .halfEven)
        let batched = isBatched ? try line.perRequest : cost
        let perDay = try kind.requests.multiplied(
            by: ExactDecimal(24), over: ExactDecimal(hoursPerMonth), rounding: .halfEven)
        let saved = try (cost - batched).multiplied(by: perDay, rounding: .halfEven)
        let gas = Double(kind.submit.gas.units) / line.members + Double(kind.submit.gasEach.units)
        return Row(
            operation: kind.name, batch: kind.gathering?.batch.name, gasAlone: alone.gas,
            gasBatched: isBatched ? gas : Double(alone.gas.units),
            isAloneStated: stated != nil || !isBatched, members: line.members, costAlone: cost,
            costBatched: batched, requests: perDay, savedPerDay: saved,
            savedPerYear: try saved.multiplied(by: Self.daysPerYear))
    }
}

extension SubmitStep {
    /// The transaction of one request that is sent by itself.
    func alone(_ stated: Gas?) throws(QuantityError) -> SubmitStep {
        guard let gas = stated ?? self.gas(serving: 1), let data = data(serving: 1) else {
            throw QuantityError(
                text: "\(self.gas)", expected: "fewer than 2^64 gas and 2^63 bytes",
                reason: .overflow)
        }
        var changed = policy
        changed.data = data
        changed.dataEach = .zero
        return SubmitStep(chain: chain, gas: gas, awaits: awaits, policy: changed)
    }
}
