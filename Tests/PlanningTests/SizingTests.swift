// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@testable import Planning

/// Three desks, one after the other, whose clerks cost 1, 2 and 3 USD an hour.
struct SizingFixture {
    var rate = 6.0
    var limit = 3.0
    var duration = SimTime.seconds(400)
    var servers = [10, 5, 5]
    /// Whether each visit calls a service, at 1 USD a call.
    var calls = false

    private static let names = ["a", "b", "c"]
    private static let services = [1.0, 0.5, 0.5]

    func model() throws -> Model {
        let demand = OpenDemand(rate: .perSecond(rate), law: .poisson, stages: [])
        var steps = try Self.services.enumerated().map { index, mean in
            Step.serve(
                ServeStep(
                    component: ComponentID(index), time: try ExplainFixture.exponential(mean)))
        }
        if calls { steps.append(.call(CallStep(service: ComponentID(3)))) }
        let service = Component(
            name: "rpc",
            kind: .service(
                ExternalService(
                    latency: try ExplainFixture.exponential(0.01), failures: .zero, limit: nil)),
            charge: Charge(price: PriceKey("rpc"), layer: .compute, volume: nil))
        return try Model(
            name: "three desks",
            sources: [
                TrafficSource(
                    name: "visitors", demand: .open(demand),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ], operations: [Operation(name: "visit", steps: steps)],
            components: Self.names.enumerated().map { index, name in
                Component(
                    name: name, kind: .station(Station(servers: servers[index], queueLimit: nil)),
                    charge: Charge(price: PriceKey(name), layer: .compute, volume: nil))
            } + (calls ? [service] : []), keyspaces: [],
            objectives: [
                Objective(.meanLatency(of: nil, limit: SimTime(roundingSeconds: limit)))
            ],
            run: RunPlan(warmUp: .seconds(40), duration: duration, replications: 4, seed: 11),
            economics: .init(
                prices: PriceBook(
                    name: "book", asOf: "2026-01-31", hoursPerMonth: 100,
                    entries: try Self.names.enumerated().map { index, name in
                        PriceEntry(
                            key: PriceKey(name),
                            price: try UnitPrice(parsing: "\(index + 1) USD/h"),
                            freePerMonth: nil, source: "a test", asOf: "2026-01-31")
                    } + [
                        PriceEntry(
                            key: PriceKey("rpc"), price: try UnitPrice(parsing: "1 USD/request"),
                            freePerMonth: nil, source: "a test", asOf: "2026-01-31")
                    ]), transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
    }

    /// The same with these numbers of clerks, such as `a=8`.
    func with(_ sets: [String]) throws -> Model {
        var copy = self
        for set in sets {
            let parts = set.split(separator: "=")
            guard let desk = Self.names.firstIndex(of: String(parts[0])),
                let count = Int(parts[1])
            else { throw OptionRefusal(words: "there is no \(set)") }
            copy.servers[desk] = count
        }
        return try copy.model()
    }

    /// Mean time by M/M/c three times, exact after Burke; nil where one saturates.
    func exactMean(_ servers: [Int]) -> Double? {
        var sum = 0.0
        for (count, mean) in zip(servers, Self.services) {
            guard
                let system = try? MMc(
                    arrivalRate: .perSecond(rate), serviceRate: .perSecond(1 / mean),
                    servers: count)
            else { return nil }
            sum += system.sojournTime.seconds
        }
        return sum
    }

    func answer(
        _ knobs: [String], budget: SimTime = .seconds(20), isExhaustive: Bool = false,
        threads: Int = 2
    ) throws -> SizingAnswer {
        let grid = try SizingGrid(knobs.map { try Knob(parsing: $0).counted })
        var search = SizingSearch(
            try model(), grid,
            SizingSearch.Settings(
                confidence: .percent(95), budget: WorkBudget(about: budget),
                isExhaustive: isExhaustive), threads: threads,
            load: { sets in
                do { return .success(try self.with(sets)) } catch {
                    return .failure(OptionRefusal(error))
                }
            })
        return try search.answer()
    }
}

extension Knob {
    /// The fixture's keys are no keys of a scenario; what they count is servers.
    fileprivate var counted: Knob { Knob(key: key, values: values, isMonotone: true) }
}

@Suite struct SizingTests {
    /// The cheapest whose exact mean is below the limit, among `a` times `b` times `c`.
    private func exactBest(
        _ fixture: SizingFixture, _ ranges: [ClosedRange<Int>]
    ) -> (servers: [Int], cost: Int)? {
        var best: (servers: [Int], cost: Int)?
        for a in ranges[0] {
            for b in ranges[1] {
                for c in ranges[2] {
                    let cost = a + 2 * b + 3 * c
                    guard cost < best?.cost ?? .max,
                        let mean = fixture.exactMean([a, b, c]), mean <= fixture.limit
                    else { continue }
                    best = ([a, b, c], cost)
                }
            }
        }
        return best
    }

    /// The exhaustive search is by exact formulas; to simulate 2,000 configurations only as often
    /// as the plan says would take at least ten times the events.
    @Test(arguments: [2.25, 2.45, 2.9])
    func twoThousand(limit: Double) throws {
        let fixture = SizingFixture(limit: limit, duration: .seconds(1_600))
        let answer = try fixture.answer(["a=1..20", "b=1..10", "c=1..10"])
        #expect(answer.grid.count == 2_000)
        let exact = try #require(exactBest(fixture, [1...20, 1...10, 1...10]))
        let best = try #require(answer.best)
        #expect(try #require(best.cost) == Money.usd(Int64(exact.cost) * 100))
        let trial = try #require(best.trial)
        let once =
            Double(trial.assessment.measurements.events) / Double(trial.replications)
            * Double(answer.run.replications)
        #expect(Double(answer.events) <= once * 2_000 / 10, "\(answer.simulated) simulated")
        #expect(answer.outcome == .met)
    }

    /// Simulating every one of them finds the same, at many times the events.
    @Test func exhaustive() throws {
        let fixture = SizingFixture(limit: 2.9, duration: .seconds(100))
        let knobs = ["a=7..10", "b=4..5", "c=3..5"]
        let all = try fixture.answer(knobs, isExhaustive: true)
        let pruned = try fixture.answer(knobs)
        #expect(all.best?.sets == pruned.best?.sets && all.best != nil)
        #expect(pruned.events * 3 <= all.events, "\(pruned.events) of \(all.events)")
    }

    /// What is cheaper than the best is out with a reason; what is below one that breaks, too.
    @Test func reasons() throws {
        let answer = try SizingFixture(limit: 2.6).answer(["a=4..12", "b=2..6", "c=2..6"])
        let best = try #require(answer.best)
        let cost = try #require(best.cost)
        for candidate in answer.candidates where candidate.cost.map({ $0 < cost }) ?? true {
            guard case .rejected = candidate.standing else {
                Issue.record("\(candidate.sets) is \(candidate.standing)")
                continue
            }
        }
        #expect(
            answer.candidates.contains {
                $0.standing == .rejected(.saturated) && $0.binding != nil
            })
        #expect(answer.open.isEmpty)
        #expect(answer.frontier.first?.sets == best.sets)
        let times = answer.frontier.compactMap {
            $0.trial?.assessment.measurements.overall.percentile(.percent(95))?.value
        }
        #expect(times.count == answer.frontier.count && times == times.sorted(by: >))
    }

    /// That none holds is never said unseen, also where formulas reject all: by their bands, or by
    /// the utilization law.
    @Test(
        arguments: [(1.5, ["a=4..12", "b=2..6"]), (9, ["a=1..5", "b=1..2"])] as [(Double, [String])]
    )
    func noneHolds(limit: Double, knobs: [String]) throws {
        let answer = try SizingFixture(limit: limit).answer(knobs)
        #expect(answer.best == nil && answer.outcome == .breached && answer.frontier.isEmpty)
        #expect(answer.simulated > 0)
        let largest = try #require(answer.candidates.last)
        guard case .rejected(.breaks) = largest.standing else {
            Issue.record("\(largest.standing)")
            return
        }
    }

    /// Where nothing could be simulated, nobody can tell.
    @Test func nothingSimulated() throws {
        var answer = try SizingFixture(limit: 1.5).answer(["a=4..5"])
        answer = SizingAnswer(
            base: answer.base, grid: answer.grid, settings: answer.settings, run: answer.run,
            candidates: answer.candidates.map { candidate in
                var copy = candidate
                copy.trial = nil
                copy.standing = .rejected(.expected([0]))
                return copy
            }, best: nil, frontier: [], events: 0, isSpent: true)
        #expect(answer.outcome == .cannotTell && answer.open.count == 2)
    }

    /// The limit is the very mean of nine: nobody can tell of nine, and what is below it is not
    /// decided by that but by its own verdict.
    @Test func undecided() throws {
        let exact = try #require(SizingFixture().exactMean([9, 5, 5]))
        let answer = try SizingFixture(limit: exact).answer(["a=7..11"])
        let nine = try #require(answer.candidates.first { $0.sets == ["a=9"] })
        #expect(nine.standing == .undecided)
        #expect(answer.best?.sets == ["a=10"] && answer.outcome == .met)
        #expect(answer.open.map(\.sets) == [["a=9"]] && answer.undecided == 1)
        for candidate in answer.candidates {
            guard case .rejected(.below(let other)) = candidate.standing else { continue }
            guard case .rejected(.breaks) = answer.candidates[other].standing else {
                Issue.record("\(candidate.sets) is below \(answer.candidates[other].standing)")
                return
            }
        }
        #expect(answer.candidates[0].standing != .doubtful(2))
    }

    /// What ranks is what is shown: the bill of what was simulated, which is not what formulas
    /// expect of calls.
    @Test func costs() throws {
        let fixture = SizingFixture(limit: 2.6, calls: true)
        let answer = try fixture.answer(["a=7..12", "b=3..6"])
        let best = try #require(answer.best)
        let cost = try #require(best.cost)
        #expect(best.cost == best.trial?.assessment.bill.perMonth)
        for candidate in answer.candidates {
            let own = candidate.trial?.assessment.bill.perMonth
            #expect(own == nil || candidate.cost == own)
            if candidate.standing == .holds || candidate.standing == .dearer {
                #expect(try #require(candidate.cost) >= cost, "\(candidate.sets)")
            }
        }
        let costs = answer.frontier.compactMap(\.cost)
        #expect(costs == costs.sorted() && costs.first == cost)
    }

    @Test func whatTheScenarioCannotHave() throws {
        let answer = try SizingFixture(limit: 3).answer(["a=0..12", "b=0..6"])
        #expect(answer.best != nil)
        guard case .rejected(.refused) = answer.candidates[0].standing else {
            Issue.record("\(answer.candidates[0].standing)")
            return
        }
    }

    /// More money never buys less: a looser level costs no more.
    @Test func monotone() throws {
        let costs = try [2.4, 2.8, 3.6].map { limit in
            try SizingFixture(limit: limit).answer(["a=6..14", "b=3..8", "c=3..8"]).best?.cost
        }
        let found = costs.compactMap { $0 }
        #expect(found.count == 3 && found == found.sorted(by: >))
    }

    @Test func anyNumberOfThreads() throws {
        let answers = try [1, 3].map {
            try SizingFixture().answer(["a=6..12", "b=3..6"], threads: $0)
        }
        #expect(answers[0].events == answers[1].events)
        #expect(answers[0].candidates.map(\.standing) == answers[1].candidates.map(\.standing))
    }

    // MARK: Knobs

    @Test(arguments: [
        ("x.replicas=4..7", ["4", "5", "6", "7"], true),
        ("x.replicas=4..9/2", ["4", "6", "8"], true),
        ("x.ttl=2m,30s,60s", ["30s", "60s", "2m"], true),
        ("x.memory=1GiB,512MiB", ["512MiB", "1GiB"], true),
        ("x.memory=1GiB,much", ["1GiB", "much"], false),
        ("x.posting.every=60s,30s", ["60s", "30s"], false),
        // Who is let in makes others wait.
        ("x.limit.rate=70/s,50/s", ["70/s", "50/s"], false),
        ("x.connections=4..5", ["4", "5"], false),
    ])
    func knob(text: String, values: [String], isMonotone: Bool) throws {
        let knob = try Knob(parsing: text)
        #expect(knob.values == values && knob.isMonotone == isMonotone)
    }

    @Test(arguments: [
        ("x", "has no values"), ("x=", "has no values"), ("=4..5", "has no values"),
        ("x=4..", "neither a range"), ("x=a..b", "neither a range"), ("x=4,,5", "neither a range"),
        ("x=9..4", "empty range"), ("x=4..9/0", "empty range"), ("x=1..5000", "more than 1000"),
        ("x=4,4", "gives a value twice"),
    ])
    func badKnob(text: String, words: String) {
        let error = #expect(throws: KnobError.self) { try Knob(parsing: text) }
        #expect(error?.description.contains(words) == true)
    }

    /// One key is one knob, however much of it is named.
    @Test(arguments: [
        ["a.servers=1..2", "b.servers=1..2", "a.servers=3..4"],
        ["a.servers=1..2", "a=x,y"], ["a=x,y", "a.servers=1..2"],
    ])
    func sameKey(texts: [String]) throws {
        let knobs = try texts.map { try Knob(parsing: $0) }
        let error = #expect(throws: KnobError.self) { try SizingGrid(knobs) }
        let last = try #require(texts.last)
        #expect(error?.description.hasPrefix("'\(last)' turns a") == true, "\(error as Any)")
    }

    /// A longer name is another key.
    @Test func otherKeys() throws {
        let knobs = try ["a.node=1..2", "a.nodes=1..2"].map { try Knob(parsing: $0) }
        #expect(try SizingGrid(knobs).count == 4)
    }

    @Test func tooManyConfigurations() throws {
        let knobs = try ["x=1..200", "y=1..200"].map { try Knob(parsing: $0) }
        #expect(throws: KnobError.tooManyConfigurations(40_000)) { try SizingGrid(knobs) }
    }

    /// Those that nothing else has as much of everything as.
    @Test func mostCapable() throws {
        let knobs = try ["a.servers=1..3", "b.servers=1..3"].map { try Knob(parsing: $0) }
        let grid = try SizingGrid(knobs)
        #expect(grid.mostCapable(Array(0..<9)) == [8])
        #expect(grid.mostCapable([1, 3, 0]) == [1, 3])
        #expect(grid.isBelow(0, 1) && !grid.isBelow(1, 3))
    }
}
