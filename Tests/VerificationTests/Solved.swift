// SPDX-License-Identifier: GPL-3.0-or-later

import Quantities

@testable import Verification

/// A system by closed form, as a case of the known answers would ask for it.
struct Solved {
    private let system: any KnownSystem

    struct UnknownSystem: Error { let name: String }

    init(_ name: String, _ parameters: [JSONMember]) throws {
        guard let type = SystemRegistry.system(named: name) else { throw UnknownSystem(name: name) }
        var reader = Parameters(caseID: "row", system: name, members: parameters)
        system = try type.init(&reader)
        try reader.finish()
    }

    /// A metric that is one number; NaN, which meets nothing, where it is not.
    subscript(metric: Metric) -> Double {
        let numbers = list(metric)
        return numbers.count == 1 ? numbers[0] : .nan
    }

    /// One a station or class; empty, which meets nothing, where the system has no such metric.
    func list(_ metric: Metric) -> [Double] { table(metric).flatMap { $0 } }

    /// `[class][station]`.
    func table(_ metric: Metric) -> [[Double]] {
        switch system.answers.first(where: { $0.metric == metric })?.answer {
        case .number(let number): [[number]]
        case .list(let numbers): [numbers]
        case .table(let rows): rows
        case .states, nil: []
        }
    }

    /// p(0), ..., p(count - 1).
    func states(_ count: Int) -> [Double] {
        guard
            case .states(let probabilities)? = system.answers.first(where: {
                $0.metric == .occupancyProbabilities
            })?.answer
        else { return [] }
        return probabilities(count)
    }
}

extension JSONMember {
    init(_ key: String, _ number: Double) { self.init(key: key, value: .number(number)) }
    init(_ key: String, _ count: Int) { self.init(key, Double(count)) }
    init(_ key: String, _ text: String) { self.init(key: key, value: .string(text)) }
    init(_ key: String, _ numbers: [Double]) {
        self.init(key: key, value: .array(numbers.map { .number($0) }))
    }
    init(_ key: String, _ rows: [[Double]]) {
        self.init(key: key, value: .array(rows.map { .array($0.map { .number($0) }) }))
    }
    init(_ key: String, _ objects: [[JSONMember]]) {
        self.init(key: key, value: .array(objects.map { .object($0) }))
    }
}
