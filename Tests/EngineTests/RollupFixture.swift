// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics

@testable import Engine

/// Transactions of 21,000 gas on a chain with blocks each 2 s, above one with blocks each 12 s.
struct RollupFixture {
    /// Requests a second, each of which sends one.
    var rate = 4.0
    var bytes: Int64 = 1_000
    var awaits = SubmitStep.Await.nothing
    var every = SimTime.seconds(60)
    var carriage: BatchCarriage? = BatchCarriage(to: ComponentID(0), in: .blobs)
    var data: DataFee?
    var below = GasPricing.constant(.gwei(10))
    var blobs: BlobPricing? = .constant(.wei(7))
    /// Of the chain below.
    var lifetime = SimTime.hours(3)
    var faults: [Fault] = []
    var duration = SimTime.seconds(3_600)

    func fixture() -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        let l1 = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(12), gasLimit: Gas(60_000_000), pricing: below,
                lifetime: lifetime),
            blobs: blobs)
        let l2 = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(2), gasLimit: Gas(30_000_000), pricing: .constant(.wei(100))),
            posting: Posting(every: every, carriage: carriage), dataFee: data,
            below: data == nil ? nil : ComponentID(0))
        fixture.components = [Self.chain("l1", l1), Self.chain("l2", l2)]
        let step = SubmitStep(
            chain: ComponentID(1), gas: Gas(21_000), awaits: awaits,
            policy: TransactionPolicy(data: .bytes(bytes)))
        fixture.operations = [Operation(name: "send", steps: [.submit(step)])]
        fixture.faults = faults
        fixture.warmUp = .zero
        fixture.duration = duration
        fixture.replications = 2
        return fixture
    }

    /// A chain that stands still, by its place: the one below is the first.
    static func halt(_ chain: Int, at start: Int64, for seconds: Int64) -> Fault {
        Fault(
            name: "stop", effect: .halt(ComponentID(chain)),
            timing: .once(at: .seconds(start), lasting: .seconds(seconds)))
    }

    private static func chain(_ name: String, _ network: ChainNetwork) -> Component {
        Component(
            name: name,
            kind: .chain(
                ChainSettings(
                    gasPrice: nil, etherPrice: .zero, transactions: [], network: network)),
            charge: nil)
    }
}
