// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Many requests, and requests that are lost, while they wait for blocks.
@Suite struct ChainRequestTests {
    private func fixture(_ rate: Double, _ awaits: SubmitStep.Await) -> Fixture {
        var fixture = Fixture()
        fixture.sources = Fixture.poisson(rate)
        let network = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(12), gasLimit: Gas(30_000_000), pricing: .constant(.gwei(1))),
            confirmations: 3, accounts: [ChainAccount(name: "hot", count: 3)])
        fixture.components = [
            Fixture.component(
                "chain",
                .chain(
                    ChainSettings(
                        gasPrice: nil, etherPrice: .zero, transactions: [], network: network)))
        ]
        let submit = SubmitStep(chain: ComponentID(0), gas: Gas(21_000), awaits: awaits)
        fixture.operations = [Operation(name: "send", steps: [.submit(submit)])]
        fixture.warmUp = .seconds(120)
        fixture.duration = .seconds(2_400)
        return fixture
    }

    /// 6 s for a block and 36 s for three more, whatever slots grow and are used again.
    @Test("Some thousand wait for confirmations at a time")
    func many() throws {
        let answer = try fixture(60, .confirmed).run()
        #expect(holds(answer.overall.meanSojournTime, 42))
        let kind = try #require(answer.chains.first?.transactions.first)
        #expect(kind.lost.value == 0 && abs(kind.included.value / 60 - 1) < 0.05)
    }

    @Test("Who dies with its pod while it waits for a block fails, and its transaction goes on")
    func crash() throws {
        var fixture = fixture(2, .inclusion)
        let pods = Pods(
            replicas: 2, cores: 4, memory: nil, queueLimit: nil, balancing: .roundRobin,
            startup: try .deterministic(.seconds(1)))
        fixture.components.append(Fixture.component("api", .pods(pods)))
        let serve = Step.serve(
            ServeStep(component: ComponentID(1), time: try Fixture.exponential(0.01)))
        fixture.operations = fixture.operations.map {
            Operation(name: $0.name, steps: [serve] + $0.steps)
        }
        fixture.faults = [
            Fault(
                name: "crash", effect: .crash(ComponentID(1), .count(1)),
                timing: .repeated(between: try .deterministic(.seconds(97)), lasting: nil))
        ]
        fixture.warmUp = .zero
        for run in try fixture.plainRuns() {
            let count = run.operations[0]
            #expect(count.failed > 0 && count.completed > 0)
            #expect(
                count.arrived == count.completed + count.failed + count.rejected
                    + count.inFlightAfter)
            let submits = run.chains[0].submits[0]
            #expect(submits.sent == submits.included + run.chains[0].pending)
            #expect(submits.included > count.completed)
        }
    }
}
