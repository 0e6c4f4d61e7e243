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
    private static let mostDoublings = 16
    /// The load that fills a platform changes what requests need of it (a fuller cache hits more):
    /// so often, and until it changes by less, it is asked anew.
    private static let mostRounds = 40
    private static let settled = 1e-7
    /// How near the mean latency must be to twice the idle one at what is called the knee.
    private static let nearKnee = 0.02

    private var highest: ObservedLevel? {
        levels.filter { !$0.isHeldOut }.max { $0.level.amount < $1.level.amount }
    }

    /// Requests a second at which the first resource or limit is used whole: the least of
    /// servers / D, at the demands of that load itself by the closed form; by simulation, and of
    /// users, at those of the highest load that was fitted.
    func saturation(at u: [Double]) -> LoadForecast? {
        guard let highest, case .success(let model) = curve.model(at: u) else { return nil }
        switch curve.method {
        case .simulation(let test): return least((try? test.measure(model, highest))?.ceilings)
        case .closedForm:
            let kind = highest.level.kind
            guard let first = least(curve.closedForm(model, highest.level)?.ceilings) else {
                return nil
            }
            guard kind == .rate else { return first }
            var found = first
            for _ in 0..<Self.mostRounds {
                guard let next = least(curve.demands(model, kind.level(found.amount))?.ceilings)
                else { return first }
                let change = (next.amount / found.amount - 1).magnitude
                found = next
                if change < Self.settled { return found }
            }
            return first
        }
    }

    private func least(_ ceilings: [Ceiling]?) -> LoadForecast? {
        let bounds = (ceilings ?? []).compactMap { ceiling in
            ceiling.saturationLoad.map { (ceiling.name, $0.value) }
        }
        guard let least = bounds.min(by: { $0.1 < $1.1 }) else { return nil }
        return LoadForecast(place: least.0, kind: .rate, amount: least.1, interval: nil)
    }

    /// The load at which the mean latency is twice that of an idle platform: by the closed form.
    func knee(at u: [Double]) -> Result<LoadForecast, NoKnee> {
        guard curve.isClosedForm else { return .failure(.noClosedForm) }
        guard let highest, let most = saturation(at: u)?.amount,
            case .success(let model) = curve.model(at: u)
        else { return .failure(.noSaturation) }
        let kind = highest.level.kind
        let least = kind == .rate ? most * Self.idle : 1
        guard let idle = mean(model, kind, least) else { return .failure(.noAnswer) }
        func excess(_ logLoad: Double) -> Double? {
            mean(model, kind, Elementary.exp(logLoad)).map {
                Elementary.log($0 / (idle * Self.stretch))
            }
        }
        var top = kind == .rate ? most * Self.nearlyFull : 2
        if kind == .users {
            var doublings = 0
            while excess(Elementary.log(top)) ?? 1 < 0, doublings < Self.mostDoublings {
                doublings += 1
                top *= 2
            }
        }
        if excess(Elementary.log(top)) ?? 1 < 0 { return .failure(.staysFast) }
        let root = try? findRoot(
            in: Elementary.log(least)...Elementary.log(top), relativeTolerance: 1e-6,
            of: { excess($0) ?? 1 })
        // Where the closed form ends there is a step, and no knee.
        guard let root, let miss = excess(root) ?? excess(root - 1e-4),
            miss.magnitude < Self.nearKnee
        else { return .failure(.noAnswer) }
        return .success(
            LoadForecast(place: "", kind: kind, amount: Elementary.exp(root), interval: nil))
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
