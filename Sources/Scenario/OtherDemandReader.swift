// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Model
import Quantities

/// Reads `others` of a chain: what everybody else wants of its blocks.
struct OtherDemandReader {
    private static let keys = ["rate", "willing", "variation", "shape", "spikes"]
    private static let lastPiece = SimTime.days(36_000)

    /// The time of the week at which the run starts.
    let start: WeekTime

    func read(_ field: Field) -> OtherDemand? {
        guard let map = field.map(["gas", "tips"] + Self.keys) else { return nil }
        let gas = map.required("gas")?.gas()
        let tips = map["tips"].or([], self.tips)
        return read(map, gas: gas, tips: tips)
    }

    /// What others want of a chain's blobs, whose `rate` counts blobs.
    func readBlobs(_ field: Field) -> OtherDemand? {
        field.map(Self.keys).flatMap { read($0, gas: BlobSchedule.gasPerBlob, tips: []) }
    }

    private func read(
        _ map: MapReader, gas: Gas?, tips: [OtherDemand.TipShare]?
    ) -> OtherDemand? {
        let rate = map.required("rate")?.quantity(Rate.self)
        let willingness = map["willing"].or(.always, self.willingness)
        let variation = map["variation"].or(.zero) { $0.quantity(Ratio.self) }
        let shape = map["shape"].optional { ShapeReader(start: start).read($0) }
        let spikes = map["spikes"].optional(self.spikes)
        if map.has("shape"), let field = map["spikes"] {
            field.note(
                at: field.keyPlace, "the others have a 'shape' and 'spikes'",
                "leave one of them out", value: "spikes")
            return nil
        }
        guard let rate, let gas, let willingness, let tips, let variation, let shape, let spikes
        else { return nil }
        return OtherDemand(
            rate: rate, gas: gas, willingness: willingness, tips: tips, variation: variation,
            cycle: shape ?? spikes)
    }

    /// An elasticity at a price, or a list of prices and the shares that pay them.
    private func willingness(_ field: Field) -> Willingness? {
        if case .map = field.node.value {
            let map = field.map(["at", "elasticity"])
            let price = map?.required("at")?.quantity(WeiPerGas.self)
            let exponent = map?.required("elasticity")?.number(Willingness.exponents)
            guard let price, let exponent else { return nil }
            return .elastic(reference: price, exponent: exponent)
        }
        let expected = "{at: 1 gwei, elasticity: 1.5}, or a list of {price: 1 gwei, share: 80%}"
        let points = all(
            field.items(expected)?.map { item -> Willingness.Point? in
                let map = item.map(["price", "share"])
                let price = map?.required("price")?.quantity(WeiPerGas.self)
                let share = map?.required("share")?.quantity(Ratio.self)
                guard let price, let share else { return nil }
                return Willingness.Point(price: price, share: share)
            })
        return points.map { .curve($0) }
    }

    private func tips(_ field: Field) -> [OtherDemand.TipShare]? {
        let tips = all(
            field.items("a list of {tip: 1 gwei, share: 20%}")?.map {
                item -> OtherDemand.TipShare? in
                let map = item.map(["tip", "share"])
                let tip = map?.required("tip")?.quantity(WeiPerGas.self)
                let share = map?.required("share")?.share()
                guard let tip, let share else { return nil }
                return OtherDemand.TipShare(tip: tip, share: share)
            })
        guard let tips, field.addsUp(tips.map(\.share), leavesRest: false) else { return nil }
        return tips.sorted { $0.tip > $1.tip }
    }

    private struct Spike {
        let item: Field
        let at: SimTime
        let length: SimTime
        let times: Ratio
    }

    /// Stretches of time with so many times the demand, one after the other.
    private func spikes(_ field: Field) -> LoadCycle? {
        let spikes = all(
            field.items("a list of {at: 10m, for: 5m, times: 4}")?.map { item -> Spike? in
                let map = item.map(["at", "for", "times"])
                let at = map?.required("at")?.quantity(SimTime.self)
                let length = map?.required("for")?.time(
                    LoadCycle.shortestPiece, .days(36_500))
                let times = map?.required("times")?.number(0...LoadCycle.largestShare.fraction)
                guard let at, let length, let times else { return nil }
                return Spike(item: item, at: at, length: length, times: .fraction(times))
            })
        guard let spikes else { return nil }
        var pieces: [LoadCycle.Piece] = []
        var reached = SimTime.zero
        for spike in spikes {
            guard spike.at >= reached else {
                spike.item.note(
                    "this begins before the one before it has ended", "put them in order",
                    value: "\(spike.at)")
                return nil
            }
            if spike.at > reached {
                pieces.append(.init(duration: spike.at - reached, from: .one, to: .one))
            }
            pieces.append(.init(duration: spike.length, from: spike.times, to: spike.times))
            reached = spike.at + spike.length
        }
        guard reached < Self.lastPiece else {
            field.note("they end after \(reached)", "let them end within 36000 days")
            return nil
        }
        pieces.append(.init(duration: Self.lastPiece - reached, from: .one, to: .one))
        return LoadCycle(pieces: pieces)
    }
}
