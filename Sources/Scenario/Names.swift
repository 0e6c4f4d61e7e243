// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// The names that a scenario defines, in its order, so that references become ids.
struct Names {
    let components: [(name: String, kind: Kind?)]
    let operations: [String]
    let keyspaces: [String]
    let prices: PriceBook?
    /// Whether the file names a price book, even one that could not be read.
    let namesPrices: Bool
    let sizes: SizeBook?
    /// The same of size books.
    let namesSizes: Bool
    let frontend: FrontendNames

    enum Kind: String, CaseIterable {
        case station, pods, cache, postgres, service, cdn, chain, lambda, account, table
    }

    var podsNames: [String] { components.filter { $0.kind == .pods }.map(\.name) }

    func kind(of id: ComponentID) -> Kind? {
        components.indices.contains(id.index) ? components[id.index].kind : nil
    }
}

extension Field {
    /// The component that it names, of one of the kinds.
    func component(_ names: Names, _ kinds: [Names.Kind]) -> ComponentID? {
        let what = kinds.map(\.rawValue).joined(separator: " or ")
        guard let index = reference(to: "component", in: names.components.map(\.name)) else {
            return nil
        }
        let found = names.components[index]
        // A kind that is wrong has been noted where it stands.
        guard let kind = found.kind else { return nil }
        guard kinds.contains(kind) else {
            let fitting = names.components.filter { $0.kind.map(kinds.contains) ?? false }
            note(
                "\(quoted(found.name)) is of kind \(kind.rawValue), not \(what)",
                remedy(
                    for: found.name, in: fitting.map(\.name), of: "component of kind \(what)"),
                value: found.name)
            return nil
        }
        return ComponentID(index)
    }

    func operation(_ names: Names) -> OperationID? {
        reference(to: "operation", in: names.operations).map(OperationID.init)
    }

    /// What requests wait for, such as `api` or `db bouncer`.
    func resource(_ names: Names) -> ResourceID? {
        text("the name of a component, or of a part of it such as 'db bouncer'")
            .flatMap { resource(named: $0, names, at: node.place) }
    }

    /// The cache that this field's key names.
    func cache(named name: String, _ names: Names) -> ComponentID? {
        component(named: name, names, .cache, "cache")
    }

    /// The database that this field's key names.
    func database(named name: String, _ names: Names) -> ComponentID? {
        component(named: name, names, .postgres, "database")
    }

    private func component(
        named name: String, _ names: Names, _ kind: Names.Kind, _ word: String
    ) -> ComponentID? {
        let fitting = names.components.filter { $0.kind == kind }.map(\.name)
        guard let index = names.components.firstIndex(where: { $0.name == name }),
            fitting.contains(name)
        else {
            note(
                at: keyPlace, "there is no \(word) \(quoted(name))",
                remedy(for: name, in: fitting, of: word), value: name)
            return nil
        }
        return ComponentID(index)
    }

    func resource(named text: String, _ names: Names, at place: Place) -> ResourceID? {
        var known: [String] = []
        for (index, component) in names.components.enumerated() {
            let roles: [ResourceRole] =
                switch component.kind {
                case .station, .pods, .cache: [.servers]
                case .postgres: ResourceRole.allCases.filter { $0 != .servers && $0 != .canary }
                case .service, .cdn, .chain, .lambda, .account, .table, nil: []
                }
            for role in roles {
                let name =
                    role == .servers ? component.name : "\(component.name) \(role.rawValue)"
                if name == text {
                    return ResourceID(component: ComponentID(index), role: role)
                }
                known.append(name)
            }
        }
        note(
            at: place, "there is no resource \(quoted(text))",
            remedy(for: text, in: known, of: "resource"), value: text)
        return nil
    }
}
