// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What must hold of disciplines, priorities and impatience.
extension ModelInvariants {
    /// - Parameter servers: of a station, or the cores of one pod.
    func check(
        _ discipline: Discipline, _ servers: Int, _ queueLimit: Int?, at path: String
    ) throws(ModelError) {
        if case .sharing(let limit) = discipline.order {
            if let limit {
                try count(
                    limit, "the sharing limit", at: path + ".sharing limit", least: servers,
                    most: 100_000_000)
            } else if queueLimit != nil {
                throw ModelError(
                    path: path + ".queue limit", fault: .nobodyWaits(what: "the queue limit"))
            } else if discipline.patience != nil {
                throw ModelError(path: path + ".patience", fault: .nobodyWaits(what: "patience"))
            }
        }
        for rule in discipline.shedding { try check(rule, at: path + ".shed") }
        guard discipline.joining.count <= Discipline.mostJoining else {
            throw ModelError(
                path: path + ".join",
                fault: .outOfRange(
                    what: "the number of shares", value: "\(discipline.joining.count)",
                    allowed: "at most \(Discipline.mostJoining)"))
        }
        for share in discipline.joining where share > .one {
            throw ModelError(
                path: path + ".join",
                fault: .outOfRange(
                    what: "the share that joins", value: "\(share)", allowed: "from 0% to 100%"))
        }
    }

    private func check(_ rule: Shedding, at path: String) throws(ModelError) {
        try count(
            rule.priority, "the priority", at: path, least: Discipline.priorities.lowerBound,
            most: Discipline.priorities.upperBound)
        try count(
            rule.waiting ?? 0, "the queue", at: path, least: 0, most: Shedding.mostWaiting)
        guard rule.waiting != nil || rule.busy != nil else {
            throw ModelError(path: path, fault: .empty(what: "queue or busy share"))
        }
        guard rule.busy.map({ $0 <= .one }) ?? true else {
            throw ModelError(
                path: path,
                fault: .outOfRange(
                    what: "the busy share", value: "\(rule.busy ?? .zero)",
                    allowed: "from 0% to 100%"))
        }
    }

    func checkPriority(_ operation: Operation) throws(ModelError) {
        try count(
            operation.priority, "the priority", at: "operations.\(operation.name).priority",
            least: Discipline.priorities.lowerBound, most: Discipline.priorities.upperBound)
    }
}
