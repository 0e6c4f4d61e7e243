// SPDX-License-Identifier: GPL-3.0-or-later
import Audit
import Quantities

/// The tables of an audit.
enum AuditTables {
    static func derived(_ audit: FigureAudit) -> Table {
        Table(
            id: "audit", title: "Derived figures",
            columns: [
                .text("figure", "Figure"), .prose("statement", "Statement"),
                .text("published_text", "Published"), .prose("formula", "Formula"),
                .text("recomputed_text", "Recomputed"),
                .value("factor", "Published / recomputed", .number),
                .text("verdict", "Verdict"), .prose("remark", "What would make it follow"),
                .value("published", "Published", .number, isDataOnly: true),
                .value("recomputed", "Recomputed", .number, isDataOnly: true),
                .value("from_the_ground_up", "From the ground up", .number, isDataOnly: true),
                .text("unit", "Unit", isDataOnly: true),
                .text("agreement", "Agreement", isDataOnly: true),
                .text("document", "Document", isDataOnly: true),
            ],
            rows: audit.derived.map { derived($0, audit) })
    }

    private static func derived(_ finding: DerivedFinding, _ audit: FigureAudit) -> [Cell] {
        let figure = audit.figures[finding.figure]
        let computed = finding.computation
        let recomputed = computed?.recomputed.approximation
        return [
            .text(figure.id), .text(figure.statement), .text(AuditWords.published(figure)),
            .text(figure.formulaText),
            .text(recomputed.map { AuditWords.amount($0, figure.unitText) } ?? ""),
            .number(computed?.factor, .number), .word(finding.verdict.rawValue, tone(finding)),
            .text(remark(finding, audit)),
            .number(figure.value, .number), .number(recomputed, .number),
            .number(finding.rebuilt?.approximation, .number), .text(figure.unitText),
            .text(computed?.agreement.rawValue ?? ""), .text(figure.document),
        ]
    }

    private static func tone(_ finding: DerivedFinding) -> Cell.Tone {
        switch finding.verdict {
        case .follows: .good
        case .doesNotFollow: .bad
        case .notDerivable: .unsure
        }
    }

    /// The assumptions that explain a miss; else what single inputs would have to be.
    private static func remark(_ finding: DerivedFinding, _ audit: FigureAudit) -> String {
        switch finding.outcome {
        case .notDerivable(let words): return words
        case .computed(let found):
            guard found.agreement == .different else { return "" }
            let explained = found.alternatives.filter(\.follows).map(\.words)
            if !explained.isEmpty { return explained.joined(separator: "; ") }
            let needs = found.needs.map { need in
                let input = audit.figures[need.figure]
                return "\(input.id) = \(AuditWords.amount(need.value, input.unitText))"
            }
            return needs.isEmpty ? "nothing that was tried" : needs.joined(separator: " or ")
        }
    }

    /// What was assumed instead, and what that gives.
    static func alternatives(_ audit: FigureAudit) -> Table {
        let derived = audit.derived.flatMap { finding in
            (finding.computation?.alternatives ?? []).map { (finding.figure, $0) }
        }
        let checks = audit.checks.flatMap { finding in
            finding.alternatives.map { (finding.figure, $0) }
        }
        return Table(
            id: "alternatives", title: "Assumptions that were tried",
            columns: [
                .text("figure", "Figure"), .prose("assumption", "Assumption"),
                .prose("formula", "Formula"), .text("published_text", "Published"),
                .text("gives_text", "Gives"), .text("verdict", "Verdict"),
                .value("gives", "Gives", .number, isDataOnly: true),
                .text("unit", "Unit", isDataOnly: true),
            ],
            rows: (derived + checks).map { index, tried in
                let figure = audit.figures[index]
                let isCheck = figure.kind == .check
                let gives = tried.value.approximation
                return [
                    .text(figure.id), .text(tried.words), .text(tried.formula),
                    .text(AuditWords.published(figure)),
                    .text(AuditWords.amount(gives, figure.unitText)),
                    tried.follows
                        ? .word(isCheck ? "holds" : "follows", .good)
                        : .word(isCheck ? "does not hold" : "does not follow", .bad),
                    .number(gives, .number), .text(figure.unitText),
                ]
            })
    }

    /// By input: what figures that do not follow would have it be.
    static func implied(_ audit: FigureAudit) -> Table {
        let needs = audit.derived.flatMap { finding in
            (finding.computation?.needs ?? []).map { (by: finding.figure, need: $0) }
        }.enumerated().sorted {
            ($0.element.need.figure, $0.offset) < ($1.element.need.figure, $1.offset)
        }.map(\.element)
        return Table(
            id: "implied", title: "What figures that do not follow imply of others",
            columns: [
                .text("figure", "Figure"), .prose("statement", "Statement"),
                .text("published_text", "Published"), .text("implied_by", "Implied by"),
                .text("implied_text", "Implied"),
                .value("published", "Published", .number, isDataOnly: true),
                .value("implied", "Implied", .number, isDataOnly: true),
                .text("unit", "Unit", isDataOnly: true),
            ],
            rows: needs.map { by, need in
                let input = audit.figures[need.figure]
                return [
                    .text(input.id), .text(input.statement), .text(AuditWords.published(input)),
                    .text(audit.figures[by].id),
                    .text(AuditWords.amount(need.value, input.unitText)),
                    .number(input.value, .number), .number(need.value, .number),
                    .text(input.unitText),
                ]
            })
    }

    /// Figures that ought to agree with each other.
    static func checks(_ audit: FigureAudit) -> Table {
        Table(
            id: "checks", title: "Figures that ought to agree",
            columns: [
                .text("check", "Check"), .prose("statement", "What ought to hold"),
                .prose("formula", "Formula"), .text("left_text", "Left"), .text("bound", "Bound"),
                .text("right_text", "Right"), .value("factor", "Left / right", .number),
                .text("verdict", "Verdict"), .prose("remark", "It would hold"),
                .value("left", "Left", .number, isDataOnly: true),
                .value("right", "Right", .number, isDataOnly: true),
                .text("unit", "Unit", isDataOnly: true),
                .text("document", "Document", isDataOnly: true),
            ],
            rows: audit.checks.map { finding in
                let figure = audit.figures[finding.figure]
                let (left, right) = (finding.left.approximation, finding.right.approximation)
                return [
                    .text(figure.id), .text(figure.statement), .text(figure.formulaText),
                    .text(AuditWords.amount(left, figure.unitText)), .text(finding.bound),
                    .text(AuditWords.amount(right, figure.unitText)),
                    .number(finding.factor, .number),
                    finding.holds ? .word("holds", .good) : .word("does not hold", .bad),
                    .text(
                        finding.alternatives.filter(\.follows).map(\.words)
                            .joined(separator: "; ")),
                    .number(left, .number), .number(right, .number), .text(figure.unitText),
                    .text(figure.document),
                ]
            })
    }

    /// What somebody measured, and what the model says.
    static func measurements(
        _ audit: FigureAudit, _ measured: [(figure: PublishedFigure, model: ReproducedFigure?)]?
    ) -> Table {
        let rows = measured ?? audit.measurements.map { ($0, nil) }
        return Table(
            id: "measurements", title: "Measurements and the model",
            columns: [
                .text("figure", "Figure"), .prose("statement", "Statement"),
                .text("published_text", "Published"), .estimate("modelled", "Model", nil),
                .value("residual", "Residual", .ratio), .text("verdict", "Verdict"),
                .prose("model", "Where the model says it"),
                .text("unit", "Unit", isDataOnly: true),
                .text("document", "Document", isDataOnly: true),
            ],
            rows: rows.map { figure, model in
                [
                    .text(figure.id), .text(figure.statement), .text(AuditWords.published(figure)),
                    modelled(model), .number(model?.residual, .ratio), verdict(model),
                    .text(figure.model.isEmpty ? "not modelled" : figure.model),
                    .text(model?.unit ?? ""), .text(figure.document),
                ]
            })
    }

    private static func modelled(_ model: ReproducedFigure?) -> Cell {
        guard let model, let value = model.value else { return .absent }
        let interval = model.low.flatMap { low in
            model.high.flatMap { low <= $0 ? low...$0 : nil }
        }
        return .estimate(value, interval: interval, dimension(model.unit))
    }

    private static func dimension(_ unit: String) -> Cell.Dimension {
        let all: [Cell.Dimension] = [.duration, .ratio, .rate, .dollars, .bytes]
        return all.first { $0.unit == unit } ?? .number
    }

    private static func verdict(_ model: ReproducedFigure?) -> Cell {
        guard let model else { return .text("") }
        switch model.verdict {
        case "reproduced": return .word(model.verdict, .good)
        case "forbidden": return .word(model.verdict, .bad)
        default: return .word(model.verdict, .unsure)
        }
    }
}
