// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// What the sources of a model ask for in the measured window.
///
/// Where a rate or a number of users moves, its mean over the window stands for it: loads are then
/// right, and waiting, which grows faster than the load, is not answered for (`isSteady`).
struct TrafficFlow {
    struct Source {
        enum Kind {
            /// Requests a second, and the scv of the time between two.
            case open(rate: Double, scv: Double)
            /// Users, and their mean think time in seconds.
            case closed(users: Double, think: Double)
        }

        let kind: Kind
        /// The share of each operation of the model.
        let mix: [Double]
    }

    let sources: [Source]
    /// True where no source's level moves before the end of the window.
    let isSteady: Bool
    /// True where all open sources are Poisson.
    let isPoisson: Bool
    /// True where one source asks at equal intervals.
    let isDeterministic: Bool

    init(_ model: Model) throws(EngineError) {
        var sources: [Source] = []
        var isSteady = true
        var isPoisson = true
        var isDeterministic = false
        let start = model.run.warmUp.time.seconds
        let window = start...(start + model.run.duration.seconds)
        for source in model.sources {
            var mix = Array(repeating: 0.0, count: model.operations.count)
            for share in source.mix { mix[share.operation.index] += share.share.fraction }
            let level = LoadTrajectory(source.demand)
            let kind: Source.Kind
            switch source.demand {
            case .open(let open):
                let scv = try Self.variation(open, source.name)
                kind = .open(rate: level.mean(over: window), scv: scv)
                if open.law != .poisson { isPoisson = false }
                if open.law == .deterministic { isDeterministic = model.sources.count == 1 }
            case .closed(let closed):
                kind = .closed(
                    users: level.mean(over: window), think: closed.think.meanSeconds)
            }
            if !level.isConstant(over: window) { isSteady = false }
            sources.append(Source(kind: kind, mix: mix))
        }
        self.sources = sources
        self.isSteady = isSteady
        self.isPoisson = isPoisson
        self.isDeterministic = isDeterministic
    }

    /// The scv of the time between two arrivals.
    private static func variation(
        _ demand: OpenDemand, _ source: String
    ) throws(EngineError) -> Double {
        guard demand.batch.isOne else {
            throw .noClosedForm(what: "traffic.\(source)", reason: "requests come in batches")
        }
        switch demand.law {
        case .poisson: return 1
        case .deterministic: return 0
        case .renewal(let law): return law.scv
        case .bursts:
            throw .noClosedForm(what: "traffic.\(source)", reason: "requests come in bursts")
        case .trace:
            throw .noClosedForm(what: "traffic.\(source)", reason: "requests come from a trace")
        }
    }

    var isOpen: Bool {
        sources.contains { if case .open = $0.kind { true } else { false } }
    }

    var closed: [Int] {
        sources.indices.filter { if case .closed = sources[$0].kind { true } else { false } }
    }
}
