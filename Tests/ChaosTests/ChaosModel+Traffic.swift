// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

extension ChaosModel {
    mutating func addSources() throws {
        for index in 0..<chance.int(1...2) {
            let demand: Demand = chance.happens(60) ? .open(try open()) : .closed(try closed())
            sources.append(
                TrafficSource(
                    name: "source \(index)", demand: demand, mix: mix(),
                    population: population(), waitsWhenLimited: chance.happens(30)))
        }
    }

    private mutating func mix() -> [MixShare] {
        guard operations.count > 1, chance.happens(80) else {
            let only = chance.int(0...operations.count - 1)
            return [MixShare(operation: OperationID(only), share: .one)]
        }
        let share = chance.share()
        return [
            MixShare(operation: OperationID(0), share: share),
            MixShare(
                operation: OperationID(chance.int(1...operations.count - 1)),
                share: .fraction(1 - share.fraction)),
        ]
    }

    private mutating func population() -> Population {
        let users = chance.pick([1, 10, 10_000])
        return Population(
            users: users, addresses: chance.int(1...users),
            popularity: chance.happens(50) ? .uniform : .zipf(exponent: 1.1))
    }

    private mutating func open() throws -> OpenDemand {
        let batch =
            chance.happens(80)
            ? BatchSize.one : BatchSize(sizes: [1, chance.pick([2, 10, 1_000])], weights: [1, 1])
        let rate = Rate.perSecond(chance.spread(0.5, 3_000))
        let law: InterarrivalLaw
        switch chance.int(0...6) {
        case 0: law = .deterministic
        case 1: law = .renewal(try chance.law())
        case 2:
            let bursts = (0..<chance.int(2...3)).map { index in
                Burst(
                    rate: index == 1 ? rate : .perSecond(chance.pick([0, 10])),
                    mean: .milliseconds(Int64(chance.pick([1, 100, 5_000]))))
            }
            return OpenDemand(bursts: bursts, batch: batch)
        case 3: return OpenDemand(trace: trace(), batch: batch)
        default: law = .poisson
        }
        let stages = stages(of: rate)
        return OpenDemand(
            rate: chance.happens(10) && !stages.isEmpty ? .perSecond(0) : rate, law: law,
            stages: stages, batch: batch, cycle: stages.isEmpty ? cycle() : nil)
    }

    /// Several at one moment, at the beginning and just before the end.
    private mutating func trace() -> ArrivalTrace {
        let period = chance.time(from: 1e-2, to: 5)
        let inner = (0..<chance.int(0...20)).map { _ in
            SimTime(roundingSeconds: period.seconds * chance.pick([0, 0.25, 0.25, 0.999]))
        }
        return ArrivalTrace(times: [.zero] + inner.sorted(), period: period)
    }

    private mutating func stages(of rate: Rate) -> [RateStage] {
        guard chance.happens(30) else { return [] }
        return (0..<chance.int(1...3)).map { _ in
            RateStage(
                duration: stageLength(),
                target: .perSecond(rate.perSecond * chance.pick([0, 0.5, 1, 3])))
        }
    }

    private mutating func stageLength() -> SimTime {
        chance.happens(30)
            ? .zero : SimTime(roundingSeconds: duration.seconds * chance.pick([0.01, 0.3, 1]))
    }

    private mutating func cycle() -> LoadCycle? {
        guard chance.happens(20) else { return nil }
        let pieces = (0..<chance.int(1...3)).map { index in
            LoadCycle.Piece(
                duration: .milliseconds(Int64(chance.pick([1, 100, 3_000]))),
                from: .fraction(index == 0 ? 1 : chance.pick([0, 2])),
                to: .fraction(chance.pick([0, 1, 2])))
        }
        return LoadCycle(pieces: pieces)
    }

    private mutating func closed() throws -> ClosedDemand {
        let users = chance.pick([1, 1, 5, 100])
        let hasStages = chance.happens(40)
        let stages = (0..<(hasStages ? chance.int(1...4) : 0)).map { _ in
            UserStage(duration: stageLength(), target: chance.pick([0, 0, 1, users, 3 * users]))
        }
        return ClosedDemand(
            users: hasStages && chance.happens(20) ? 0 : users,
            think: try chance.happens(20) ? .deterministic(.zero) : chance.law(),
            stages: stages, cycle: stages.isEmpty ? cycle() : nil)
    }
}
