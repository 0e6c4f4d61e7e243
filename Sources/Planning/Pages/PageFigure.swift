// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// A figure of a page in its unit; nil where there is none.
public enum PageFigure: Sendable {
    /// In seconds.
    case time(Figure?)
    /// In bytes.
    case size(Figure?)
}

extension PageAssessment {
    /// The model's own figure for what somebody published.
    public func figure(_ metric: PageMetric) -> PageFigure {
        switch metric {
        case .vital(let vital, let page, .all): return .time(pages[page].figure(vital))
        case .vital(let vital, let page, .first(let device, let connection)):
            return .time(row(page, device, connection)?.figure(vital))
        case .scriptTime(let page, let device, let connection):
            return .time(row(page, device, connection)?.scripts)
        case .scripts(let page):
            return .size(.exact(Double(model.frontend.scripts(of: pages[page].page).bytes)))
        case .roundTrip(let place):
            let route = model.frontend.routes.first { $0.place == place }
            return .time(route.map { .exact($0.roundTrip.seconds) })
        case .delivered: return .size(deliveredPerMonth)
        }
    }

    private func row(_ page: Int, _ device: Int, _ connection: Int) -> PageAnswer.Row? {
        pages[page].rows.first { $0.device == device && $0.connection == connection }
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
