// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

extension PageAssessment {
    /// The model's own figure for what somebody published; in seconds, or bytes.
    public func figure(_ metric: PageMetric) -> Figure? {
        switch metric {
        case .vital(let vital, let page, .all): return pages[page].figure(vital)
        case .vital(let vital, let page, .first(let device, let connection)):
            return row(page, device, connection)?.figure(vital)
        case .scriptTime(let page, let device, let connection):
            return row(page, device, connection)?.scripts
        case .scripts(let page):
            return .exact(Double(model.frontend.scripts(of: pages[page].page).bytes))
        case .roundTrip(let place):
            let route = model.frontend.routes.first { $0.place == place }
            return route.map { .exact($0.roundTrip.seconds) }
        case .delivered: return deliveredPerMonth
        }
    }

    private func row(_ page: Int, _ device: Int, _ connection: Int) -> PageAnswer.Row? {
        pages[page].rows.first { $0.device == device && $0.connection == connection }
    }
}

extension PageMetric {
    /// Whether it is in seconds; else it is in bytes.
    public var isTime: Bool {
        switch self {
        case .vital, .scriptTime, .roundTrip: true
        case .scripts, .delivered: false
        }
    }
}

extension PageAnswer {
    /// Of all views.
    public func figure(_ vital: Vital) -> Figure? {
        Vital.allCases.firstIndex(of: vital).flatMap { all[$0] }
    }
}

extension PageAnswer.Row {
    public func figure(_ vital: Vital) -> Figure? {
        Vital.allCases.firstIndex(of: vital).flatMap { vitals[$0] }
    }
}

extension Frontend {
    /// What the critical bundles of a page weigh.
    func scripts(of page: WebPage) -> Bytes {
        bundles(page.critical).reduce(Bytes.zero) { $0 + $1.size }
    }
}

extension Figure {
    static func exact(_ value: Double) -> Figure {
        Figure(value: value, interval: value...value, origin: .exact)
    }
}
