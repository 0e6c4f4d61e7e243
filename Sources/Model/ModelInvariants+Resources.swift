// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

// References to the queues and pools that a component consists of.
extension ModelInvariants {
    /// Refuses a part that the component does not have, such as the bouncer of a database without.
    func check(_ resource: ResourceID, at path: String) throws(ModelError) {
        let components = model.components
        guard components.indices.contains(resource.component.index) else {
            throw ModelError(path: path, fault: .unknownReference(what: "component"))
        }
        guard has(resource) else {
            throw ModelError(
                path: path, fault: .unknownReference(what: "\(model.name(of: resource)) here"))
        }
    }

    private func has(_ resource: ResourceID) -> Bool {
        switch (model.component(resource.component).kind, resource.role) {
        case (.station, .servers), (.pods, .servers), (.cache, .servers): true
        case (.pods(let pods), .canary): pods.canary != nil
        case (.database, .primary): true
        case (.database(let database), .replicas): database.replicas > 0
        case (.database(let database), .bouncer): database.bouncerConnections != nil
        case (.database(let database), .pool): database.poolPerPod != nil
        case (.database(let database), .disk): database.disk != nil
        case (.database(let database), .replicaDisks):
            database.disk != nil && database.replicas > 0
        case (.database(let database), .replay): database.replication != nil
        case (.station, _), (.pods, _), (.cache, _), (.database, .servers), (.database, .canary),
            (.service, _),
            (.delivery, _), (.chain, _), (.function, _), (.account, _),
            (.table, _):
            false
        }
    }

    func checkAlerts() throws(ModelError) {
        try count(
            model.alerts.count, "the number of alerts", at: "alerts", least: 0, most: Alert.most)
        for alert in model.alerts {
            switch alert.condition {
            case .utilization(let resource, _):
                try check(resource, at: "alerts.\(alert.name).utilization")
            case .replicationLag(let id, _):
                try checkReplicated(id, at: "alerts.\(alert.name).replication lag")
            case .latency, .errors, .hitRate: break
            }
        }
    }
}
