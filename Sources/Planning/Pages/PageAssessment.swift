// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// The pages of a model held against their budgets.
public struct PageAssessment: Sendable {
    public let model: Model
    public let pages: [PageAnswer]
    public let checks: [BudgetCheck]
    public let regions: [RegionAnswer]
    /// Of the platform that makes the pages, where it does not keep up with its load.
    public let saturation: Saturation?
    /// Absent where no budget is stated.
    public let outcome: Judgement?

    /// `measurements` answer the model of `measured`; they are needed where a page names an
    /// operation, and without them no page that does has figures.
    public init(_ model: Model, _ measurements: Measurements?) {
        self.model = model
        let frontend = model.frontend
        pages = frontend.pages.map { PageAnswer($0, of: model, measurements) }
        checks = BudgetCheck.all(frontend, pages)
        regions = RegionAnswer.all(frontend, pages)
        saturation = measurements?.saturation
        outcome = checks.isEmpty ? nil : Judgement.all(checks.map(\.judgement))
    }

    /// The model whose measurements tell how long the server takes: with the percentile at which
    /// pages are judged, of each operation that a page names. Nil where no page names one.
    public static func measured(_ model: Model) throws(ModelError) -> Model? {
        let quantile = model.frontend.quantile
        let asked = model.frontend.pages.compactMap { page -> Objective? in
            guard case .operation(let id) = page.server else { return nil }
            return Objective(.latency(of: id, quantile: quantile, limit: .hours(1)))
        }
        return asked.isEmpty ? nil : try model.with(objectives: model.objectives + asked)
    }
}

/// One page as it is seen.
public struct PageAnswer: Sendable {
    public let page: WebPage
    /// Absent where the operation was not answered.
    public let serverTime: Figure?
    /// First views, by device class and connection; in the percentile of the budgets over places.
    public let rows: [Row]
    /// The percentile of the budgets over all views, in the order of `Vital.allCases`.
    public let all: [Figure?]
    /// Of the classes that have budgets.
    let devices: [OnDevice]
    public let bytes: PageBytes
    /// Views a second; absent where nothing says how often the page is viewed.
    public let viewRate: Figure?
    public let hoursPerMonth: Int64
    let views: PageViews?

    public struct Row: Sendable {
        public let device: Int
        public let connection: Int
        /// Of all users.
        public let share: Ratio
        public let scripts: Figure?
        /// In the order of `Vital.allCases`.
        public let vitals: [Figure?]
    }

    /// All views on one class of devices.
    struct OnDevice: Sendable {
        let device: Int
        let quantile: Ratio
        /// In the order of `Vital.allCases`.
        let vitals: [Figure?]
    }

    static let method = "closed form of a page"

    init(_ page: WebPage, of model: Model, _ measurements: Measurements?) {
        self.page = page
        let frontend = model.frontend
        let quantile = frontend.quantile
        let server = Self.serverTime(page, quantile, measurements)
        let views = Views(page, frontend, server)
        serverTime = server
        self.views = views?.middle
        all = Vital.allCases.map { vital in
            views?.figure { $0.times(vital).quantile(quantile) }
        }
        devices = frontend.devices.indices.compactMap { device in
            let budgets = frontend.devices[device].budgets
            if budgets.vitals.isEmpty { return nil }
            let own = budgets.quantile ?? quantile
            return OnDevice(
                device: device, quantile: own,
                vitals: Vital.allCases.map { vital in
                    views?.figure { $0.times(vital, device: device).quantile(own) }
                })
        }
        bytes = PageBytes(page, of: frontend)
        hoursPerMonth = model.economics.prices?.hoursPerMonth ?? PriceBook.usualHoursPerMonth
        viewRate = Self.viewRate(page, hoursPerMonth, measurements)
        var rows: [Row] = []
        for device in frontend.devices.indices {
            for connection in frontend.connections.indices {
                let share = frontend.share(device: device, connection: connection)
                rows.append(
                    Row(
                        device: device, connection: connection, share: .fraction(share),
                        scripts: views?.figure {
                            $0.firstScripts(device: device, connection: connection)
                                .quantile(quantile)
                        },
                        vitals: Vital.allCases.map { vital in
                            views?.figure {
                                $0.firstTimes(vital, device: device, connection: connection)
                                    .quantile(quantile)
                            }
                        }))
            }
        }
        self.rows = rows
    }

    private static func serverTime(
        _ page: WebPage, _ quantile: Ratio, _ measurements: Measurements?
    ) -> Figure? {
        switch page.server {
        case .given(let time):
            return .exact(time.seconds)
        case .operation(let id):
            return measurements?.measurement(of: id)?.percentile(quantile).map { Figure($0) }
        }
    }

    private static func viewRate(
        _ page: WebPage, _ hours: Int64, _ measurements: Measurements?
    ) -> Figure? {
        if let volume = page.views {
            let month = ExactDecimal(hours)
            let count = try? volume.quantity(
                inHours: month, hoursPerMonth: month, rounding: .halfEven)
            return count.map {
                .exact($0.approximation / (Double(hours) * 3_600))
            }
        }
        guard case .operation(let id) = page.server,
            let measured = measurements?.measurement(of: id)
        else { return nil }
        return Figure(measured.throughput)
    }

    public var viewsPerMonth: Figure? { viewRate?.scaled(by: Double(hoursPerMonth) * 3_600) }

    /// Bytes of bundles and images that the CDN serves in a month.
    public var deliveredPerMonth: Figure? { viewsPerMonth?.scaled(by: bytes.delivered) }
}

/// The views of a page for the server time as it is, and for both ends of what it may be.
private struct Views {
    let middle: PageViews
    private let low: PageViews?
    private let high: PageViews?

    init?(_ page: WebPage, _ frontend: Frontend, _ server: Figure?) {
        guard let server else { return nil }
        func views(_ seconds: Double) -> PageViews {
            PageViews(
                page, of: frontend, serverTime: SimTime(roundingSeconds: max(0, seconds)))
        }
        middle = views(server.value)
        low = server.interval.map { views($0.lowerBound) }
        high = server.interval.map { views($0.upperBound) }
    }

    /// Every time of a page grows with the server's, so its ends are those of the band.
    func figure(_ time: (PageViews) -> SimTime?) -> Figure? {
        guard let value = time(middle)?.seconds else { return nil }
        var interval: ClosedRange<Double>?
        if let low = low.flatMap(time)?.seconds, let high = high.flatMap(time)?.seconds {
            interval = min(low, value)...max(high, value)
        }
        return Figure(
            value: value, interval: interval, origin: .approximate(method: PageAnswer.method))
    }
}

extension Figure {
    /// The figure and its interval times a factor that is not negative.
    func scaled(by factor: Double) -> Figure {
        Figure(
            value: value * factor,
            interval: interval.map { $0.lowerBound * factor...$0.upperBound * factor },
            origin: origin)
    }
}

extension PageAssessment {
    /// What the CDN serves in a month; absent where the views of a page are not known.
    public var deliveredPerMonth: Figure? {
        let parts = pages.map(\.deliveredPerMonth)
        let known = parts.compactMap { $0 }
        guard known.count == parts.count, let first = known.first else { return nil }
        return known.dropFirst().reduce(first) { $0 + $1 }
    }
}

extension Figure {
    /// The sum; its interval that of both ends, which is wider than that of independent figures.
    fileprivate static func + (a: Figure, b: Figure) -> Figure {
        var interval: ClosedRange<Double>?
        if let first = a.interval, let second = b.interval {
            interval =
                first.lowerBound + second.lowerBound...first.upperBound + second.upperBound
        }
        return Figure(
            value: a.value + b.value, interval: interval,
            origin: a.origin == .exact ? b.origin : a.origin)
    }
}
