// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics
import Testing

@testable import Planning

@Suite("Pages against their budgets")
struct PageAssessmentTests {
    /// TTFB is four round trips of 10 ms and the server, FCP 1 ms later, for 1,000 B of HTML.
    private static func model(
        server: WebPage.ServerTime = .given(.milliseconds(60)), budgets: PageBudgets,
        views: Volume? = nil
    ) throws -> Model {
        let page = WebPage(
            name: "home", server: server, html: .bytes(1_000), critical: [0], lazy: [],
            scripts: .deferred, images: [],
            work: MainThreadWork(perKilobyte: .milliseconds(1), paint: .zero, handler: .zero),
            prefetched: .zero, cached: .zero, views: views, budgets: .none)
        let frontend = Frontend(
            pages: [page],
            bundles: [Bundle(name: "app", kind: .main, size: .kilobytes(200))],
            devices: [
                DeviceClass(
                    name: "any", share: .one, factor: 1, viewport: .mobile, connections: nil)
            ],
            connections: [
                ConnectionClass(
                    name: "any", share: .one, roundTrip: .milliseconds(10),
                    bandwidth: .megabitsPerSecond(8))
            ],
            places: [
                UserPlace(name: "a", share: .percent(40)),
                UserPlace(name: "b", share: .percent(60)),
            ],
            regions: [
                Region(name: "x", instances: 2, roundTrips: [.zero, .milliseconds(100)]),
                Region(name: "y", instances: 4, roundTrips: [nil, .zero]),
            ], budgets: budgets)
        return try Model(
            name: "site",
            sources: [
                TrafficSource(
                    name: "all",
                    demand: .open(OpenDemand(rate: .perSecond(50), law: .poisson, stages: [])),
                    mix: [MixShare(operation: OperationID(0), share: .one)])
            ],
            operations: [
                Operation(
                    name: "visit",
                    steps: [
                        .serve(
                            ServeStep(
                                component: ComponentID(0),
                                time: try .exponential(mean: .milliseconds(10))))
                    ])
            ],
            components: [
                Component(
                    name: "api", kind: .station(Station(servers: 1, queueLimit: nil)), charge: nil)
            ],
            keyspaces: [], objectives: [], frontend: frontend,
            run: RunPlan(warmUp: .seconds(1), duration: .seconds(10), replications: 2, seed: 1),
            economics: .init(prices: nil, transactions: nil),
            remarks: .init(notes: [], assumptions: [], observations: []))
    }

    private static func budgets(
        _ vitals: [Vital: SimTime], scripts: Bytes? = nil, main: Bytes? = nil
    ) -> PageBudgets {
        PageBudgets(
            quantile: nil, vitals: vitals, scripts: scripts,
            bundles: main.map { [.main: $0] } ?? [:])
    }

    @Test(
        arguments: [
            (budgets([.ttfb: .milliseconds(100)]), .met),
            (budgets([.ttfb: .milliseconds(99)]), .breached),
            (budgets([.fcp: .milliseconds(101)]), .met),
            (budgets([.fcp: .milliseconds(100), .ttfb: .seconds(1)]), .breached),
            (budgets([.fid: .milliseconds(200)]), .met),
            (budgets([.fid: .milliseconds(199)]), .breached),
            (budgets([:], scripts: .kilobytes(200)), .met),
            (budgets([:], scripts: .kilobytes(199)), .breached),
            (budgets([:], main: .kilobytes(200)), .met),
            (budgets([:], main: .bytes(199_999)), .breached),
        ] as [(PageBudgets, Judgement)])
    func judged(budgets: PageBudgets, judgement: Judgement) throws {
        let assessment = PageAssessment(try Self.model(budgets: budgets), nil)
        #expect(assessment.outcome == judgement)
    }

    @Test("Without budgets there is no verdict") func unjudged() throws {
        #expect(PageAssessment(try Self.model(budgets: .none), nil).outcome == nil)
    }

    /// M/M/1 at 50%: the sojourn time is exponential of mean 20 ms, its 75% point 20 ms · ln 4.
    @Test("A page takes the time of its operation, with its band")
    func operation() throws {
        let model = try Self.model(
            server: .operation(OperationID(0)), budgets: Self.budgets([.ttfb: .milliseconds(100)]))
        let measured = try #require(try PageAssessment.measured(model))
        let assessment = PageAssessment(model, try ClosedForm(measured).measurements())
        let server = 0.020 * Elementary.log(4)
        let figure = try #require(assessment.pages[0].all[0])
        #expect(abs(figure.value - (0.040 + server)) < 1e-4)
        #expect(figure.interval.map { abs($0.upperBound - (0.040 + server)) < 1e-4 } == true)
        #expect(assessment.outcome == .met)
        // 50 views a second, as the operation is asked for.
        #expect(
            assessment.regions.map { $0.viewsPerInstance } == [.perSecond(10), .perSecond(7.5)])
        #expect(try PageAssessment.measured(Self.model(budgets: .none)) == nil)
    }

    @Test("Users, bytes and views by region and month")
    func population() throws {
        let views = try Volume(parsing: "100/h")
        let assessment = PageAssessment(try Self.model(budgets: .none, views: views), nil)
        let delivered = try #require(assessment.deliveredPerMonth?.value)
        #expect(abs(delivered / (100 * 730 * 200_000) - 1) < 1e-9)
        let regions = assessment.regions
        #expect(regions.map(\.places) == [["a"], ["b"]])
        #expect(regions.map(\.share) == [.percent(40), .percent(60)])
        #expect(regions.map(\.networkP95) == [.zero, .zero])
        #expect(regions.map(\.p95) == [.milliseconds(10), .milliseconds(10)])
        #expect(regions.map(\.networkP95FromFirst) == [.zero, .milliseconds(100)])
    }
}
