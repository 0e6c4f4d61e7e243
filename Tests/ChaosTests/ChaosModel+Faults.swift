// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

extension ChaosModel {
    /// Some, often several of one component, and often at one moment.
    mutating func addFaults() throws {
        for index in 0..<chance.pick([0, 1, 2, 4, 8]) {
            guard let effect = effect(on: ComponentID(chance.int(0...components.count - 1))) else {
                continue
            }
            faults.append(Fault(name: "fault \(index)", effect: effect, timing: try timing(effect)))
        }
    }

    private mutating func effect(on id: ComponentID) -> Fault.Effect? {
        let slow = Fault.Effect.slow(id, factor: chance.pick([0.001, 1, 5, 1_000]))
        let fail = Fault.Effect.fail(id, share: chance.share())
        switch components[id.index].kind {
        case .pods:
            let extent: Fault.Extent =
                chance.happens(50)
                ? .count(chance.pick([1, 2, 100_000]))
                : .share(chance.pick([.zero, .percent(40), .one]))
            return chance.pick([slow, fail, .crash(id, extent), .crash(id, extent), .deploy(id)])
        case .service(let service) where service.limit != nil:
            let rate = Rate.perSecond(chance.spread(0.01, 5_000))
            return chance.pick([slow, fail, .throttle(id, to: rate)])
        case .station, .service: return chance.pick([slow, fail])
        case .cache: return chance.pick([slow, .flush(id)])
        case .database(let database):
            let effects = [slow, fail, .failover(id), .failover(id)]
            guard database.replicas > 0 else { return chance.pick(effects) }
            let lost = chance.int(1...database.replicas)
            return chance.pick(effects + [.loseReplicas(id, count: lost)])
        case .chain(let chain) where chain.network != nil: return .halt(id)
        case .delivery, .chain, .function, .account, .table: return nil
        }
    }

    private mutating func timing(_ effect: Fault.Effect) throws -> Fault.Timing {
        if chance.happens(50) {
            let start = SimTime(
                roundingSeconds: duration.seconds * chance.pick([0, 0, 0.1, 0.25, 0.25, 0.999, 1]))
            let lasting = SimTime(
                roundingSeconds: duration.seconds * chance.pick([0, 0.01, 0.3, 1, 10]))
            return .once(at: start, lasting: effect.isInstant ? .zero : lasting)
        }
        let between: Distribution =
            chance.happens(30)
            ? try .deterministic(Fault.shortestInterval)
            : try .exponential(mean: chance.pick([.milliseconds(100), .seconds(1), .seconds(20)]))
        return .repeated(
            between: between,
            lasting: effect.isInstant ? nil : try chance.law(from: 1e-3, to: 10))
    }

    mutating func addAlerts() {
        for index in 0..<chance.pick([0, 0, 1, 3]) {
            guard let condition = condition() else { continue }
            alerts.append(
                Alert(
                    name: "alert \(index)", condition: condition,
                    hold: SimTime(roundingSeconds: duration.seconds * chance.pick([0, 0.1, 2])),
                    severity: chance.pick(Alert.Severity.allCases)))
        }
    }

    private mutating func condition() -> Alert.Condition? {
        let pods = ComponentID(0)
        switch chance.int(0...3) {
        case 0:
            return .latency(chance.pick(Alert.LatencyRank.allCases), above: chance.time())
        case 1: return .errors(above: chance.share())
        case 2:
            return ids { if case .cache = $0 { true } else { false } }.first.map {
                .hitRate($0, below: chance.share())
            }
        default:
            return .utilization(ResourceID(component: pods, role: .servers), above: chance.share())
        }
    }
}
