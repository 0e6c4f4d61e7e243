// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// The breaking point against the closed form's.
@Suite struct StressTests {
    private func answer(
        _ fixture: ExplainFixture, most: Double = 10, precision: Double = 0.04,
        budget: SimTime = .seconds(10), users: Int? = nil
    ) throws -> StressAnswer {
        var model = try fixture.model()
        if let users { model = try Self.closed(model, users) }
        var test = StressTest(
            model,
            StressTest.Settings(
                most: .fraction(most), precision: .fraction(precision),
                budget: WorkBudget(about: budget)),
            threads: 2)
        return try test.run()
    }

    private static func closed(_ model: Model, _ users: Int) throws -> Model {
        let demand = ClosedDemand(
            users: users, think: try ExplainFixture.exponential(9), stages: [])
        return try Model(
            name: model.name,
            sources: [
                TrafficSource(
                    name: "visitors", demand: .closed(demand), mix: model.sources[0].mix)
            ], operations: model.operations, components: model.components, keyspaces: [],
            objectives: model.objectives, run: model.run, economics: model.economics,
            remarks: model.remarks)
    }

    private func ends(_ answer: StressAnswer) throws -> (met: Double, broken: Double) {
        (try #require(answer.met).fraction, try #require(answer.broken).fraction)
    }

    /// The rate at which the p95 of M/M/4 with a mean service of 1 s is that long.
    private func rate(ofP95 limit: Double) throws -> Double {
        var (low, high) = (0.01, 3.999)
        for _ in 0..<50 {
            let middle = (low + high) / 2
            let p95 = try MMc(
                arrivalRate: .perSecond(middle), serviceRate: .perSecond(1), servers: 4
            ).sojournTime(atQuantile: .percent(95))
            if p95.seconds < limit { low = middle } else { high = middle }
        }
        return low
    }

    /// Above and below the load of the scenario, 3.2/s, which the p95 of 4.738 s divides.
    @Test(arguments: [(3.5, Judgement.breached), (6.0, .met), (9.0, .met)])
    func exactBreak(limit: Double, outcome: Judgement) throws {
        let answer = try answer(try ExplainFixture.desk(rate: 3.2, servers: 4, limit: limit))
        let exact = try rate(ofP95: limit) / 3.2
        let (met, broken) = try ends(answer)
        #expect(met <= exact && exact <= broken, "\(met) \(exact) \(broken)")
        #expect(answer.isPrecise && broken / met <= 1.041)
        #expect(answer.outcome == outcome)
        #expect(answer.breaks == [.level(0)])
        #expect(answer.binding?.name == "desk")
    }

    /// 20 calls a second of 40 that are allowed, with a burst for what chance adds.
    @Test func aLimitBinds() throws {
        let answer = try answer(try ExplainFixture.provider(rate: 20, limit: 40))
        let (met, broken) = try ends(answer)
        #expect(1.5 < met && met < broken && broken < 2.2, "\(met) \(broken)")
        #expect(answer.binding?.name == "rpc rate limit")
    }

    /// 2,100,000 gas each 12 s are 8.33 transactions a second, which nobody waits for.
    @Test func blocksBind() throws {
        let network = ChainNetwork(
            blocks: BlockRules(
                interval: .seconds(12), gasLimit: Gas(2_100_000), pricing: .constant(.gwei(1))))
        let chain = Component(
            name: "chain",
            kind: .chain(
                ChainSettings(
                    gasPrice: nil, etherPrice: .zero, transactions: [], network: network)),
            charge: nil)
        let submit = SubmitStep(chain: ComponentID(0), gas: Gas(21_000))
        let answer = try answer(
            ExplainFixture(rate: 4, components: [chain], steps: [.submit(submit)], objectives: []))
        let (met, broken) = try ends(answer)
        #expect(met <= 2.1 && broken >= 2.06 && broken < 2.3, "\(met) \(broken)")
        guard case .blocks(let id) = answer.breaks.first else {
            Issue.record("\(answer.breaks)")
            return
        }
        #expect(id.kind == .blockGas && answer.binding?.name == "chain block gas")
        #expect(StressTest.canBreak(answer.model))
    }

    /// Without a service level the platform breaks where it saturates, at 4/s.
    @Test func saturation() throws {
        let answer = try answer(try ExplainFixture.desk(rate: 3.2, servers: 4, limit: nil))
        let (met, broken) = try ends(answer)
        #expect(met <= 1.25 && 1.25 <= broken)
        #expect(
            answer.breaks
                == [.saturation(ResourceID(component: ComponentID(0), role: .servers))])
    }

    /// Users: the closed form of the machine repair model says how many are too many.
    @Test func users() throws {
        let fixture = try ExplainFixture.desk(rate: 1, servers: 4, limit: 4)
        let answer = try answer(fixture, users: 20)
        let (met, broken) = try ends(answer)
        func p95(_ factor: Double) throws -> Double? {
            let model = try Self.closed(try fixture.model(), 20).with(load: factor)
            return try ClosedForm(model).measurements().overall.percentile(.percent(95))?.value
        }
        #expect(try #require(try p95(met)) < 4.05)
        #expect(try #require(try p95(broken)) > 3.95)
        #expect(answer.step(.fraction(met))?.offered.users == (met * 20).rounded())
        #expect(StressTest.canBreak(answer.model))
        #expect(
            !StressTest.canBreak(
                try Self.closed(
                    try ExplainFixture.desk(rate: 1, servers: 4, limit: nil).model(), 20)))
    }

    /// More servers never break earlier, and a limit of the search ends it.
    @Test func moreServersBreakLater() throws {
        var last = Ratio.zero
        for servers in 4...6 {
            let fixture = try ExplainFixture.desk(rate: 3.2, servers: servers, limit: 5)
            let broken = try #require(try answer(fixture).broken)
            #expect(broken > last)
            last = broken
        }
        let held = try answer(
            try ExplainFixture.desk(rate: 3.2, servers: 6, limit: 5), most: 1.1)
        #expect(held.broken == nil && held.met == .fraction(1.1))
    }

    /// The same answer on any number of threads, and a small budget that is told.
    @Test func budgetAndThreads() throws {
        let fixture = try ExplainFixture.desk(rate: 3.2, servers: 4, limit: 4.8)
        let small = try answer(fixture, budget: .milliseconds(50))
        #expect(!small.isPrecise && small.model.run.duration < small.planned)
        var factors: [[Double]] = []
        for threads in [1, 2] {
            var test = StressTest(
                try fixture.model(),
                StressTest.Settings(
                    most: .fraction(10), precision: .percent(4),
                    budget: WorkBudget(about: .seconds(2))),
                threads: threads)
            let answer = try test.run()
            factors.append(
                answer.steps.flatMap {
                    [$0.factor.fraction, $0.assessment.measurements.overall.throughput.value]
                })
        }
        #expect(factors[0] == factors[1])
    }

    /// Everybody's time is up before the answer: a level on latency is not kept, but broken; and
    /// one on what nobody asks for is kept.
    @Test func nobodyIsAnswered() throws {
        var fixture = try ExplainFixture.desk(rate: 3.2, servers: 40, limit: 0.4)
        fixture.duration = .seconds(100)
        fixture.steps = [
            .serve(
                ServeStep(component: ComponentID(0), time: try .deterministic(.seconds(1))))
        ]
        let client = CallPolicy(timeout: .milliseconds(500), retry: nil)
        let model = try fixture.model().with(
            operations: [Operation(name: "visit", steps: fixture.steps, client: client)])
        let failed = try verdict(model)
        #expect(failed.judgement == .breached && failed.breaks == [.level(0)])
        let idle = try fixture.model().with(
            operations: [
                Operation(name: "visit", steps: fixture.steps),
                Operation(name: "nothing", steps: fixture.steps),
            ],
            objectives: [
                Objective(
                    .latency(of: OperationID(1), quantile: .percent(95), limit: .seconds(1)))
            ])
        #expect(try verdict(idle).judgement == .met)
    }

    private func verdict(_ model: Model) throws -> LoadVerdict {
        LoadVerdict(
            try Assessment(model, try Simulation(model).run(threads: 2)), error: 0.05)
    }

    /// One of many levels may break by chance: each is given a part of the error. A load that holds
    /// keeps all of them, so that it needs no more.
    @Test(
        arguments: [(98, 1, .breached), (98, 30, .cannotTell), (102, 1, .met), (102, 30, .met)]
            as [(Int64, Int, Judgement)])
    func manyLevels(limit: Int64, count: Int, judgement: Judgement) throws {
        let level = Objective(
            .latency(of: nil, quantile: .percent(95), limit: .milliseconds(limit)))
        let assessment = try Setting(
            objectives: Array(repeating: level, count: count)
        ).assess()
        #expect(LoadVerdict(assessment, error: 0.05).judgement == judgement)
    }

    /// Where time itself does something, another duration is another test.
    @Test func whatKeepsItsLength() throws {
        func plan(_ change: (inout Pods) -> Void) throws -> (FixedLength?, SimTime) {
            var pods = Pods(
                replicas: 2, cores: 2, memory: .gibibytes(1), queueLimit: nil,
                balancing: .roundRobin)
            change(&pods)
            var fixture = try ExplainFixture.desk(rate: 3.2, servers: 4, limit: 5)
            fixture.components = [Component(name: "api", kind: .pods(pods), charge: nil)]
            let plan = StressPlan(
                try fixture.model(), budget: WorkBudget(about: .milliseconds(1)))
            return (plan.fixed, try plan.plan(threads: 2).duration)
        }
        let plain = try plan { _ in }
        #expect(plain.0 == nil && plain.1 == .seconds(250))
        let leaking = try plan { $0.leak = .kibibytes(4) }
        #expect(leaking == (.leak, .seconds(4_000)))
        let bounds = ScheduledBounds(start: .seconds(300), bounds: 1...4)
        let scheduled = try plan {
            $0.autoscaler = PodAutoscaler(
                bounds: 1...4, metrics: [.cpu(percent: 70)], schedule: [bounds])
        }
        #expect(scheduled == (.schedule, .seconds(4_000)))
    }
}
