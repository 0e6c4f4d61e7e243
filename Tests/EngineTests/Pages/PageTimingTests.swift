// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Testing

@Suite("When what is seen of a page")
struct PageTimingTests {
    private static func vitals(
        _ parts: PageParts, _ view: PageTiming.View = .first
    ) -> PageVitals {
        PageTiming(parts.page, of: parts.frontend, device: 0, connection: 0)
            .vitals(view, roundTrip: parts.network, serverTime: parts.server)
    }

    private static func tenths(_ count: Int64) -> SimTime { .microseconds(count * 100) }

    /// By hand, in tenths of a millisecond. A round trip is 100 ms, a segment 1 ms: DNS 20, three
    /// round trips and the server make 370; HTML 10 segments; scripts after a round trip 20 more
    /// in the window of 20; the image behind them 30, with a stall of 101 - 20. Paint takes twice
    /// 10 ms, evaluation 29.2 KB · 1 ms · 2.
    @Test(
        arguments: [
            (PageTiming.View.first, .blocking, [3_700, 5_200, 5_910, 5_784, 584, 684, 84]),
            (.first, .deferred, [3_700, 4_000, 5_910, 5_584, 584, 684, 84]),
            (.cached, .blocking, [3_700, 4_000, 4_000, 4_584, 584, 684, 84]),
            (.prefetched, .blocking, [0, 200, 200, 200, 0, 392, 0]),
        ] as [(PageTiming.View, WebPage.Scripts, [Int64])])
    func byHand(view: PageTiming.View, scripts: WebPage.Scripts, expected: [Int64]) {
        var parts = PageParts()
        parts.scripts = scripts
        let vitals = Self.vitals(parts, view)
        #expect(Vital.allCases.map { vitals[$0] } == expected.map(Self.tenths))
    }

    @Test("A page of HTML alone is there when it is painted")
    func plain() {
        var parts = PageParts()
        (parts.main, parts.lazy, parts.image) = (.zero, .zero, .zero)
        let vitals = Self.vitals(parts)
        #expect(vitals[.fcp] == .milliseconds(400))
        #expect(vitals[.tti] == vitals[.fcp] && vitals[.fid] == .zero)
        // An image of no bytes still takes its round trip.
        #expect(vitals[.lcp] == .milliseconds(480))
    }

    @Test("Bigger, farther, slower: no time gets shorter")
    func monotone() {
        let changes: [(String, (inout PageParts, Int64) -> Void)] = [
            ("scripts", { $0.main = .bytes($1 * 997) }),
            ("route", { $0.route = .bytes($1 * 997) }),
            ("lazy", { $0.lazy = .bytes($1 * 997) }),
            ("image", { $0.image = .bytes($1 * 997) }),
            ("round trip", { $0.roundTrip = .milliseconds($1) }),
            ("network", { $0.network = .milliseconds($1) }),
            ("server", { $0.server = .milliseconds($1) }),
            ("cpu", { $0.factor = Double($1) / 10 + 0.1 }),
            ("work", { $0.perKilobyte = .microseconds($1 * 10) }),
            ("bandwidth", { $0.bandwidth = .kilobitsPerSecond(20_000 - $1 * 50) }),
        ]
        for (name, change) in changes {
            for view in PageTiming.View.allCases {
                var previous: PageVitals?
                for step in Int64(0)..<300 {
                    var parts = PageParts()
                    change(&parts, step)
                    let now = Self.vitals(parts, view)
                    for vital in Vital.allCases {
                        let before = previous?[vital] ?? .zero
                        #expect(now[vital] >= before, "\(name) \(step): \(vital)")
                    }
                    previous = now
                }
            }
        }
    }

    @Test("Users go to the nearest region")
    func nearest() {
        let route = PageParts().frontend.routes
        #expect(route.map(\.region) == [1] && route.map(\.roundTrip) == [.milliseconds(80)])
    }

    @Test("Views that are prefetched or cached have their share")
    func population() {
        var parts = PageParts()
        parts.prefetched = .percent(50)
        parts.cached = .percent(40)
        let views = PageViews(parts.page, of: parts.frontend, serverTime: parts.server)
        let paints = views.times(.fcp)
        // 50% at 20 ms, 20% at 400 ms, 30% at 520 ms.
        #expect(paints.quantile(.percent(50)) == .milliseconds(20))
        #expect(paints.quantile(.percent(70)) == .milliseconds(400))
        #expect(paints.quantile(.percent(71)) == .milliseconds(520))
        let first = views.firstTimes(.fcp, device: 0, connection: 0)
        #expect(first.quantile(.percent(1)) == .milliseconds(520))
    }

    @Test("What browsers keep is not served again")
    func bytes() {
        var parts = PageParts()
        parts.cached = .percent(25)
        let bytes = PageBytes(parts.page, of: parts.frontend)
        #expect(bytes.html == 14_600)
        #expect(bytes.scripts == 0.75 * (29_200 + 14_600))
        #expect(bytes.images == 0.75 * 2 * 14_600)
    }
}
