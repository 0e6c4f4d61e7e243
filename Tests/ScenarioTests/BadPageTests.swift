// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Scenario

/// Slips in what browsers load and where they are.
@Suite struct BadPageTests {
    private static let scenario = """
        plimsoll: 1
        name: Pages
        traffic: {visitors: {rate: 100/s}}
        operations: {visit: {steps: [{delay: 5ms}]}}
        places: {north: 60%, south: 40%}
        regions:
          one: {instances: 3, round trips: {north: 10ms, south: 90ms}}
          two: {instances: 2, round trips: {south: 20ms}}
        devices:
          desktop: {share: 75%, connections: {fibre: 100%}}
          phone: {share: 25%, cpu: 3.5, viewport: mobile, budgets: {percentile: 90%, fid: 1s}}
        connections:
          fibre: {share: 50%, round trip: 5ms, bandwidth: 50Mbit/s}
          4G: {share: 50%, round trip: 70ms, bandwidth: 9Mbit/s}
        bundles:
          main: {kind: main, size: 90KB}
          charts: {kind: route, size: 60KB}
        pages:
          home:
            server: 50ms
            html: 20KB
            critical: [main]
            lazy: [charts]
            images: {hero: {desktop: 150KB, mobile: 50KB, count: 2}}
            work per KB: 0.5ms
            prefetch: 50%
            views: 3000/day
            budgets: {tti: 2s, scripts: 200KB}
        budgets: {percentile: 75%, lcp: 2.5s, bundle: {main: 200KB}}
        observed:
          - {name: a, metric: lcp, of: home, value: 1s, use: fitted, source: b}
          - {name: c, metric: script time, of: home, device: phone, connection: 4G, value: 1s,
            use: fitted, source: d}
          - {name: e, metric: round trip, of: north, value: 10ms, use: fitted, source: f}
        """

    @Test func theGoodOneIsGood() {
        #expect(messages(["x.yaml": Self.scenario]).isEmpty)
    }

    @Test(arguments: [
        BadInput("north: 60%,", "north: 70%,", "5:9", "places", "add up to 110%"),
        BadInput("north: 10ms", "nord: 10ms", "7:37", "there is no place 'nord'", "'north'"),
        BadInput("{north: 10ms, ", "{", "5:17", "places.north", "no region with a round trip"),
        BadInput("{north: 10ms", "{north: 10", "7:44", "'10' has no unit"),
        BadInput("north: 10ms", "north: 1h", "7:36", "regions.one.round trips", "at most 10s"),
        BadInput("instances: 3", "instances: 0", "7:20", "from 1 to 100000"),
        BadInput("instances: 2, ", "", "8:3", "'instances' is missing"),
        BadInput("share: 75%,", "share: 85%,", "10:3", "devices", "add up to 110%"),
        BadInput("{fibre: 100%}", "{fibre: 90%}", "10:38", "add up to 90%"),
        BadInput("{fibre: 100%}", "{fiber: 100%}", "10:39", "no connection 'fiber'", "'fibre'"),
        BadInput("cpu: 3.5", "cpu: 0", "11:28", "from 0.01 to 100"),
        BadInput("cpu: 3.5", "cpu: 350%", "11:28", "'350%'"),
        BadInput("viewport: mobile", "viewport: tablet", "11:43", "not known here", "mobile"),
        BadInput("50Mbit/s", "50", "13:51", "'50' has no unit", "50Mbit/s or 400kbit/s"),
        BadInput("50Mbit/s", "50mbps", "13:51", "did you mean 'Mbit/s'?"),
        BadInput("50Mbit/s", "0kbit/s", "13:51", "out of range", "1kbit/s"),
        BadInput("50Mbit/s", "-5Mbit/s", "13:51", "is negative"),
        BadInput("round trip: 5ms", "round trip: 1m", "13:35", "at most 10s"),
        BadInput("kind: main,", "kind: mane,", "16:16", "'mane' is not known here"),
        BadInput("size: 90KB", "size: 90GB", "16:28", "bundles.main.size", "at most 100MB"),
        BadInput("size: 90KB", "sice: 90KB", "16:22", "did you mean 'size'?"),
        BadInput("    server: 50ms\n", "", "19:3", "pages.home", "'server'", "'operation'"),
        BadInput("server: 50ms", "operation: visits", "20:16", "did you mean 'visit'?"),
        BadInput(
            "server: 50ms", "server: 50ms\n    operation: visit", "21:5", "keep one of them"),
        BadInput("server: 50ms", "server: 2m", "20:13", "pages.home.server", "at most 1m"),
        BadInput("    html: 20KB\n", "", "19:3", "'html' is missing"),
        BadInput("[main]", "[mein]", "22:16", "there is no bundle 'mein'"),
        BadInput("[main]", "main", "22:15", "a list of bundles"),
        BadInput(
            "[charts]", "[charts, main]", "23:20", "pages.home.lazy.1", "'main' is listed twice",
            "in critical or lazy"),
        BadInput(
            "[main]", "[main, main]", "22:22", "pages.home.critical.1", "'main' is listed twice"),
        BadInput(
            "metric: round trip, of: north", "metric: round trip, of: north, device: phone",
            "34:54",
            "observed.2.device", "is of no device"),
        BadInput(
            "metric: round trip, of: north, value", "metric: delivered, of: north, value", "34:38",
            "is of the whole platform"),
        BadInput("count: 2", "count: 0", "24:58", "from 1 to 1000"),
        BadInput("desktop: 150KB, ", "", "24:14", "'desktop' is missing"),
        BadInput("    work per KB: 0.5ms\n", "", "19:3", "no 'work per KB'"),
        BadInput("0.5ms", "0.5s", "25:18", "pages.home.work per KB", "at most 100ms"),
        BadInput("prefetch: 50%", "prefetch: 150%", "26:15", "more than 100%"),
        BadInput("3000/day", "3000", "27:12", "3000/day"),
        BadInput("{tti: 2s", "{ttl: 2s", "28:15", "did you mean 'tti'?"),
        BadInput("scripts: 200KB", "scripts: 200", "28:33", "'200' has no unit"),
        BadInput("lcp: 2.5s", "lcp: 2.5", "29:33", "budgets.lcp", "'2.5' has no unit"),
        BadInput("{main: 200KB}", "{mian: 200KB}", "29:48", "did you mean 'main'?"),
        BadInput("{percentile: 90%", "{percentil: 90%", "11:61", "did you mean 'percentile'?"),
        BadInput("fid: 1s", "scripts: 9KB", "11:78", "there is no key 'scripts' here"),
        BadInput("of: home, value", "of: hom, value", "31:32", "did you mean 'home'?"),
        BadInput("of: home, value", "value", "31:5", "'of' is missing"),
        BadInput(
            "lcp, of: home, value: 1s", "lcp, of: home, value: 1KB", "31:45", "1KB"),
        BadInput("device: phone, ", "", "32:5", "'device' is missing"),
        BadInput("of: home, value", "of: home, device: phone, value", "31:5", "give both"),
        BadInput("device: phone", "device: fone", "32:54", "did you mean 'phone'?"),
        BadInput("of: north", "of: home", "34:39", "there is no place 'home'"),
        BadInput("percentile: 75%", "percentile: p75", "29:23", "'p75' is not a number"),
    ])
    func slip(_ input: BadInput) {
        input.expectError(in: Self.scenario)
    }

    @Test("Pages need devices and connections")
    func bare() {
        let file = "extends: base.yaml\ndevices: ~\nobserved: ~\n"
        let found = messages(["x.yaml": file, "base.yaml": Self.scenario])
        #expect(found.contains { $0.contains("no device class, and there are pages") })
    }
}

/// What pages deliver as the volume of a CDN.
@Suite struct PageVolumeTests {
    /// Of 1,000 views an hour 40% load 90 KB and twice 50 KB.
    private static let scenario = """
        plimsoll: 1
        name: Pages
        prices: prices.yaml
        traffic: {visitors: {rate: 100/s}}
        operations: {visit: {steps: [{delay: 5ms}]}}
        components: {edge: {kind: cdn, price: traffic, volume: pages}}
        devices: {phone: {share: 100%, viewport: mobile}}
        connections: {4G: {share: 100%, round trip: 70ms, bandwidth: 9Mbit/s}}
        bundles: {main: {kind: main, size: 90KB}}
        pages:
          home:
            server: 50ms
            html: 20KB
            critical: [main]
            images: {hero: {desktop: 150KB, mobile: 50KB, count: 2}}
            work per KB: 0.5ms
            cached: 60%
            views: 1000/h
        """
    private static let prices = """
        plimsoll prices: 1
        name: Test prices
        as of: 2026-01-31
        hours per month: 720
        prices: {traffic: {price: 0.02 USD/GB, source: a list}}
        """

    @Test func ofPages() throws {
        let model = try load(["x.yaml": Self.scenario, "prices.yaml": Self.prices]).model
        // 720,000 views of 76 KB.
        #expect(model.components[0].charge?.volume?.description == "54.72/month")
    }

    @Test(arguments: [
        ("\n    views: 1000/h", "", "6:56", "not all say how often"),
        ("views: 1000/h", "views: 100000000/s", "6:56", "9 PB a month or more; state a volume"),
        ("kind: cdn, price: traffic", "kind: service, price: traffic", "6:60", "'pages'"),
        ("volume: pages", "volume: page", "6:56", "'page'"),
        ("html: 20KB", "html: 20", "13:11", "has no unit"),
    ])
    func slip(part: String, becomes: String, place: String, says: String) {
        let found = messages([
            "x.yaml": Self.scenario.changing(part, to: becomes), "prices.yaml": Self.prices,
        ])
        let hit = found.first { $0.hasPrefix("x.yaml:\(place): ") }
        #expect(hit?.contains(says) == true, "\(found)")
    }
}
