// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// When what is seen of a page, on one class of devices and connections.
///
/// One HTTP/2 connection carries HTML, then critical bundles, then the largest image; the round
/// trip is that of the connection plus that to the region. Bundles are evaluated one after the
/// other, each in one task.
///
///     TTFB = DNS (a round trip of the connection) + TCP + TLS 1.3 + request (a round trip each)
///            + server
///     html = TTFB + T(HTML);  js = html + RTT + T(critical bundles);  image behind js
///     FCP  = js + paint (html + paint where scripts are deferred);  LCP = max(FCP, image)
///     TTI  = max(FCP, js) + evaluation of critical bundles
///     FID  = longest task before TTI;  INP = longest task of all + handler
///     TBT  = sum over tasks before TTI of what is beyond 50 ms
///
/// T is `SlowStart`. FID and INP are those of an input at the worst moment, which is an upper
/// bound of what most people meet. Decoding, styles, fonts and third parties are left out.
///
/// Sources: RFC 9113 (HTTP/2), RFC 8446 (TLS 1.3: one round trip), W3C Long Tasks (50 ms).
public struct PageTiming: Sendable {
    /// The task length beyond which people notice.
    public static let longTask = SimTime.milliseconds(50)

    /// What a browser has when a page is asked for.
    public enum View: Sendable, CaseIterable {
        /// Nothing.
        case first
        /// Bundles and images, from an earlier visit.
        case cached
        /// The page itself, fetched ahead; the application runs, and only the page's own bundles
        /// are evaluated.
        case prefetched
    }

    private let page: WebPage
    private let critical: [Bundle]
    private let lazy: [Bundle]
    private let device: DeviceClass
    private let connection: ConnectionClass

    public init(_ page: WebPage, of frontend: Frontend, device: Int, connection: Int) {
        self.page = page
        critical = frontend.bundles(page.critical)
        lazy = frontend.bundles(page.lazy)
        self.device = frontend.devices[device]
        self.connection = frontend.connections[connection]
    }

    /// The vitals of a view whose region is that far away and whose server takes that long.
    public func vitals(
        _ view: View, roundTrip: SimTime, serverTime: SimTime
    ) -> PageVitals {
        let arrival = arrival(view, roundTrip: roundTrip, serverTime: serverTime)
        let paint = scaled(page.work.paint)
        let isBlocking = page.scripts == .blocking
        let firstPaint = (isBlocking ? arrival.scripts : arrival.html) + paint
        let evaluated =
            view == .prefetched ? critical.filter { $0.kind == .route } : critical
        let tasks = evaluated.map(task)
        let later = lazy.map(task)
        let blocking = tasks.map { max(.zero, $0 - Self.longTask) }
        return PageVitals(
            scripts: arrival.scripts - arrival.html,
            times: [
                .ttfb: arrival.firstByte,
                .fcp: firstPaint,
                .lcp: max(firstPaint, arrival.image),
                .tti: sum(tasks) + max(firstPaint, arrival.scripts),
                .fid: tasks.max() ?? .zero,
                .inp: ((tasks + later).max() ?? .zero) + scaled(page.work.handler),
                .tbt: sum(blocking),
            ])
    }

    // MARK: Network

    private struct Arrival {
        var firstByte = SimTime.zero
        var html = SimTime.zero
        var scripts = SimTime.zero
        var image = SimTime.zero
    }

    private func arrival(
        _ view: View, roundTrip: SimTime, serverTime: SimTime
    ) -> Arrival {
        var arrival = Arrival()
        if view == .prefetched { return arrival }
        let turn = connection.roundTrip + roundTrip
        var tcp = SlowStart(roundTrip: turn, bandwidth: connection.bandwidth)
        arrival.firstByte = connection.roundTrip + turn * 3 + serverTime
        arrival.html = arrival.firstByte + tcp.receive(page.html)
        arrival.scripts = arrival.html
        arrival.image = arrival.html
        if view == .cached { return arrival }
        let scripts = critical.reduce(Bytes.zero) { $0 + $1.size }
        if scripts > .zero {
            var stream = tcp
            arrival.scripts = arrival.html + turn + stream.receive(scripts)
        }
        if let image = page.images.first {
            let behind = scripts + image.size(device.viewport)
            arrival.image = arrival.html + turn + tcp.receive(behind)
        }
        return arrival
    }

    // MARK: Main thread

    /// The time to compile and evaluate a bundle.
    private func task(_ bundle: Bundle) -> SimTime {
        let kilobytes = Double(bundle.size.bytes) / 1_000
        return SimTime(
            roundingSeconds: page.work.perKilobyte.seconds * kilobytes * device.factor)
    }

    private func scaled(_ time: SimTime) -> SimTime {
        SimTime(roundingSeconds: time.seconds * device.factor)
    }

    private func sum(_ times: [SimTime]) -> SimTime { times.reduce(.zero) { $0 + $1 } }
}

/// The times of one view of a page.
public struct PageVitals: Sendable, Equatable {
    /// From the end of the HTML until all critical bundles are there.
    public let scripts: SimTime
    private let times: [Vital: SimTime]

    init(scripts: SimTime, times: [Vital: SimTime]) {
        self.scripts = scripts
        self.times = times
    }

    public subscript(vital: Vital) -> SimTime { times[vital] ?? .zero }
}
