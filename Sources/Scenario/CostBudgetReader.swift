// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads `budgets.cost`: what may be spent in a month.
struct CostBudgetReader {
    static let key = "cost"

    let names: Names
    /// Tags that something has; nil where they could not be read.
    let tags: [Tag]?

    /// Of `budgets`, whose other keys are those of pages.
    func within(_ budgets: Field) -> CostBudgets? {
        guard case .map = budgets.node.value,
            let own = budgets.names("a map of budgets")?[Self.key]
        else { return CostBudgets.none }
        return read(own)
    }

    private func read(_ field: Field) -> CostBudgets? {
        guard
            let map = field.map(["percentile", "total", "layers", "operations", "tags"])
        else { return nil }
        let quantile = map["percentile"].optional(percentile)
        let total = map["total"].or([]) { field in limit(field, .total).map { [$0] } }
        let layers = map["layers"].or([], layers)
        let operations = map["operations"].or([], operations)
        let marked = map["tags"].or([], ofTags)
        guard let quantile, let total, let layers, let operations, let marked else { return nil }
        return CostBudgets(quantile: quantile, limits: total + layers + operations + marked)
    }

    private func percentile(_ field: Field) -> Ratio? {
        guard let share = field.share() else { return nil }
        guard share > .zero else {
            field.note(
                "\(quoted("\(share)")) keeps a budget by the cheapest replication",
                "write a percentile above 0%, such as 50% or 90%", value: "\(share)")
            return nil
        }
        return share
    }

    private func layers(_ field: Field) -> [CostBudgets.Limit]? {
        guard let map = field.map(CostLayer.allCases.map(\.rawValue)) else { return nil }
        return all(
            CostLayer.allCases.compactMap { layer in
                map[layer.rawValue].map { limit($0, .layer(layer)) }
            })
    }

    private func operations(_ field: Field) -> [CostBudgets.Limit]? {
        all(
            field.names("a map of operations and amounts")?.fields.map { name, field in
                let limit = field.money(per: .month)
                guard let index = field.known(name, names.operations, "operation"), let limit
                else { return nil }
                return CostBudgets.Limit(.operation(OperationID(index)), perMonth: limit)
            })
    }

    /// By key, then by value; only of those that something has.
    private func ofTags(_ field: Field) -> [CostBudgets.Limit]? {
        let tags = tags ?? []
        let keys = field.names("a map of tags, such as {team: {payments: 300 USD/month}}")
        guard let keys else { return nil }
        var limits: [CostBudgets.Limit?] = []
        for (key, field) in keys.fields {
            let own = tags.filter { $0.key == key }
            let isKnown = self.tags == nil || field.known(key, tags.map(\.key), "tag") != nil
            guard let values = field.names("a map of values and amounts") else { return nil }
            for (value, field) in values.fields {
                let limit = field.money(per: .month)
                if self.tags == nil { continue }
                guard isKnown, let index = field.known(value, own.map(\.value), "value"),
                    let limit
                else {
                    limits.append(nil)
                    continue
                }
                limits.append(CostBudgets.Limit(.tag(own[index]), perMonth: limit))
            }
        }
        return all(limits)
    }

    private func limit(_ field: Field, _ subject: CostBudgets.Subject) -> CostBudgets.Limit? {
        field.money(per: .month).map { CostBudgets.Limit(subject, perMonth: $0) }
    }
}

extension Field {
    /// The position of this field's key among the names.
    fileprivate func known(_ key: String, _ names: [String], _ what: String) -> Int? {
        if let index = names.firstIndex(of: key) { return index }
        note(
            at: keyPlace, "there is no \(what) \(quoted(key))",
            remedy(for: key, in: names, of: what), value: key)
        return nil
    }
}
