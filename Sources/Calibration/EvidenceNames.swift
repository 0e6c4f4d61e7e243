// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// What the names of evidence stand for: equal names, and what is said. Nothing is guessed.
struct EvidenceNames {
    /// What a series is called that tells the load beside the others.
    static let load = "load"
    static let users = "users"

    enum Target: Equatable {
        case operation(OperationID)
        case resource(ResourceID)
        case load(TestLevel.Kind)
    }

    private struct Known {
        let name: String
        let target: Target
    }

    private struct Mapping {
        let text: String
        let from: String
        let target: Target
    }

    private let known: [Known]
    private let mappings: [Mapping]
    /// In the order in which they were met, each once.
    private(set) var heard: [String] = []
    private var heardSet: Set<String> = []
    private var didMatch = false

    /// - Parameter texts: such as `GET /big=listing`: a name of the evidence, one of the scenario.
    init(
        _ model: Model, resources: [ResourceID], texts: [String]
    ) throws(CalibrationError) {
        var known = model.operations.enumerated().map { index, operation in
            Known(name: operation.name, target: .operation(OperationID(index)))
        }
        known += resources.map { Known(name: model.name(of: $0), target: .resource($0)) }
        known.append(Known(name: Self.load, target: .load(.rate)))
        known.append(Known(name: Self.users, target: .load(.users)))
        self.known = known
        var mappings: [Mapping] = []
        for text in texts {
            guard let sign = text.lastIndex(of: "="), sign > text.startIndex else {
                throw .badName(text: text)
            }
            let name = String(text[text.index(after: sign)...])
            let targets = known.filter { $0.name == name }
            guard !targets.isEmpty else {
                throw .unknownName(text: text, name: name, known: known.map(\.name))
            }
            for target in targets {
                mappings.append(
                    Mapping(text: text, from: String(text[..<sign]), target: target.target))
            }
        }
        self.mappings = mappings
    }

    mutating func operation(of name: String) -> OperationID? {
        let found = targets(of: name).lazy.compactMap { target -> OperationID? in
            if case .operation(let id) = target { id } else { nil }
        }.first
        if found != nil { didMatch = true }
        return found
    }

    /// What a series tells: a resource, or the load.
    mutating func series(of name: String) -> Target? {
        let found = targets(of: name).first { target in
            if case .operation = target { false } else { true }
        }
        if case .resource = found { didMatch = true }
        return found
    }

    private mutating func targets(of name: String) -> [Target] {
        if heardSet.insert(name).inserted { heard.append(name) }
        let said = mappings.filter { $0.from == name }.map(\.target)
        if !said.isEmpty { return said }
        let whole = known.filter { $0.name == name }.map(\.target)
        if !whole.isEmpty { return whole }
        guard let label = Self.onlyLabel(of: name) else { return [] }
        return known.filter { $0.name == label }.map(\.target)
    }

    /// `login` of `name:login`, `api` of `cpu{pod="api"}`; nil where there are several.
    static func onlyLabel(of name: String) -> String? {
        if name.hasSuffix("\"}"), let brace = name.firstIndex(of: "{") {
            let inside = name[name.index(after: brace)...].dropLast(2)
            let parts = inside.split(separator: "=\"", omittingEmptySubsequences: false)
            return parts.count == 2 ? String(parts[1]) : nil
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[1].contains(",") ? String(parts[1]) : nil
    }

    /// Throws where a name was said that no file has, and where no name is one of the scenario.
    func check(needsMatch: Bool) throws(CalibrationError) {
        if let lost = mappings.first(where: { !heardSet.contains($0.from) }) {
            throw .unheardName(text: lost.text, heard: heard)
        }
        if needsMatch, !didMatch {
            throw .noOverlap(heard: heard, known: known.dropLast(2).map(\.name))
        }
    }
}
