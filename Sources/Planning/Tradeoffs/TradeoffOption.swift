// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// Something that could be otherwise about a platform, to be weighed against what it costs.
public struct TradeoffOption: Sendable {
    /// Such as `api: 11 pods instead of 10`, or the name that the scenario gives it.
    public let name: String
    /// As `--set` takes them; none where no key says it.
    public let sets: [String]
    public let isNamed: Bool
    /// Whose p95 it is about.
    public let subject: Subject
    /// The whole platform with it; absent where the scenario has to be read again.
    let model: Model?

    /// Whether it changes what is agreed with providers and nothing else.
    var isOfBill: Bool {
        !sets.isEmpty && sets.allSatisfy { $0.hasPrefix("agreements.") }
    }

    /// By name: the same operation of two models may have two ids.
    public enum Subject: Sendable, Equatable {
        case all
        case operation(String)
        /// Its largest paint, in the percentile of the budgets.
        case page(String)
    }

    /// An option that the scenario names, and the whole platform with it.
    public init(named name: String, sets: [String], subject: Subject, model: Model) {
        self.init(name: name, sets: sets, isNamed: true, subject: subject, model: model)
    }

    init(name: String, sets: [String], isNamed: Bool, subject: Subject, model: Model?) {
        self.name = name
        self.sets = sets
        self.isNamed = isNamed
        self.subject = subject
        self.model = model
    }
}

extension Model {
    /// Whose p95 a change of these keys is about: the operation or page that they name, the only
    /// operation that asks the component, else all.
    public func subject(ofKeys keys: [[String]]) -> TradeoffOption.Subject {
        let subjects = keys.map { parts -> TradeoffOption.Subject in
            guard parts.count > 1 else { return .all }
            let name = parts[1]
            switch parts[0] {
            case "operations":
                let isOne = operations.count > 1 && operations.contains { $0.name == name }
                return isOne ? .operation(name) : .all
            case "pages": return frontend.pages.contains { $0.name == name } ? .page(name) : .all
            case "components":
                let index = components.firstIndex { $0.name == name }
                return index.map { subject(of: ComponentID($0)) } ?? .all
            default: return .all
            }
        }
        guard let first = subjects.first, subjects.allSatisfy({ $0 == first }) else { return .all }
        return first
    }

    /// The only operation that asks a component, or waits for a connection to it; else all.
    func subject(of component: ComponentID) -> TradeoffOption.Subject {
        let users = operations.filter { operation in
            operation.steps.flatMap(\.within).contains { $0.component == component }
        }
        guard let only = users.first, users.count == 1, operations.count > 1 else { return .all }
        return .operation(only.name)
    }
}
