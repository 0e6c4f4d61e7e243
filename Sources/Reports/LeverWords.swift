// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning

/// How reports name what can be changed, and what requests wait for.
struct LeverWords {
    let model: Model

    /// So much of it: 26 connections of PgBouncer (db bouncer).
    func amount(_ lever: Lever, _ setting: Int) -> String {
        let text = lever.text(setting, model)
        switch lever {
        case .capacity(let id, let capacity):
            let name = model.component(id).name
            if capacity.isLimit { return "\(limit(capacity)) of \(text) at \(name)" }
            let least = lever.path(model).hasSuffix(".autoscaler.min") ? "at least " : ""
            return least + text + " " + noun(capacity, isOne: setting == 1) + " of " + name
        case .memory(let id):
            return "\(text) of memory a node of \(model.component(id).name)"
        case .timeToLive(let id):
            return "a time to live of \(text) in \(model.component(id).name)"
        case .speed:
            return "\(setting)% less time at \(lever.path(model))"
        }
    }

    private func noun(_ capacity: Lever.Capacity, isOne: Bool) -> String {
        let end = isOne ? "" : "s"
        return switch capacity {
        case .servers: "server" + end
        case .replicas: "pod" + end
        case .cores: "core\(end) a pod"
        case .pool: "pooled connection\(end) a pod"
        case .bouncer: "PgBouncer connection" + end
        case .parallelism: "parallel statement\(end) an instance"
        case .readReplicas: "read replica" + end
        case .nodes: "node" + end
        case .rateLimit, .concurrency, .readCapacity, .writeCapacity, .connections:
            limit(capacity)
        }
    }

    private func limit(_ capacity: Lever.Capacity) -> String {
        switch capacity {
        case .rateLimit: "a rate limit"
        case .concurrency: "a concurrency"
        case .readCapacity: "a read capacity"
        case .writeCapacity: "a write capacity"
        case .connections: "a bound on connections"
        case .servers, .replicas, .cores, .pool, .bouncer, .parallelism, .readReplicas, .nodes:
            noun(capacity, isOne: false)
        }
    }

    /// What requests spend their time on at a place.
    func activity(_ part: TailAccount.Part, _ measurements: Measurements) -> String {
        switch part.activity {
        case .waiting: return "waiting for " + place(part.place, measurements)
        case .service: return "work at " + place(part.place, measurements)
        }
    }

    func place(_ name: String, _ measurements: Measurements) -> String {
        let role = measurements.resources.first { $0.name == name }?.id.role
        return switch role {
        case .bouncer: "PgBouncer (\(name))"
        case .pool: "a pooled connection (\(name))"
        case .servers, .primary, .replicas, .disk, .replicaDisks, .replay, .canary, nil: name
        }
    }
}
