// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Finds the loads that a scenario is asked for beside those that were tested.
struct LoadFinder {
    let curve: ModelCurve
    let levels: [ObservedLevel]

    /// An idle platform, as a share of what it carries.
    private static let idle = 1e-3
    private static let nearlyFull = 0.999
    /// The mean latency at the knee over that of an idle platform.
    private static let stretch = 2.0
    private static let mostDoublings = 8

    private var highest: ObservedLevel? {
        levels.filter { !$0.isHeldOut }.max { $0.level.amount < $1.level.amount }
    }

    /// Requests a second at which the first resource or limit is used whole: the least of
    /// servers / D, at the demands of the highest load that was fitted.
    func saturation(at u: [Double]) -> LoadForecast? {
        guard let highest, case .success(let model) = curve.model(at: u) else { return nil }
        let measurements: Measurements?
        switch curve.method {
        case .closedForm: measurements = curve.closedForm(model, highest.level)
        case .simulation(let test): measurements = try? test.measure(model, highest)
        }
        guard let measurements else { return nil }
        let bounds = measurements.ceilings.compactMap { ceiling in
            ceiling.saturationLoad.map { (ceiling.name, $0.value) }
        }
        guard let least = bounds.min(by: { $0.1 < $1.1 }) else { return nil }
        return LoadForecast(place: least.0, kind: .rate, amount: least.1, interval: nil)
    }

    /// The load at which the mean latency is twice that of an idle platform: by the closed form.
    func knee(at u: [Double]) -> LoadForecast? {
        guard curve.isClosedForm, let highest, let most = saturation(at: u)?.amount,
            case .success(let model) = curve.model(at: u)
        else { return nil }
        let kind = highest.level.kind
        let least = kind == .rate ? most * Self.idle : 1
        guard let idle = mean(model, kind, least) else { return nil }
        func excess(_ logLoad: Double) -> Double {
            mean(model, kind, Elementary.exp(logLoad)).map {
                Elementary.log($0 / (idle * Self.stretch))
            } ?? 1
        }
        var top = kind == .rate ? most * Self.nearlyFull : 2
        if kind == .users {
            var doublings = 0
            while excess(Elementary.log(top)) < 0 {
                doublings += 1
                if doublings > Self.mostDoublings + 8 { return nil }
                top *= 2
            }
        } else if excess(Elementary.log(top)) < 0 {
            return nil
        }
        let root = try? findRoot(
            in: Elementary.log(least)...Elementary.log(top), relativeTolerance: 1e-6, of: excess)
        return root.map {
            LoadForecast(place: "", kind: kind, amount: Elementary.exp($0), interval: nil)
        }
    }

    /// The mean latency in seconds; between whole numbers of users on the line between them.
    private func mean(_ model: Model, _ kind: TestLevel.Kind, _ amount: Double) -> Double? {
        switch kind {
        case .rate: return whole(model, kind, amount)
        case .users:
            let below = amount.rounded(.down)
            guard let low = whole(model, kind, max(1, below)) else { return nil }
            guard amount > below, let high = whole(model, kind, below + 1) else { return low }
            return low + (high - low) * (amount - below)
        }
    }

    private func whole(_ model: Model, _ kind: TestLevel.Kind, _ amount: Double) -> Double? {
        curve.closedForm(model, kind.level(amount))?.overall.meanSojournTime?.value
    }
}
