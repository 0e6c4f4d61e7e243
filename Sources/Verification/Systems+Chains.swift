// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Engine
import Model
import Quantities
import Statistics

struct StationaryBaseFeeSystem: KnownSystem {
    static let name = "eip1559-stationary-base-fee"
    let experiment: Experiment? = nil
    private let solution: StationaryBaseFee
    private let usersPerBlock: Double
    private let tip: Double
    private let highestValue: Double
    private let gasTarget: Double
    private let gasPerTransaction: Double

    private static let slot = SimTime.seconds(12)
    private static let points = 4_000
    private static let blocks: Int64 = 2_000

    init(_ parameters: inout Parameters) throws(VerificationError) {
        let users = try parameters.number("usersPerBlock")
        let values = try Self.range(&parameters, "value")
        let delays = try Self.range(&parameters, "delayCost")
        let wait = try parameters.number("expectedWaitBlocks")
        let tip = try parameters.number("tip")
        let target = try parameters.number("gasTarget")
        let gas = try parameters.number("gasPerTransaction")
        solution = try parameters.solve { () throws(AnalyticError) in
            try StationaryBaseFee(
                usersPerBlock: users, values: values, delayCosts: delays, expectedWait: wait,
                tip: tip, gasTarget: target, gasPerTransaction: gas)
        }
        usersPerBlock = users
        self.tip = tip
        highestValue = values.upperBound
        gasTarget = target
        gasPerTransaction = gas
    }

    private static func range(
        _ parameters: inout Parameters, _ name: String
    ) throws(VerificationError) -> ClosedRange<Double> {
        let low = try parameters.number(name + "Min")
        let high = try parameters.number(name + "Max")
        guard low <= high else {
            throw parameters.error(
                .outOfRange(key: name + "Max", value: high, allowed: "at least \(low)"))
        }
        return low...high
    }

    var answers: [(metric: Metric, answer: Answer)] { [(.baseFee, .number(solution.baseFee))] }

    /// Blocks of twice the target on the simulated chain, the users as its others: as many as would
    /// come by chance, willing as the values say. One unit of price is one gwei.
    func simulated(seed: UInt64, threads: Int) -> [(metric: Metric, value: Double)]? {
        guard let model = try? model(seed: seed),
            let answer = try? Simulation(model).run(threads: threads),
            let fee = answer.chains.first?.baseFee
        else { return nil }
        return [(.baseFee, fee.value * 1e-9)]
    }

    private static func gwei(_ price: Double) throws(QuantityError) -> WeiPerGas {
        WeiPerGas(wei: try Wei(rounding: price * 1e9, rule: .halfEven).wei)
    }

    private func model(seed: UInt64) throws -> Model {
        let share = gasTarget / gasPerTransaction / usersPerBlock
        let prices = (0...Self.points).map {
            highestValue * Double($0) / Double(Self.points)
        }
        let others = OtherDemand(
            rate: .perSecond(usersPerBlock / Self.slot.seconds),
            gas: try Gas(rounding: gasPerTransaction, rule: .halfEven),
            willingness: .curve(
                try prices.map {
                    Willingness.Point(
                        price: try Self.gwei($0), share: .fraction(solution.share(at: $0)))
                }),
            tips: [OtherDemand.TipShare(tip: try Self.gwei(tip), share: .one)],
            // Of a binomial number of users.
            variation: .fraction(max(0, (1 - share) / (usersPerBlock * share)).squareRoot()))
        let blocks = BlockRules(
            interval: Self.slot,
            gasLimit: try Gas(rounding: gasTarget, rule: .halfEven).multiplied(by: 2),
            pricing: .following(.ethereum, from: try Self.gwei(highestValue / 2)))
        let chain = Component(
            name: "chain",
            kind: .chain(
                ChainSettings(
                    gasPrice: nil, etherPrice: .zero, transactions: [],
                    network: ChainNetwork(blocks: blocks, others: others))), charge: nil)
        let nothing = Step.delay(
            DelayStep(name: "nothing", time: try .deterministic(.milliseconds(1))))
        return try Model(
            name: Self.name,
            sources: [
                TrafficSource(
                    name: "users",
                    demand: .open(
                        OpenDemand(rate: .perSecond(0.001), law: .deterministic, stages: [])),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [Operation(name: "send", steps: [nothing])], components: [chain],
            keyspaces: [], objectives: [],
            run: RunPlan(
                warmUp: Self.slot * 200, duration: Self.slot * Self.blocks, replications: 4,
                seed: seed),
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
    }
}
