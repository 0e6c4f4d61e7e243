// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension ModelInvariants {
    func checkFaults() throws(ModelError) {
        try count(
            model.faults.count, "the number of faults", at: "faults", least: 0, most: Fault.most)
        for fault in model.faults { try check(fault, at: "faults.\(fault.name)") }
    }

    private func check(_ fault: Fault, at path: String) throws(ModelError) {
        let id = fault.effect.component
        guard model.components.indices.contains(id.index) else {
            throw ModelError(path: path, fault: .unknownReference(what: "component \(id.index)"))
        }
        let component = model.component(id)
        try checkKind(fault.effect, component, at: path)
        if case .repeated(let between, let lasting) = fault.timing {
            guard between.meanSeconds >= Fault.shortestInterval.seconds else {
                throw ModelError(
                    path: path + ".every",
                    fault: .outOfRange(
                        what: "the mean time between two faults",
                        value: "\(between.meanSeconds) s",
                        allowed: "\(Fault.shortestInterval) at least"))
            }
            guard fault.effect.isInstant || lasting != nil else {
                throw ModelError(path: path, fault: .empty(what: "duration ('for')"))
            }
        }
    }

    private func checkFactor(_ factor: Double, at path: String) throws(ModelError) {
        guard factor > 0, factor <= Fault.largestFactor else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the factor", value: "\(factor)",
                    allowed: "above 0 and at most \(Int(Fault.largestFactor))"))
        }
    }

    private func checkThrottle(
        _ rate: Rate, _ service: ExternalService, _ name: String, at path: String
    ) throws(ModelError) {
        guard let limit = service.limit else {
            throw ModelError(
                path: path, fault: .missingPart(component: name, key: "limit"))
        }
        guard rate < limit.rate else {
            throw ModelError(
                path: path + ".to",
                fault: .outOfRange(
                    what: "the rate while this lasts", value: "\(rate)",
                    allowed: "below the limit of \(limit.rate)"))
        }
        let lower = RateLimit(subject: .all, rate: rate, burst: limit.burst)
        var walk = StepWalk(model: model, path: path + ".to")
        try walk.check([.limit(lower)])
    }

    private func checkKind(
        _ effect: Fault.Effect, _ component: Component, at path: String
    ) throws(ModelError) {
        func wrong(_ needed: String) -> ModelError {
            ModelError(path: path, fault: .wrongKind(component: component.name, needed: needed))
        }
        switch effect {
        case .crash(_, let extent):
            guard case .pods = component.kind else { throw wrong("pods") }
            if case .count(let pods) = extent {
                try count(pods, "the number of pods", at: path + ".pods")
            }
        case .deploy:
            guard case .pods = component.kind else { throw wrong("pods") }
        case .slow(_, let factor):
            switch component.kind {
            case .pods, .station, .cache, .database, .service: break
            case .delivery, .chain, .function, .account, .table:
                throw wrong("pods, station, cache, postgres or service")
            }
            try checkFactor(factor, at: path + ".by")
        case .fail(_, let share):
            switch component.kind {
            case .pods, .station, .database, .service: break
            case .cache, .delivery, .chain, .function, .account, .table:
                throw wrong("pods, station, postgres or service")
            }
            guard share <= .one else {
                throw ModelError(
                    path: path + ".share",
                    fault: .outOfRange(
                        what: "the share that fails", value: "\(share)",
                        allowed: "from 0% to 100%"))
            }
        case .loseReplicas(_, let lost):
            guard case .database(let database) = component.kind else { throw wrong("postgres") }
            guard database.replicas > 0 else {
                throw ModelError(path: path, fault: .empty(what: "read replica to lose"))
            }
            try count(
                lost, "the number of replicas", at: path + ".replicas", most: database.replicas)
        case .failover:
            guard case .database = component.kind else { throw wrong("postgres") }
        case .throttle(_, let rate):
            guard case .service(let service) = component.kind else { throw wrong("service") }
            try checkThrottle(rate, service, component.name, at: path)
        case .flush:
            guard case .cache = component.kind else { throw wrong("cache") }
        case .halt(let id):
            guard case .chain = component.kind else { throw wrong("chain") }
            if model.network(id) == nil {
                throw ModelError(
                    path: path, fault: .missingPart(component: component.name, key: "blocks"))
            }
        }
    }
}
