// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Cost

/// Bills of chains whose blocks are simulated.
@Suite struct ChainBillTests {
    /// Transactions of 50,000 gas at 2 gwei and of 21,000 at 30 gwei; the second chain posts its
    /// batches to the first, where ether costs 3,000 USD.
    private func bill(
        _ medium: BatchCarriage.Medium?, gas: UInt64 = 50_000, rate: Double = 1,
        price: WeiPerGas = .gwei(2), interval: SimTime = .seconds(12)
    ) throws -> (bill: Bill, measurements: Measurements) {
        let demand = OpenDemand(rate: .perSecond(rate), law: .deterministic, stages: [])
        let carriage = medium.map {
            BatchCarriage(to: ComponentID(0), in: $0, gas: Gas(9_000), tip: .gwei(1))
        }
        let l1 = ChainNetwork(
            blocks: BlockRules(
                interval: interval, gasLimit: Gas(100_000_000_000), pricing: .constant(price)),
            blobs: .constant(.gwei(5)))
        let l2 = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(2), gasLimit: Gas(100_000_000_000),
                pricing: .constant(.gwei(30))),
            posting: Posting(every: .seconds(60), carriage: carriage))
        let model = try Model(
            name: "chains",
            sources: [
                TrafficSource(
                    name: "users", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "pay",
                    steps: [
                        .submit(SubmitStep(chain: ComponentID(0), gas: Gas(gas))),
                        .submit(
                            SubmitStep(
                                chain: ComponentID(1), gas: Gas(21_000),
                                policy: TransactionPolicy(data: .bytes(1_000)))),
                    ])
            ], components: [try Self.chain("l1", 3_000, l1), try Self.chain("l2", 10, l2)],
            keyspaces: [], objectives: [],
            run: RunPlan(warmUp: .seconds(60), duration: .seconds(1_200), replications: 2, seed: 3),
            economics: Model.Economics(prices: nil, transactions: nil),
            remarks: Model.Remarks(notes: [], assumptions: [], observations: []))
        let measurements = try Simulation(model).run(threads: 2)
        return (try Bill(model, measurements), measurements)
    }

    private static func chain(
        _ name: String, _ dollars: Int64, _ network: ChainNetwork
    ) throws -> Component {
        Component(
            name: name,
            kind: .chain(
                ChainSettings(
                    gasPrice: nil, etherPrice: .usd(dollars), transactions: [], network: network)),
            charge: try Platform.charge(nil, .gas))
    }

    @Test("Each chain has a line of its own, and batches have theirs")
    func lines() throws {
        #expect(try bill(nil).bill.lines.map(\.item) == ["submitted to l1", "submitted to l2"])
        let own = ["submitted to l1", "submitted to l2", "batches on l1"]
        #expect(try bill(.calldata).bill.lines.map(\.item) == own)
        #expect(try bill(.blobs).bill.lines.map(\.item) == own + ["blobs on l1"])
    }

    /// A transaction a second for 730 h: 50,000 gas at 2 gwei and 3,000 USD, 21,000 at 30 gwei and
    /// 10 USD. A batch a minute: 30,000 gas at 3 gwei, and one blob of 131,072 gas at 5 gwei.
    @Test("What lines say is what blocks were paid")
    func amounts() throws {
        let (bill, measurements) = try bill(.blobs)
        let month = 3_600.0 * Double(bill.hoursPerMonth)
        let expected = [
            month * 50_000 * 2e-9 * 3_000, month * 21_000 * 30e-9 * 10,
            month / 60 * 30_000 * 3e-9 * 3_000, month / 60 * 131_072 * 5e-9 * 3_000,
        ]
        for (line, amount) in zip(bill.lines, expected) {
            // One of twenty batches may fall outside of the window.
            #expect(abs(line.perMonth.approximation / amount - 1) < 0.06, "\(line.item ?? "")")
        }
        let posting = try #require(measurements.chains[1].posting)
        let paid = (posting.gasSpent.value + posting.blobsSpent.value) * 3e-15 * month
        let billed = bill.lines.suffix(2).map(\.perMonth.approximation).reduce(0, +)
        #expect(abs(paid / billed - 1) < 1e-9)
    }

    /// 9.2·10^18 gas a month are 3.5·10^12 a second.
    @Test("More gas than can be billed is an error, and no line is dropped")
    func overflow() throws {
        let most = try bill(nil, gas: 90_000_000_000, rate: 0.05, price: .wei(1))
        #expect(most.bill.lines.count == 2)
        #expect {
            _ = try bill(
                nil, gas: 90_000_000_000, rate: 60, price: .wei(1), interval: .milliseconds(10))
        } throws: { error in
            guard case CostError.arithmetic(component: "l1", let reason) = error else {
                return false
            }
            return reason.reason == .overflow
        }
    }
}
