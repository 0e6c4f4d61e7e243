// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities
import Testing

@testable import Reports

@Suite("Golden: pages in each format")
struct GoldenPagesTests {
    private static let identity = Identity(
        version: "1.2.3", command: "pages", scenario: "Shop | \"spring\" *sale*",
        digest: "0123456789abcdef", pricesAsOf: "2026-01-31")

    private static func page(_ name: String, views: Volume?) -> WebPage {
        WebPage(
            name: name, server: .given(.milliseconds(50)), html: .kilobytes(25),
            critical: [0, 1], lazy: [2], scripts: .blocking,
            images: [
                PageImage(name: "hero", desktop: .kilobytes(150), mobile: .kilobytes(50), count: 1)
            ],
            work: MainThreadWork(
                perKilobyte: .microseconds(700), paint: .milliseconds(20),
                handler: .milliseconds(15)),
            prefetched: .percent(20), cached: .percent(50), views: views,
            budgets: PageBudgets(
                quantile: nil, vitals: [.tti: .milliseconds(1_500)], scripts: .kilobytes(120),
                bundles: [:]))
    }

    private static func frontend(budgets: PageBudgets) throws -> Frontend {
        Frontend(
            pages: [
                page("home", views: try Volume(parsing: "20000/day")),
                page("basket | *now*", views: nil),
            ],
            bundles: [
                Bundle(name: "main", kind: .main, size: .kilobytes(90)),
                Bundle(name: "shop", kind: .route, size: .kilobytes(60)),
                Bundle(name: "charts", kind: .route, size: .kilobytes(240)),
            ],
            devices: [
                DeviceClass(
                    name: "desktop", share: .percent(75), factor: 1, viewport: .desktop,
                    connections: [.one, .zero]),
                DeviceClass(
                    name: "phone", share: .percent(25), factor: 4, viewport: .mobile,
                    connections: nil,
                    budgets: PageBudgets(
                        quantile: .percent(90), vitals: [.lcp: .seconds(2)], scripts: nil,
                        bundles: [:])),
            ],
            connections: [
                ConnectionClass(
                    name: "fibre", share: .percent(60), roundTrip: .milliseconds(5),
                    bandwidth: .megabitsPerSecond(50)),
                ConnectionClass(
                    name: "4G", share: .percent(40), roundTrip: .milliseconds(70),
                    bandwidth: .megabitsPerSecond(9)),
            ],
            places: [
                UserPlace(name: "north", share: .percent(70)),
                UserPlace(name: "south", share: .percent(30)),
            ],
            regions: [
                Region(
                    name: "one", instances: 3,
                    roundTrips: [.milliseconds(20), .milliseconds(180)]),
                Region(name: "two", instances: 2, roundTrips: [nil, .milliseconds(40)]),
            ], budgets: budgets)
    }

    private static let observations = [
        Observation(
            name: "LCP", metric: .page(.vital(.lcp, page: 0, views: .all)), value: 0.5,
            text: "500ms", use: .predicted, source: "a page"),
        Observation(
            name: "on phones",
            metric: .page(.vital(.tti, page: 1, views: .first(device: 1, connection: 1))),
            value: 2, text: "2s", use: .predicted, source: "a page"),
        Observation(
            name: "scripts load", metric: .page(.scriptTime(page: 0, device: 0, connection: 0)),
            value: 0.2, text: "200ms", use: .predicted, source: "a page"),
        Observation(
            name: "scripts", metric: .page(.scripts(page: 0)), value: 150_000, text: "150KB",
            use: .fitted, source: "a page"),
        Observation(
            name: "way", metric: .page(.roundTrip(place: 1)), value: 0.035, text: "35ms",
            use: .fitted, source: "a page"),
        Observation(
            name: "traffic", metric: .page(.delivered), value: 5e11, text: "500GB",
            use: .predicted, source: "a page"),
    ]

    private static func report(_ budgets: PageBudgets) throws -> Report {
        let example = try ExampleModel.make()
        let model = try Model(
            name: example.name, sources: example.sources, operations: example.operations,
            components: example.components, keyspaces: example.keyspaces,
            objectives: example.objectives, frontend: try frontend(budgets: budgets),
            run: example.run, economics: example.economics,
            remarks: .init(
                notes: example.remarks.notes, assumptions: example.remarks.assumptions,
                observations: example.remarks.observations + observations))
        return PagesReport.make(PageAssessment(model, nil), identity: identity)
    }

    @Test(arguments: Format.allCases)
    func pages(format: Format) throws {
        let budgets = PageBudgets(
            quantile: nil, vitals: [.lcp: .milliseconds(2_500), .fid: .milliseconds(100)],
            scripts: nil, bundles: [.main: .kilobytes(200), .route: .kilobytes(220)])
        let report = try Self.report(budgets)
        #expect(report.verdict == .breached)
        try GoldenFile.check(format.render(report), "pages.\(format.ending)")
    }

    @Test func kept() throws {
        let report = try Self.report(
            PageBudgets(
                quantile: .percent(90), vitals: [.ttfb: .seconds(1), .tti: .seconds(9)],
                scripts: .kilobytes(150), bundles: [:]))
        // The pages' own budget of 120 KB wins.
        #expect(report.verdict == .breached)
        #expect(report.headline.contains("home scripts 150 KB (at most 120 KB)"))
    }
}
