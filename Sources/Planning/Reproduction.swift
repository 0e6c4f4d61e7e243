// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// How a published figure stands to the model's own.
public enum Reproduction: String, Sendable, CaseIterable {
    /// The residual is at most 15%.
    case reproduced
    /// More than 15% off, where what was offered is more than the platform can carry: no setting of
    /// free inputs could bring it about.
    case forbidden
    case differs
    /// The run has no such figure.
    case absent

    /// The largest residual of a figure that counts as reproduced.
    public static let tolerance = 0.15

    /// - Parameter modelled: in the unit of `published`.
    public init(published: Double, modelled: Double?, law: LoadBound?) {
        guard let modelled else {
            self = .absent
            return
        }
        let isClose =
            published == 0
            ? modelled == 0 : abs(modelled / published - 1) <= Self.tolerance
        self = isClose ? .reproduced : law == nil ? .differs : .forbidden
    }
}

/// The law that forbids figures of a run: more is asked of a resource than its servers can do.
public struct LoadBound: Sendable {
    public let resource: String
    /// Requests a second that it carries at most, and that came.
    public let carried: Double
    public let offered: Double
    /// For closed traffic, the least mean seconds of an answer: users / carried - think time.
    public let leastResponse: Double?

    /// Nil where every resource could carry what the load asks for, at its largest.
    public init?(_ model: Model, _ measurements: Measurements) {
        guard let binding = measurements.binding, let load = binding.saturationLoad?.value else {
            return nil
        }
        let peak = measurements.control.timeline.map(\.arrivals.value).max() ?? 0
        let offered = max(peak, measurements.saturation?.offered.perSecond ?? 0)
        let response = Self.leastResponse(model, carried: load)
        let isClosedBound = response.map { $0 > 0 } ?? false
        guard offered > load || isClosedBound else { return nil }
        resource = binding.name
        carried = load
        self.offered = offered
        leastResponse = isClosedBound ? response : nil
    }

    /// Where all traffic is of users: N / X - Z, at the most users there are. Source: Denning and
    /// Buzen, The Operational Analysis of Queueing Network Models, ACM Computing Surveys 10(3),
    /// 1978, the interactive response time formula.
    private static func leastResponse(_ model: Model, carried: Double) -> Double? {
        var users = 0.0
        var thinking = 0.0
        for source in model.sources {
            guard case .closed(let closed) = source.demand else { return nil }
            let most = Double(([closed.users] + closed.stages.map(\.target)).max() ?? 0)
            users += most
            thinking += most * closed.think.meanSeconds
        }
        return users > 0 ? users / carried - thinking / users : nil
    }
}
