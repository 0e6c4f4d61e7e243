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

    /// So many servers that no load that is looked at fills them.
    @Test func farFromFull() throws {
        let answer = try answer(try fixture([4, 100]).model())
        guard case .beyond(let factor) = answer.components[1].finding else {
            Issue.record("\(answer.components[1].finding)")
            return
        }
        #expect(factor == .fraction(4) && answer.components[1].broken == nil)
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
