// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What may have been published of pages and of the way to them; pages, places and classes by
/// their position in `Frontend`.
public enum PageMetric: Sendable {
    /// At the percentile of the budgets.
    case vital(Vital, page: Int, views: Views)
    /// From the end of the HTML until all critical bundles are there.
    case scriptTime(page: Int, device: Int, connection: Int)
    /// All critical bundles together.
    case scripts(page: Int)
    /// To the nearest region.
    case roundTrip(place: Int)
    /// What the CDN serves in a month.
    case delivered

    public enum Views: Sendable {
        case all
        case first(device: Int, connection: Int)
    }
}

extension Observation {
    /// What it is of a page; nil where it is of the platform.
    public var pageMetric: PageMetric? {
        if case .page(let metric) = metric { metric } else { nil }
    }
}
