// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads how a station or pods serve: `discipline`, `sharing limit`, `patience` and `join`.
struct DisciplineReader {
    static let keysOfPods = ["discipline", "sharing limit", "patience", "shed"]
    static let keysOfStation = keysOfPods + ["join"]

    private enum Name: String, CaseIterable {
        case fcfs
        case sharing = "processor-sharing"
        case priority, preemptive
    }

    func read(_ map: MapReader) -> Discipline? {
        let name = map["discipline"].or(.fcfs) { $0.choice(Name.self) }
        let limit = map["sharing limit"].optional { $0.count(1...100_000_000) }
        let patience = map["patience"].optional { $0.distribution() }
        let joining = map["join"].or([Ratio]()) { self.shares($0) }
        let shedding = map["shed"].or([Shedding]()) { self.shedding($0) }
        guard let name, let limit, let patience, let joining, let shedding else { return nil }
        if limit != nil, name != .sharing, let field = map["sharing limit"] {
            field.note(
                "only discipline processor-sharing shares",
                "write 'discipline: processor-sharing', or leave the limit out")
            return nil
        }
        let order: Discipline.Order =
            switch name {
            case .fcfs: .arrival
            case .sharing: .sharing(limit: limit)
            case .priority: .priority
            case .preemptive: .preemption
            }
        return Discipline(
            order: order, patience: patience, joining: joining, shedding: shedding)
    }

    private func shedding(_ field: Field) -> [Shedding]? {
        all(
            field.items("a list such as [{priority: 3, queue: 20}]")?.map { item in
                guard let map = item.map(["priority", "queue", "busy"]) else { return nil }
                let priority = map.required("priority")?.count(Discipline.priorities)
                let waiting = map["queue"].optional { $0.count(0...Shedding.mostWaiting) }
                let busy = map["busy"].optional { $0.share() }
                guard let priority, let waiting, let busy else { return nil }
                guard waiting != nil || busy != nil else {
                    item.note(
                        "it is not said from when on load is shed",
                        "add 'queue' (how many wait) or 'busy' (the share of servers)")
                    return nil
                }
                return Shedding(priority: priority, waiting: waiting, busy: busy)
            })
    }

    private func shares(_ field: Field) -> [Ratio]? {
        let expected = "a list of percentages such as [100%, 50%, 0%]"
        guard let items = field.items(expected) else { return nil }
        guard !items.isEmpty else {
            field.note("there are no shares", "write \(expected)")
            return nil
        }
        guard items.count <= Discipline.mostJoining else {
            field.note(
                "there are \(items.count) shares", "give at most \(Discipline.mostJoining)")
            return nil
        }
        return all(items.map { $0.share() })
    }
}
