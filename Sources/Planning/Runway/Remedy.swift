// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities

/// What can be had more of where a resource or limit runs out, and what that costs.
public struct Remedy: Sendable {
    public let lever: Lever
    public let now: Int
    public let then: Int
    /// A month more, at the present use; nil where the bill does not know what it costs.
    public let perMonth: Money?

    /// Whether it is how many an autoscaler may have, which costs nothing while it has fewer.
    public let isUpperBound: Bool

    /// So much more that a ceiling carries so many times the load which it carries now, and one
    /// step at least.
    ///
    /// A lever in whole steps is taken as far as it bears on the ceiling in proportion, which is
    /// what laws say of servers and limits. Nil where nothing that is bought relieves it, or not so
    /// much of it can be had.
    public init?(_ ceiling: Ceiling, times: Double, base: Assessment) {
        let model = base.model
        guard let (lever, now) = Self.lever(ceiling, model), now > 0 else { return nil }
        let then = max((Double(now) * times).rounded(.up), Double(now) + 1)
        guard case .capacity(let id, let capacity) = lever, then.isFinite,
            then <= Double(capacity.most(model, id))
        else { return nil }
        self.lever = lever
        self.now = now
        self.then = Int(then)
        isUpperBound = lever.autoscaler(model) != nil
        guard lever.isPriced, !isUpperBound, model.component(id).charge != nil,
            let changed = try? lever.apply(Int(then), to: model),
            let bill = try? Bill(changed, base.measurements)
        else {
            perMonth = nil
            return
        }
        perMonth = try? bill.perMonth - base.bill.perMonth
    }

    /// The model with it. Of an upper bound only that moves: how many pods there are follows the
    /// load.
    func apply(to model: Model) throws -> Model {
        guard isUpperBound, case .capacity(let id, _) = lever,
            case .pods(var pods) = model.component(id).kind, let bounds = pods.autoscaler?.bounds
        else { return try lever.apply(then, to: model) }
        pods.autoscaler?.bounds = bounds.lowerBound...max(bounds.upperBound, then)
        return try model.with(.pods(pods), at: id)
    }

    private static func lever(_ ceiling: Ceiling, _ model: Model) -> (Lever, Int)? {
        let id: ComponentID
        switch ceiling.place {
        case .resource(let resource): id = resource.component
        case .limit(let limit):
            guard case .component(let component) = limit.owner else { return nil }
            id = component
        }
        let levers = Lever.Capacity.allCases.map { Lever.capacity(id, $0) }
        for lever in levers where lever.bears(on: ceiling.place, model) {
            if let now = lever.setting(model) { return (lever, lever.most(now, model)) }
        }
        return nil
    }
}

extension Lever {
    /// Whether more of it is more of what runs out.
    fileprivate func bears(on place: Ceiling.Place, _ model: Model) -> Bool {
        guard case .capacity(_, let capacity) = self else { return false }
        switch place {
        case .resource(let resource): return relieves(model).contains(resource)
        case .limit(let limit): return capacity.limits.contains(limit.kind)
        }
    }
}
