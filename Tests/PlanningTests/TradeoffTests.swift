// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

@Suite("Trade-offs")
struct TradeoffTests {
    private let desk = TradeoffFixture()

    private func p95(_ servers: Int) throws -> Double {
        try MMc(arrivalRate: .perSecond(3.2), serviceRate: .perSecond(1), servers: servers)
            .sojournTime(atQuantile: .percent(95)).seconds
    }

    /// M/M/c: a server more costs 100 USD a month, and the p95 falls as the closed form says.
    @Test(arguments: [5, 6, 8])
    func knownAnswer(servers: Int) throws {
        let study = try desk.study([desk.with { $0.servers = servers }.option("more")])
        let answer = try #require(study.answers.first)
        let cost = try #require(answer.cost)
        #expect(abs(cost.mean - 100 * Double(servers - 4)) < 1e-9 && cost.halfWidth == 0)
        let latency = try #require(answer.latency)
        let expected = try p95(servers) - p95(4)
        // Twice the half width: three arguments, and what a finite run leaves.
        #expect(
            abs(latency.mean - expected) < 2 * (try #require(latency.halfWidth)), "\(latency)")
        let price = try #require(answer.millisecond)
        #expect(price.interval.contains(price.value))
        let known = cost.mean / (-1_000 * expected)
        #expect(abs(price.value / known - 1) < 0.4, "\(price.value) \(known)")
        guard case .frontier = answer.verdict else {
            Issue.record("\(answer.verdict)")
            return
        }
    }

    /// An option that changes nothing differs by nothing, in every row.
    @Test func reduction() throws {
        let study = try desk.study([desk.option("as it is")])
        let answer = try #require(study.answers.first)
        #expect(answer.cost?.mean == 0 && answer.latency?.mean == 0)
        #expect(answer.latency?.halfWidth == 0 && answer.millisecond == nil)
        for difference in answer.comparison?.differences ?? [] {
            #expect(difference.change == .same, "\(difference)")
        }
        guard case .rejected(let reasons) = answer.verdict, case .idle = reasons.first else {
            Issue.record("\(answer.verdict)")
            return
        }
    }

    /// The next server saves less than the one before and costs as much.
    @Test func aMillisecondGetsDearer() throws {
        let study = try desk.study(
            try [5, 6, 7].map { count in try desk.with { $0.servers = count }.option("\(count)") })
        let prices = study.answers.sorted { $0.option.name < $1.option.name }.compactMap {
            $0.millisecond?.value
        }
        #expect(prices.count == 3 && prices == prices.sorted() && (prices.first ?? 0) > 0)
    }

    /// Five clerks, the same with a spare one elsewhere, a spare one alone, and three clerks, whose
    /// queue breaks the level.
    @Test func verdicts() throws {
        let options = [
            try desk.with { $0.servers = 5 }.option("five"),
            try desk.with { ($0.servers, $0.idleServers) = (5, 1) }.option("five and a spare"),
            try desk.with { $0.idleServers = 1 }.option("a spare"),
            try desk.with { $0.servers = 3 }.option("three"),
        ]
        let study = try desk.with { $0.limit = 6 }.study(options)
        let words = study.answers.map { "\($0.option.name): \(Self.text($0.verdict))" }
        #expect(
            words == [
                "five: frontier", "five and a spare: dominated by five",
                "three: rejected: saturated, lost", "a spare: rejected: dearer",
            ])
        let three = try #require(study.answers.first { $0.option.name == "three" })
        #expect(three.lost.count == 1 && three.gained.isEmpty)
    }

    /// Four clerks for a year at 60 cents instead of a dollar an hour, in a month of 100 h: 160 USD
    /// less at the same latency, until 40% of them are not needed. Eight are more than there are.
    @Test func commitments() throws {
        let sets = ["agreements.commitments.year.quantity=4"]
        let study = try desk.study([
            desk.with { $0.committed = 4 }.option("four", sets: sets),
            desk.with { $0.committed = 8 }.option("eight", sets: sets),
            // Dearer and faster, which a commitment does not dominate.
            desk.with { $0.servers = 5 }.option("five clerks"),
        ])
        let five = try #require(study.answers.first { $0.option.name == "five clerks" })
        #expect(Self.text(five.verdict) == "frontier")
        let four = try #require(study.answers.first { $0.option.name == "four" })
        #expect(four.cost?.mean == -160 && four.latency?.mean == 0)
        #expect(Self.text(four.verdict) == "frontier")
        #expect(four.commitments.map(\.utilization) == [1])
        #expect((try #require(four.commitments.first?.room) - 0.4).magnitude < 1e-12)
        let eight = try #require(study.answers.first { $0.option.name == "eight" })
        #expect(eight.cost?.mean == 80)
        #expect(Self.text(eight.verdict) == "rejected: dearer")
        #expect((eight.commitments.first?.room ?? 0) < 0)
    }

    /// What is committed to could be had on demand, and nothing is simulated for that.
    @Test func onDemandInstead() throws {
        let study = try desk.with { ($0.committed, $0.duration) = (4, .seconds(400)) }
            .study(findsOthers: true)
        let option = try #require(study.answers.first { $0.option.sets[0].hasPrefix("agreem") })
        #expect(option.option.name == "year: on demand instead of committed")
        #expect(option.option.sets == ["agreements.commitments.year=~"])
        #expect(option.cost?.mean == 160 && option.cost?.halfWidth == 0)
        #expect(Self.text(option.verdict) == "rejected: dearer")
        #expect(option.comparison?.candidate.measurements.events == study.base.measurements.events)
    }

    /// What breaks as it is, and is kept with more.
    @Test func gainedLevels() throws {
        let study = try desk.with { $0.limit = 3.4 }.study([
            desk.with { ($0.servers, $0.limit) = (8, 3.4) }.option("eight")
        ])
        let eight = try #require(study.answers.first)
        #expect(eight.gained.count == 1)
        #expect(Self.text(eight.verdict) == "frontier")
    }

    @Test func refusalsAreAnswers() throws {
        let page = TradeoffOption(
            name: "images", sets: ["a=b"], isNamed: false, subject: .all, model: nil)
        let study = try desk.study([page])
        let answer = try #require(study.answers.first)
        guard case .rejected(let reasons) = answer.verdict, case .refused(let why) = reasons.first
        else {
            Issue.record("\(answer.verdict)")
            return
        }
        #expect(why.words == "nobody reads it again" && answer.cost == nil)
    }

    private static func text(_ verdict: TradeoffAnswer.Verdict) -> String {
        switch verdict {
        case .frontier: "frontier"
        case .dominated(let name): "dominated by " + name
        case .rejected(let reasons):
            "rejected: "
                + reasons.map { reason in
                    switch reason {
                    case .refused(let refusal): refusal.words
                    case .saturated: "saturated"
                    case .lost: "lost"
                    case .dearerAndNotFaster: "dearer"
                    case .slowerAndNotCheaper: "slower"
                    case .idle: "idle"
                    case .noFigure: "no figure"
                    }
                }.joined(separator: ", ")
        }
    }
}

@Suite("Options that are found, and how long they are measured")
struct TradeoffOptionTests {
    private let desk = TradeoffFixture()

    @Test func ownParts() throws {
        let study = try desk.with { $0.duration = .seconds(400) }.study(findsOthers: true)
        #expect(
            Set(study.answers.map(\.option.name)) == [
                "desk: 5 servers instead of 4", "desk: 3 servers instead of 4",
            ])
        #expect(
            Set(study.answers.flatMap(\.option.sets)) == [
                "components.desk.servers=5", "components.desk.servers=3",
            ])
        #expect(study.left.isEmpty)
    }

    @Test func namedOnesComeFirst() throws {
        let short = desk.with { $0.duration = .seconds(400) }
        let study = try short.study(
            [short.with { $0.servers = 6 }.option("six")], findsOthers: true, most: 2)
        #expect(study.answers.map(\.option.name).contains("six"))
        #expect(study.answers.count == 2 && study.left.count == 1)
    }

    /// A steady load is cut to what the budget allows, down to a twentieth; one that moves is not.
    @Test(
        arguments: [
            (SimTime.nanoseconds(1), [], SimTime.seconds(200)),
            (.seconds(1_000), [], .seconds(4_000)),
            (.nanoseconds(1), [SimTime.seconds(9)], .seconds(4_000)),
        ] as [(SimTime, [SimTime], SimTime)])
    func duration(budget: SimTime, stages: [SimTime], expected: SimTime) throws {
        let study = try desk.with {
            $0.duration = .seconds(4_000)
            $0.stages = stages.map { RateStage(duration: $0, target: .perSecond(3)) }
        }.study([], budget: budget)
        #expect(study.base.model.run.duration == expected)
        #expect(study.wholeDuration == (expected == .seconds(4_000) ? nil : .seconds(4_000)))
    }

    @Test func callsTogetherAndApart() {
        func call(_ service: Int, _ batch: Int = 1, _ method: String? = nil) -> Step {
            .call(CallStep(service: ComponentID(service), batch: batch, method: method))
        }
        func text(_ steps: [Step]?) -> String? {
            steps.map { steps in
                steps.map { step in
                    switch step {
                    case .call(let call):
                        "\(call.service.index)x\(call.batch)\(call.method ?? "")"
                    case .repeated(let loop): "\(loop.mean)(\(text(loop.steps) ?? ""))"
                    case .choose(let choices): choices.map { text($0.steps) ?? "" }.joined()
                    case .serve, .lookup, .query, .delay, .parallel, .guarded, .limit, .transfer,
                        .submit, .invalidate, .write, .start, .invoke, .access, .batch:
                        "?"
                    }
                }.joined(separator: " ")
            }
        }
        let together = CallRewriting(.together)
        let apart = CallRewriting(.apart)
        let loop = { (mean: Double) in
            Step.repeated(RepeatStep(mean: mean, steps: [call(1)]))
        }
        #expect(text(together.changed([call(1), call(1), call(2), call(1)])) == "1x2 2x1 1x1")
        #expect(text(together.changed([loop(4)])) == "1x4")
        #expect(text(together.changed([loop(4), call(1)])) == "1x5")
        #expect(text(together.changed([loop(2.5)])) == nil)
        #expect(text(together.changed([call(1), call(2)])) == nil)
        #expect(text(together.changed([call(1, 999), call(1, 2)])) == nil)
        // What a provider weighs differently stays apart.
        #expect(text(together.changed([call(1, 1, "a"), call(1, 1, "a")])) == "1x2a")
        #expect(text(together.changed([call(1, 1, "a"), call(1, 1, "b")])) == nil)
        #expect(text(apart.changed([call(1, 4, "a")])) == "4.0(1x1a)")
        #expect(text(apart.changed([call(1, 4), call(2)])) == "4.0(1x1) 2x1")
        #expect(text(apart.changed([call(1)])) == nil)
        let inner = Step.choose([Choice(share: .percent(50), steps: [call(1, 3)])])
        #expect(text(apart.changed([inner])) == "3.0(1x1)")
    }

    @Test(
        arguments: [
            ([["components", "desk", "servers"]], TradeoffOption.Subject.all),
            ([["operations", "visit", "steps"]], .all), ([["traffic"]], .all), ([], .all),
            ([["pages", "home", "cached"]], .all),
        ] as [([[String]], TradeoffOption.Subject)])
    func subjects(keys: [[String]], expected: TradeoffOption.Subject) throws {
        #expect(try desk.model().subject(ofKeys: keys) == expected)
    }
}
