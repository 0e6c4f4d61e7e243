// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// The answer to `check`: what a scenario says, before anything is simulated.
public enum CheckReport {
    public static let tableIDs = ["operations", "components", "assumptions"]

    public static func make(_ model: Model, identity: Identity) -> Report {
        let tables = [operations(model), components(model), RunReport.assumptions(model)]
        return Report(
            identity: identity, verdict: nil, headline: headline(model),
            notes: [RunNotes.inputs(model)].compactMap { $0 } + ChainNotes(model).lines
                + model.remarks.notes,
            tables: tables.compactMap { $0 })
    }

    private static func headline(_ model: Model) -> String {
        let pages = model.frontend.pages.count
        let parts =
            [
                Words.count(model.operations.count, "operation"),
                Words.count(model.components.count, "component"),
                Words.count(model.sources.count, "traffic source"),
                Words.count(model.objectives.count, "service level"),
            ] + (pages == 0 ? [] : [Words.count(pages, "page")])
        let run = model.run
        let warmUp =
            run.warmUp == .detected
            ? "a warm-up that is detected" : "\(run.warmUp.time) of warm-up"
        let limits = run.limits.isNone ? "" : ", each until \(LimitNote.words(run.limits)) at most"
        let batches = run.batches.map { " in \($0) batches," } ?? ""
        return "\(model.name) is valid: \(parts.joined(separator: ", "));"
            + " \(Words.count(run.replications, "replication")) of \(run.duration)\(batches) after"
            + " \(warmUp)\(limits)."
    }

    private static func operations(_ model: Model) -> Table {
        let rows = model.operations.enumerated().map { index, operation -> [Cell] in
            let mixes = model.sources.flatMap { source in
                source.mix.filter { $0.operation.index == index }.map {
                    "\($0.share) of \(source.name)"
                }
            }
            return [
                .text(operation.name), .count(Int64(operation.steps.count)),
                .text(mixes.joined(separator: ", ")),
            ]
        }
        return Table(
            id: "operations", title: "Operations",
            columns: [
                .text("operation", "Operation"), .number("steps", "Steps", unit: "steps"),
                .prose("traffic", "Traffic"),
            ], rows: rows)
    }

    private static func components(_ model: Model) -> Table? {
        if model.components.isEmpty { return nil }
        let rows = model.components.map { component -> [Cell] in
            [
                .text(component.name), .text(kind(component.kind)),
                .text(ComponentSize(model).words(component.kind)),
                .text(component.charge?.layer.rawValue ?? ""),
                .text(price(component, model)),
            ]
        }
        return Table(
            id: "components", title: "Components",
            columns: [
                .text("component", "Component"), .text("kind", "Kind"), .prose("size", "Size"),
                .text("layer", "Layer"), .prose("price", "Price"),
            ], rows: rows)
    }

    private static func kind(_ kind: ComponentKind) -> String {
        switch kind {
        case .station: "station"
        case .pods: "pods"
        case .cache: "cache"
        case .database: "postgres"
        case .service: "service"
        case .delivery: "cdn"
        case .chain: "chain"
        case .function: "lambda"
        case .account: "account"
        case .table: "table"
        }
    }

    private static func price(_ component: Component, _ model: Model) -> String {
        guard let key = component.charge?.price else {
            return (component.charge?.tariffs ?? []).map(\.price.path).joined(separator: ", ")
        }
        guard let entry = model.economics.prices?.entry(key) else { return key.path }
        return "\(entry.price)"
    }
}
