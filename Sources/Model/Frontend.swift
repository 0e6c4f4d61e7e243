// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What browsers load, on what they run, how they are connected, and where they are.
public struct Frontend: Sendable {
    public let pages: [WebPage]
    public let bundles: [Bundle]
    public let devices: [DeviceClass]
    public let connections: [ConnectionClass]
    public let places: [UserPlace]
    public let regions: [Region]
    public let budgets: PageBudgets

    public static let none = Frontend(
        pages: [], bundles: [], devices: [], connections: [], places: [], regions: [],
        budgets: .none)

    public init(
        pages: [WebPage], bundles: [Bundle], devices: [DeviceClass],
        connections: [ConnectionClass], places: [UserPlace], regions: [Region],
        budgets: PageBudgets
    ) {
        self.pages = pages
        self.bundles = bundles
        self.devices = devices
        self.connections = connections
        self.places = places
        self.regions = regions
        self.budgets = budgets
    }

    public func bundles(_ indices: [Int]) -> [Bundle] { indices.map { bundles[$0] } }

    /// The share of users on that device who have that connection, of all users.
    public func share(device: Int, connection: Int) -> Double {
        let device = devices[device]
        let share = device.connections?[connection] ?? connections[connection].share
        return device.share.fraction * share.fraction
    }
}

/// A file of JavaScript that is loaded and evaluated as one.
public struct Bundle: Sendable {
    public let name: String
    public let kind: Kind
    /// As transferred, so compressed.
    public let size: Bytes

    public enum Kind: String, Sendable, CaseIterable {
        case main, vendor, route
    }

    public static let largest = Bytes.megabytes(100)

    public init(name: String, kind: Kind, size: Bytes) {
        self.name = name
        self.kind = kind
        self.size = size
    }
}

/// A page that is rendered on the server and made interactive in the browser.
public struct WebPage: Sendable {
    public let name: String
    public let server: ServerTime
    public let html: Bytes
    /// Loaded before the page is interactive; positions in `Frontend.bundles`.
    public let critical: [Int]
    /// Loaded once it is.
    public let lazy: [Int]
    public let scripts: Scripts
    /// The first is the largest of what is seen at once.
    public let images: [PageImage]
    public let work: MainThreadWork
    /// Views that were fetched before they were asked for.
    public let prefetched: Ratio
    /// Of the other views, those whose bundles and images the browser has kept.
    public let cached: Ratio
    /// Absent: as often as its operation is asked for, if it names one.
    public let views: Volume?
    public let budgets: PageBudgets

    /// Until the server has made the HTML.
    public enum ServerTime: Sendable {
        case given(SimTime)
        /// As long as that operation takes.
        case operation(OperationID)
    }

    /// What bundles that are critical hold up.
    public enum Scripts: String, Sendable, CaseIterable {
        /// Nothing is painted before they are there.
        case blocking
        /// The HTML is painted without them.
        case deferred
    }

    public init(
        name: String, server: ServerTime, html: Bytes, critical: [Int], lazy: [Int],
        scripts: Scripts, images: [PageImage], work: MainThreadWork, prefetched: Ratio,
        cached: Ratio, views: Volume?, budgets: PageBudgets
    ) {
        self.name = name
        self.server = server
        self.html = html
        self.critical = critical
        self.lazy = lazy
        self.scripts = scripts
        self.images = images
        self.work = work
        self.prefetched = prefetched
        self.cached = cached
        self.views = views
        self.budgets = budgets
    }
}

/// What a page asks of the main thread of a device whose CPU factor is 1.
public struct MainThreadWork: Sendable {
    /// To compile and evaluate a kilobyte (1,000 B, compressed) of JavaScript.
    public let perKilobyte: SimTime
    /// To lay out and paint.
    public let paint: SimTime
    /// To answer one interaction.
    public let handler: SimTime

    public static let mostPerKilobyte = SimTime.milliseconds(100)
    public static let longest = SimTime.minutes(1)

    public init(perKilobyte: SimTime, paint: SimTime, handler: SimTime) {
        self.perKilobyte = perKilobyte
        self.paint = paint
        self.handler = handler
    }
}

/// An image, or several alike, in the sizes that are served.
public struct PageImage: Sendable {
    public let name: String
    public let desktop: Bytes
    public let mobile: Bytes
    public let count: Int

    public static let most = 1_000

    public init(name: String, desktop: Bytes, mobile: Bytes, count: Int) {
        self.name = name
        self.desktop = desktop
        self.mobile = mobile
        self.count = count
    }

    public func size(_ viewport: DeviceClass.Viewport) -> Bytes {
        switch viewport {
        case .desktop: desktop
        case .mobile: mobile
        }
    }
}

/// A class of devices, such as slow phones.
public struct DeviceClass: Sendable {
    public let name: String
    public let share: Ratio
    /// How many times as long as on a factor of 1 the main thread works.
    public let factor: Double
    public let viewport: Viewport
    /// The share of each connection on it; absent: as everywhere.
    public let connections: [Ratio]?
    /// Of times, and of all views on it.
    public let budgets: PageBudgets

    public enum Viewport: String, Sendable, CaseIterable {
        case desktop, mobile
    }

    public static let factors = 0.01...100

    public init(
        name: String, share: Ratio, factor: Double, viewport: Viewport, connections: [Ratio]?,
        budgets: PageBudgets = .none
    ) {
        self.name = name
        self.share = share
        self.factor = factor
        self.viewport = viewport
        self.connections = connections
        self.budgets = budgets
    }
}

/// A class of connections, such as 4G: the last mile of a user.
public struct ConnectionClass: Sendable {
    public let name: String
    public let share: Ratio
    /// Between the device and its provider.
    public let roundTrip: SimTime
    /// Towards the user.
    public let bandwidth: Bandwidth

    public static let longestRoundTrip = SimTime.seconds(10)

    public init(name: String, share: Ratio, roundTrip: SimTime, bandwidth: Bandwidth) {
        self.name = name
        self.share = share
        self.roundTrip = roundTrip
        self.bandwidth = bandwidth
    }
}
