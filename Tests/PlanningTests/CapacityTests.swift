// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

/// Two desks, one after the other, each M/M/c with a mean service of 1 s.
@Suite struct CapacityTests {
    private func fixture(
        _ servers: [Int], rate: Double = 3.2, limit: Double? = nil
    ) throws -> ExplainFixture {
        ExplainFixture(
            rate: rate,
            components: servers.enumerated().map { index, count in
                Component(
                    name: "desk \(index + 1)",
                    kind: .station(Station(servers: count, queueLimit: nil)), charge: nil,
                    hardLimit: index == 0 ? 2 * count : nil)
            },
            steps: try servers.indices.map {
                .serve(
                    ServeStep(
                        component: ComponentID($0), time: try ExplainFixture.exponential(1)))
            }, objectives: limit.map { [ExplainFixture.p95($0)] } ?? [])
    }

    private func answer(
        _ model: Model, most: Double = 4, peak: Double? = nil, threads: Int = 2
    ) throws -> CapacityAnswer {
        let settings = CapacityFinder.Settings(
            most: .fraction(most), precision: .percent(5),
            budget: WorkBudget(about: .seconds(20)), peak: peak)
        return try CapacityFinder(model, settings, threads: threads).answer()
    }

    /// Without a service level each saturates at 4 and 6 a second: 1.25 and 1.875 times 3.2.
    @Test func saturation() throws {
        let answer = try answer(try fixture([4, 6]).model(), peak: 1.2)
        let exact = [1.25, 1.875]
        #expect(answer.components.map(\.name) == ["desk 1", "desk 2"])
        for (row, exact) in zip(answer.components, exact) {
            let met = try #require(row.met)
            let broken = try #require(row.broken)
            #expect(met <= exact && exact <= broken && broken / met < 1.06, "\(row)")
            #expect(row.kind == .flow)
        }
        // The platform carries what its weakest part does.
        let platform = try #require(answer.platform.met?.fraction)
        #expect(platform <= 1.25 && answer.platform.binding?.name == "desk 1")
        #expect(answer.outcome == .met)
        let headroom = try #require(answer.headroom(of: platform, at: answer.busy.factor))
        #expect(abs(headroom - (1 - 1.2 / platform)) < 1e-12)
    }

    /// The hard limit of twice as many servers saturates at twice the load.
    @Test func hardLimit() throws {
        let row = try #require(try answer(try fixture([4, 6]).model()).components.first)
        let limit = try #require(row.hardLimit)
        #expect(limit.count == 8 && limit.member == .server)
        #expect(abs(try #require(limit.saturation) - 2.5) < 0.05)
    }

    /// Three of four clerks carry 3 a second, less than the 3.2 that come; five of six do.
    @Test func largestFailure() throws {
        let answer = try answer(try fixture([4, 6]).model())
        let failure = try #require(answer.failure)
        #expect(failure.failure.component == ComponentID(0) && failure.failure.lost == 1)
        let broken = try #require(failure.answer.broken?.fraction)
        #expect(abs(broken - 3 / 3.2) < 0.06, "\(broken)")
        let without = try #require(answer.components.last?.withoutOne)
        #expect(abs(without - 5 / 3.2) < 0.1, "\(without)")
    }

    /// Already too much: the search goes down, and the verdict is that it runs out now.
    @Test func exceeded() throws {
        let answer = try answer(try fixture([4, 9], rate: 5).model())
        #expect(answer.outcome == .breached)
        let met = try #require(answer.platform.met?.fraction)
        #expect(met <= 0.8 && answer.platform.broken.map { $0.fraction >= 0.8 } == true)
        #expect(answer.parts.first?.isExceeded == true)
    }

    /// So many servers that no load that is looked at fills them: where only a queue can break, the
    /// law says so; of a service level it says nothing, and no more is known than was simulated.
    @Test(arguments: [nil, 8.0])
    func farFromFull(limit: Double?) throws {
        let answer = try answer(try fixture([4, 100], limit: limit).model())
        let row = answer.components[1]
        guard case .beyond(let holds) = row.finding else {
            Issue.record("\(row.finding)")
            return
        }
        #expect(row.broken == nil && row.isAtLeast)
        #expect(holds == (limit == nil ? .fraction(4) : answer.platform.met))
        // One of a hundred less is as far from full.
        #expect(row.withoutOne == row.met)
    }

    /// A p95 that the vendor alone breaks at any load is no limit of the desk's.
    @Test func brokenElsewhere() throws {
        var fixture = try ExplainFixture.desk(rate: 3.2, servers: 4, limit: 6, delay: 7)
        fixture.duration = .seconds(400)
        let answer = try answer(try fixture.model())
        let row = try #require(answer.components.first)
        guard case .elsewhere = row.finding else {
            Issue.record("\(row.finding)")
            return
        }
        #expect(row.broken == nil && row.met == nil && answer.platform.met == nil)
        #expect(answer.failure == nil)
    }

    /// At 4.2 a second the operation turns away; the desk alone saturates at 8, which is 2.5 times
    /// the load.
    @Test func limitOfAnOperation() throws {
        let fixture = try fixture([8])
        let limit = RateLimit(subject: .all, rate: .perSecond(4.2), burst: 20)
        var model = try fixture.model()
        model = try model.with(
            operations: [Operation(name: "visit", steps: fixture.steps, limits: [limit])],
            objectives: [Objective(.errors(of: nil, limit: .percent(1)))])
        let answer = try answer(model)
        let platform = try #require(answer.platform.broken?.fraction)
        #expect(abs(platform - 4.2 / 3.2) < 0.1, "\(platform)")
        let row = try #require(answer.components.first)
        let (met, broken) = (try #require(row.met), try #require(row.broken))
        #expect(met <= 2.5 && 2.5 <= broken, "\(met) \(broken)")
    }

    /// Ample of everything else: a function in proportion to its account, and no level on costs.
    @Test(arguments: [(900, 1_000, 28_800), (9_000, 10_000, 90_000), (90_000, 100_000, 90_000)])
    func relief(reserved: Int, account: Int, most: Int) throws {
        let model = try ExplainFixture.function(
            load: 1, reserved: reserved, account: account, other: 0
        ).model()
        let ample = try #require(Relief(model: model, kept: nil).relieved)
        let functions = ample.functions.compactMap(\.function.concurrency)
        #expect(functions == [most])
        let kept = try #require(Relief(model: model, kept: ComponentID(0)).relieved)
        #expect(kept.functions.compactMap(\.function.concurrency) == [reserved])
        // The account is shared, so it stays too.
        guard case .account(let home) = kept.component(ComponentID(2)).kind else {
            Issue.record("\(kept.components)")
            return
        }
        #expect(home.concurrency == account)
        let priced = try model.with(
            objectives: model.objectives + [Objective(.costPerTransaction(limit: .cents(1)))])
        #expect(Relief(model: priced, kept: nil).relieved?.objectives.count == 1)
    }

    /// One of sixty less is near to none less: losing it never adds anything, from any seed.
    @Test(arguments: [1, 2, 3, 4])
    func failureAddsNothing(seed: UInt64) throws {
        var fixture = try fixture([60], rate: 48, limit: 3.6)
        fixture.duration = .seconds(120)
        var plan = try fixture.model().run
        plan.seed = seed
        plan.replications = 3
        let answer = try answer(try fixture.model().with(run: plan))
        let whole = try #require(answer.platform.met)
        let failure = try #require(answer.failure)
        #expect(try #require(failure.answer.met) <= whole)
        let plans = [failure.answer.model.run, answer.platform.model.run]
        #expect(plans[0].seed == plans[1].seed && plans[0].duration == plans[1].duration)
        let isApart = failure.answer.broken.map { $0 <= whole } ?? false
        #expect(answer.isFailureUntold == !isApart)
    }

    /// A busy hour of its own: half an hour at twice the load in each two hours.
    @Test func busyHour() throws {
        var model = try fixture([8]).model()
        let pieces = [(90, 1.0), (30, 2.0)].map {
            LoadCycle.Piece(
                duration: .minutes($0.0), from: .fraction($0.1), to: .fraction($0.1))
        }
        let demand = OpenDemand(
            rate: .perSecond(2), law: .poisson, stages: [], cycle: LoadCycle(pieces: pieces))
        model = try Model(
            name: "cycle",
            sources: [
                TrafficSource(name: "v", demand: .open(demand), mix: model.sources[0].mix)
            ], operations: model.operations, components: model.components, keyspaces: [],
            objectives: [],
            run: RunPlan(warmUp: .zero, duration: .hours(8), replications: 2, seed: 1),
            economics: model.economics, remarks: model.remarks)
        let busy = BusyHour(model, stated: nil)
        // 1.5 in the busiest hour over 1.25 on average.
        #expect(abs(busy.factor - 1.2) < 1e-9 && busy.origin == .measured)
        #expect(busy.levels.map { ($0 * 1e9).rounded() / 1e9 } == [2.5])
        #expect(BusyHour(model, stated: 3).factor == 3)
        #expect(BusyHour(try busy.steady(model), stated: nil).origin == .steady)
    }

    private func busy(_ demand: OpenDemand, duration: SimTime) throws -> Model {
        let model = try fixture([8]).model()
        return try Model(
            name: "moving",
            sources: [
                TrafficSource(
                    name: "v", demand: .open(demand), mix: model.sources[0].mix)
            ], operations: model.operations, components: model.components, keyspaces: [],
            objectives: [],
            run: RunPlan(warmUp: .zero, duration: duration, replications: 2, seed: 1),
            economics: model.economics, remarks: model.remarks)
    }

    /// A day of which one hour has three times the load of the others, in a run of one hour: 3 over
    /// a mean of 26 / 24. What moves within an hour is part of the load.
    @Test(
        arguments: [([8 * 60, 60, 15 * 60], 36.0 / 13), ([10, 10, 10], 1)] as [([Int64], Double)])
    func cycle(minutes: [Int64], factor: Double) throws {
        let cycle = LoadCycle(
            pieces: zip(minutes, [1.0, 3, 1]).map { length, share in
                LoadCycle.Piece(
                    duration: .minutes(length), from: .fraction(share), to: .fraction(share))
            })
        let demand = OpenDemand(rate: .perSecond(2), law: .poisson, stages: [], cycle: cycle)
        let model = try busy(demand, duration: .hours(1))
        let busy = BusyHour(model, stated: nil)
        let isFlat = factor > 1
        #expect(abs(busy.factor - factor) < 1e-9)
        #expect(busy.origin == (isFlat ? BusyHour.Origin.measured : .steady))
        let steady = try busy.steady(model)
        guard case .open(let open) = steady.sources[0].demand else { return }
        #expect((open.cycle == nil) == isFlat)
        let rate = isFlat ? 13.0 / 6 : 2
        #expect(abs(open.rate.perSecond - rate) < 1e-9)
    }

    /// 3,600 recorded arrivals in one hour and 1,200 in the next: 1 a second over a mean of 2/3.
    /// Of half an hour the trace stays as it is.
    @Test(arguments: [(3_600, 1.5), (900, 1)])
    func trace(half: Int, factor: Double) throws {
        let times =
            (0..<half).map { SimTime.seconds(Int64($0)) }
            + stride(from: half, to: 2 * half, by: 3).map { SimTime.seconds(Int64($0)) }
        let trace = ArrivalTrace(times: times, period: .seconds(Int64(2 * half)))
        let model = try busy(OpenDemand(trace: trace), duration: .seconds(600))
        let busy = BusyHour(model, stated: nil)
        #expect(abs(busy.factor - factor) < 1e-9)
        guard case .open(let open) = try busy.steady(model).sources[0].demand else { return }
        #expect(open.law == (factor > 1 ? InterarrivalLaw.poisson : .trace(trace)))
        #expect(abs(open.rate.perSecond - 2.0 / 3) < 1e-3)
    }

    @Test(arguments: [
        (Ceiling.Place.resource(ResourceID(component: ComponentID(0), role: .servers)), "flow"),
        (.resource(ResourceID(component: ComponentID(0), role: .bouncer)), "stock"),
    ])
    func kinds(place: Ceiling.Place, kind: String) {
        #expect(CapacityKind(place).rawValue == kind)
        #expect(CapacityKind(component: place) == .flow)
    }

    /// A quota of a provider binds what calls it.
    @Test func quota() throws {
        let answer = try answer(try ExplainFixture.provider(rate: 20, limit: 40).model())
        let row = try #require(answer.components.first)
        #expect(row.kind == .quota)
        let (met, broken) = (try #require(row.met), try #require(row.broken))
        #expect(1.5 < met && broken < 2.2)
        #expect(answer.parts.map(\.kind) == [.quota])
        #expect(answer.failure == nil)
    }

    @Test func anyNumberOfThreads() throws {
        let answers = try [1, 3].map {
            try answer(try fixture([4, 6]).model(), threads: $0)
        }
        #expect(answers[0].components.map(\.met) == answers[1].components.map(\.met))
    }
}
