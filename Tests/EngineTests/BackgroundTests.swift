// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics
import Testing

@testable import Engine

/// Work that goes on by itself: it loads the platform, and its end is nobody's.
@Suite struct BackgroundTests {
    /// Poisson requests that do the steps, and components 0 a station, 1 a service that fails.
    static func fixture(
        rate: Double, workers: Int = 1, failures: Ratio = .zero, _ steps: [Step]
    ) throws -> Fixture {
        var fixture = try Fixture.station(rate: rate, service: 0.1, servers: workers)
        fixture.components.append(
            Fixture.component(
                "rpc",
                .service(
                    ExternalService(
                        latency: try .deterministic(.milliseconds(80)), failures: failures))))
        fixture.operations = [Operation(name: "visit", steps: steps)]
        return fixture
    }

    static func work(_ seconds: Double) throws -> Step {
        .serve(ServeStep(component: ComponentID(0), time: try Fixture.exponential(seconds)))
    }

    static let call = Step.call(CallStep(service: ComponentID(1)))

    static func start(_ steps: [Step], _ name: String = "work") -> Step {
        .start(StartStep(name: name, steps: steps))
    }

    /// The worker is an M/M/1 queue: its sojourn is exponential with rate 1/S - lambda. The request
    /// takes what its own step takes, to the nanosecond.
    @Test func aWorkerIsAQueueOfItsOwn() throws {
        let fixture = try Self.fixture(
            rate: 6, [Self.start([Self.work(0.1)]), .pause(3)])
        let answer = try fixture.run()
        let work = try #require(answer.background.first)
        let (mean, p95) = (0.25, Elementary.log(20) * 0.25)
        #expect(try #require(interval(work.meanTime)).contains(mean))
        #expect(try #require(interval(work.p95)).contains(p95))
        #expect(try #require(interval(work.load)).contains(6))
        #expect(work.failed.value == 0)
        let latency = try #require(answer.overall.meanSojournTime)
        #expect(abs(latency.value - 0.003) < 1e-9)
        #expect(answer.overall.breakdown.map(\.place) == ["pause"])
    }

    /// What fails there fails no request; asked for in line, it fails them all.
    @Test(arguments: [true, false])
    func itsFailureIsNobodys(isInBackground: Bool) throws {
        let steps = [isInBackground ? Self.start([Self.call]) : Self.call, try .pause(3)]
        let answer = try Self.fixture(rate: 5, failures: .one, steps).run()
        #expect(answer.overall.errorShare.value == (isInBackground ? 0 : 1))
        #expect(answer.background.map(\.failed.value) == (isInBackground ? [1] : []))
    }

    /// A worker that does not keep up saturates, and no request waits for it.
    @Test func aWorkerThatDoesNotKeepUpSaturates() throws {
        var fixture = try Self.fixture(rate: 12, [Self.start([Self.work(0.1)]), .pause(3)])
        fixture.duration = .seconds(500)
        let answer = try Simulation(fixture.model()).run(threads: 2)
        #expect(answer.saturation?.name == "desk")
        #expect(abs(try #require(answer.overall.meanSojournTime).value - 0.003) < 1e-9)
        // 2 of 12 a second are left, for the 600 s from the start on.
        let left = try #require(answer.background.first).underway.value
        #expect(abs(left - 1_200) < 200)
    }

    /// More workers never take longer.
    @Test func moreWorkersAreFaster() throws {
        var before = Double.infinity
        for workers in 1...3 {
            let answer = try Self.fixture(
                rate: 8, workers: workers, [Self.start([Self.work(0.1)]), .pause(1)]
            ).run()
            let mean = try #require(answer.background.first?.meanTime).value
            #expect(mean < before)
            before = mean
        }
    }

    /// In attempts, branches, rounds and further work: what came is what ended or is in flight, and
    /// all that was started has ended or is under way.
    @Test func nothingIsLost() throws {
        let inner = Self.start([Self.call, try Self.start([Self.work(0.01)], "deep")], "outer")
        var fixture = try Self.fixture(
            rate: 20, workers: 2, failures: .percent(30),
            [
                .guarded(
                    .of(timeout: .milliseconds(60), attempts: 3),
                    [inner, .parallel([[inner], [Self.work(0.02)]]), Self.call], fallback: []),
                .repeated(RepeatStep(mean: 1.5, steps: [inner])),
                Self.start([.guarded(.of(timeout: .milliseconds(50), attempts: 2), [Self.call])]),
            ])
        fixture.warmUp = .seconds(10)
        fixture.duration = .seconds(200)
        for run in try fixture.plainRuns() {
            let operation = run.operations[0]
            #expect(
                operation.inFlightBefore + operation.arrived
                    == operation.completed + operation.failed + operation.rejected
                    + operation.inFlightAfter)
            #expect(run.jobs.count == 3)
            for job in run.jobs { #expect(job.load > 0 && job.underway >= 0) }
        }
    }

    private func interval<Unit>(_ estimate: Estimate<Unit>?) -> ClosedRange<Double>? {
        estimate?.interval(confidence: .percent(99.9))
    }
}
