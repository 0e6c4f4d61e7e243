// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads one page.
struct PageReader {
    private static let keys = [
        "server", "operation", "html", "critical", "lazy", "scripts", "images", "work per KB",
        "paint", "handler", "prefetch", "cached", "views", "budgets",
    ]

    let names: Names
    let bundles: [String]

    func read(_ name: String, _ field: Field) -> WebPage? {
        guard let map = field.map(Self.keys) else { return nil }
        let server = server(map)
        let html = map.required("html")?.quantity(Bytes.self)
        let critical = map["critical"].or([]) { list($0) }
        let lazy = map["lazy"].or([]) { list($0, beside: critical ?? []) }
        let scripts = map["scripts"].or(WebPage.Scripts.blocking) {
            $0.choice(WebPage.Scripts.self)
        }
        let images = map["images"].or([], images)
        let work = work(map)
        let prefetched = map["prefetch"].or(Ratio.zero) { $0.share() }
        let cached = map["cached"].or(Ratio.zero) { $0.share() }
        let views = map["views"].optional { $0.quantity(Volume.self) }
        let budgets = map["budgets"].or(.none) { BudgetReader().ofPage($0) }
        guard let server, let html, let critical, let lazy, let scripts, let images, let work,
            let prefetched, let cached, let views, let budgets
        else { return nil }
        return WebPage(
            name: name, server: server, html: html, critical: critical, lazy: lazy,
            scripts: scripts, images: images, work: work, prefetched: prefetched,
            cached: cached, views: views, budgets: budgets)
    }

    private func server(_ map: MapReader) -> WebPage.ServerTime? {
        switch (map["server"], map["operation"]) {
        case (let time?, nil): return time.quantity(SimTime.self).map { .given($0) }
        case (nil, let operation?): return operation.operation(names).map { .operation($0) }
        case (let time?, let operation?):
            _ = time.quantity(SimTime.self)
            operation.note(
                at: operation.keyPlace, "the page has both a server time and an operation",
                "keep one of them")
            return nil
        case (nil, nil):
            map.whole.note(
                at: map.whole.keyPlace, "nothing says how long the server takes",
                "give one of 'server' (a time, such as 50ms) and 'operation' (which takes it)")
            return nil
        }
    }

    /// Bundles of which none is listed twice.
    private func list(_ field: Field, beside others: [Int] = []) -> [Int]? {
        var known = others
        return all(
            field.items("a list of bundles")?.map { item in
                guard let bundle = item.reference(to: "bundle", in: bundles) else { return nil }
                if known.contains(bundle) {
                    item.note(
                        "the bundle \(quoted(bundles[bundle])) is listed twice",
                        "list it once, in critical or lazy", value: bundles[bundle])
                    return nil
                }
                known.append(bundle)
                return bundle
            })
    }

    private func images(_ field: Field) -> [PageImage]? {
        all(
            field.names("a map of images")?.named("image").map { name, field in
                guard let map = field.map(["desktop", "mobile", "count"]) else { return nil }
                let desktop = map.required("desktop")?.quantity(Bytes.self)
                let mobile = map.required("mobile")?.quantity(Bytes.self)
                let count = map["count"].or(1) { $0.count(1...PageImage.most) }
                guard let desktop, let mobile, let count else { return nil }
                return PageImage(name: name, desktop: desktop, mobile: mobile, count: count)
            })
    }

    private func work(_ map: MapReader) -> MainThreadWork? {
        func time(_ key: String) -> SimTime? {
            map[key].or(SimTime.zero) { $0.quantity(SimTime.self) }
        }
        let (work, paint, handler) = (time("work per KB"), time("paint"), time("handler"))
        if map["work per KB"] == nil, let scripts = map["critical"] ?? map["lazy"] {
            scripts.note(
                at: map.whole.keyPlace, "the page has bundles but no 'work per KB'",
                "add the main thread's time for a KB of script, such as work per KB: 0.5ms")
            return nil
        }
        guard let work, let paint, let handler else { return nil }
        return MainThreadWork(perKilobyte: work, paint: paint, handler: handler)
    }
}
