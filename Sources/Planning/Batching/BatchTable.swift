// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// What each operation's transactions cost one by one and in batches, by the exact rules of their
/// chain at prices that stand still.
public struct BatchTable: Sendable {
    /// What a request of one operation sends in batches, or by itself.
    public struct Row: Sendable {
        public let operation: String
        /// The batches; none where each request has transactions of its own.
        public let batches: [String]
        /// Gas of a request alone, and in batches of as many members as there are on average.
        public let gasAlone: Double
        public let gasBatched: Double
        /// Whether the scenario says what one uses alone; else it is a batch of one.
        public let isAloneStated: Bool
        public let costAlone: Money
        public let costBatched: Money
        /// A day, each once however many transactions it sends.
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

    private static let daysPerYear: Int64 = 365

    /// A submit step, what all its requests cost in a month, and what they would cost alone.
    private struct Part {
        let kind: ChainTraffic.Kind
        let line: ChainBill.Line
        let alone: SubmitStep
        let costAlone: Money
    }

    /// - Parameter traffic: of the chain; what users pay themselves is left out.
    init(
        _ traffic: ChainTraffic, _ aloneGas: AloneGas, prices: StandingPrices, etherPrice: Money
    ) throws {
        let bill = try ChainBill(
            traffic, volume: .one, prices: prices, etherPrice: etherPrice)
        let parts = try zip(traffic.kinds.filter(\.isPaid), bill.lines).map { kind, line in
            try Self.part(kind, line, aloneGas, prices, etherPrice)
        }
        var rows: [Row] = []
        for sender in traffic.senders {
            let own = parts.filter { $0.kind.operation == sender.operation }
            let groups = [
                (sender.gathered, own.filter { $0.kind.gathering != nil }),
                (sender.single, own.filter { $0.kind.gathering == nil }),
            ]
            for (requests, parts) in groups where requests > .zero {
                rows.append(
                    try BreakevenError.placed("what '\(parts[0].kind.name)' saves", .fees) {
                        try Self.row(
                            parts, requests, aloneGas, hoursPerMonth: traffic.hoursPerMonth)
                    })
            }
        }
        self.rows = rows
        let (day, year) = (rows.map(\.savedPerDay), rows.map(\.savedPerYear))
        (savedPerDay, savedPerYear) = try BreakevenError.placed("what batches save", .fees) {
            (try Money.sum(day), try Money.sum(year))
        }
    }

    private static func part(
        _ kind: ChainTraffic.Kind, _ line: ChainBill.Line, _ aloneGas: AloneGas,
        _ prices: StandingPrices, _ etherPrice: Money
    ) throws -> Part {
        guard let operation = kind.operation, kind.gathering != nil else {
            return Part(
                kind: kind, line: line, alone: kind.submit,
                costAlone: try line.execution + line.data)
        }
        let alone = try aloneGas.alone(kind.submit, of: operation)
        return try BreakevenError.placed("what '\(kind.name)' would cost alone", .fees) {
            let fee = try prices.fee(
                gas: alone.gas, tip: alone.policy.tip, data: alone.policy.data)
            let cost =
                try fee.execution.cost(times: kind.requests, at: etherPrice)
                + fee.data.cost(times: kind.requests, at: etherPrice)
            return Part(kind: kind, line: line, alone: alone, costAlone: cost)
        }
    }

    /// - Parameters:
    ///   - parts: of one operation, one at least.
    ///   - requests: a month, each once.
    private static func row(
        _ parts: [Part], _ requests: ExactDecimal, _ aloneGas: AloneGas, hoursPerMonth: Int64
    ) throws -> Row {
        var (alone, batched) = (Money.zero, Money.zero)
        var gas = (alone: 0.0, batched: 0.0)
        for part in parts {
            alone = try alone + part.costAlone
            batched = try batched + part.line.execution + part.line.data
            let share = part.kind.requests.approximation / requests.approximation
            let submit = part.kind.submit
            gas.alone += share * Double(part.alone.gas.units)
            gas.batched +=
                share
                * (Double(submit.gas.units) / part.line.members + Double(submit.gasEach.units))
        }
        let days = (ExactDecimal(24), ExactDecimal(hoursPerMonth))
        let perDay = try requests.multiplied(by: days.0, over: days.1, rounding: .halfEven)
        let saved = try (alone - batched).multiplied(by: days.0, over: days.1, rounding: .halfEven)
        let kind = parts[0].kind
        var batches: [String] = []
        for name in parts.compactMap(\.kind.gathering?.batch.name) where !batches.contains(name) {
            batches.append(name)
        }
        return Row(
            operation: kind.name, batches: batches, gasAlone: gas.alone, gasBatched: gas.batched,
            isAloneStated: batches.isEmpty || kind.operation.map(aloneGas.isStated) ?? false,
            costAlone: try alone.multiplied(by: .one, over: requests, rounding: .halfEven),
            costBatched: try batched.multiplied(by: .one, over: requests, rounding: .halfEven),
            requests: perDay, savedPerDay: saved,
            savedPerYear: try saved.multiplied(by: Self.daysPerYear))
    }
}
