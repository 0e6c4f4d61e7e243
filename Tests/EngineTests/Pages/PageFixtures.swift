// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// A front end of one page, to be changed in one way at a time.
struct PageParts {
    var server = SimTime.milliseconds(50)
    var html = Bytes.bytes(14_600)
    var main = Bytes.bytes(29_200)
    var route = Bytes.zero
    var lazy = Bytes.bytes(14_600)
    var image = Bytes.bytes(14_600)
    var scripts = WebPage.Scripts.blocking
    var perKilobyte = SimTime.milliseconds(1)
    var prefetched = Ratio.zero
    var cached = Ratio.zero
    var factor = 2.0
    var roundTrip = SimTime.milliseconds(20)
    /// A segment takes 1 ms.
    var bandwidth = Bandwidth.kilobitsPerSecond(11_680)
    var network = SimTime.milliseconds(80)

    var page: WebPage {
        WebPage(
            name: "home", server: .given(server), html: html, critical: [0, 1], lazy: [2],
            scripts: scripts,
            images: [PageImage(name: "hero", desktop: image, mobile: .bytes(1), count: 2)],
            work: MainThreadWork(
                perKilobyte: perKilobyte, paint: .milliseconds(10), handler: .milliseconds(5)),
            prefetched: prefetched, cached: cached, views: nil, budgets: .none)
    }

    var frontend: Frontend {
        Frontend(
            pages: [page],
            bundles: [
                Bundle(name: "main", kind: .main, size: main),
                Bundle(name: "route", kind: .route, size: route),
                Bundle(name: "charts", kind: .route, size: lazy),
            ],
            devices: [
                DeviceClass(
                    name: "phone", share: .one, factor: factor, viewport: .desktop,
                    connections: nil)
            ],
            connections: [
                ConnectionClass(
                    name: "line", share: .one, roundTrip: roundTrip, bandwidth: bandwidth)
            ],
            places: [UserPlace(name: "here", share: .one)],
            regions: [
                Region(name: "far", instances: 1, roundTrips: [network + .milliseconds(100)]),
                Region(name: "near", instances: 3, roundTrips: [network]),
                Region(name: "elsewhere", instances: 3, roundTrips: [nil]),
            ], budgets: .none)
    }
}
