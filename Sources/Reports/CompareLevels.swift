// SPDX-License-Identifier: GPL-3.0-or-later
import Planning

/// What becomes of service levels between a base and a candidate.
enum CompareLevels {
    static func table(_ comparison: Comparison) -> Table? {
        if comparison.levels.isEmpty { return nil }
        return Table(
            id: "slo", title: "Service levels",
            columns: [
                .text("objective", "Objective"), .text("bound", "Bound"),
                .value("limit", "Limit", nil), .estimate("base", "Base", nil),
                .text("base_verdict", "Verdict"), .estimate("candidate", "Candidate", nil),
                .text("verdict", "Verdict"), .text("change", "Change"),
                .text("unit", "Unit", isDataOnly: true),
            ], rows: comparison.levels.compactMap { row($0, comparison) })
    }

    private static func row(_ change: LevelChange, _ comparison: Comparison) -> [Cell]? {
        let (side, model) =
            change.candidate.map { ($0, comparison.candidate.model) }
            ?? change.base.map { ($0, comparison.base.model) } ?? (nil, comparison.base.model)
        guard let side else { return nil }
        let dimension = Words.dimension(side.objective)
        func verdict(_ level: ServiceLevel?) -> Cell {
            level.map { .word($0.judgement.rawValue, Words.tone($0.judgement)) } ?? .absent
        }
        return [
            .text(Words.name(side.objective, model)), .text(side.isFloor ? "at least" : "at most"),
            .number(side.limit, dimension), .of(change.base?.measured, dimension),
            verdict(change.base), .of(change.candidate?.measured, dimension),
            verdict(change.candidate), .word(change.kind.rawValue, tone(change.kind)),
            .text(dimension.unit),
        ]
    }

    private static func tone(_ kind: LevelChange.Kind) -> Cell.Tone {
        switch kind {
        case .gained: .good
        case .lost, .missed: .bad
        case .kept, .added, .dropped: .plain
        case .cannotTell: .unsure
        }
    }

    /// Those lost and gained, by name; nil where there is none.
    static func words(_ comparison: Comparison) -> String? {
        func names(_ kind: LevelChange.Kind) -> String? {
            let names = comparison.levels.filter { $0.kind == kind }.compactMap { change in
                change.candidate.map { Words.name($0.objective, comparison.candidate.model) }
            }
            return names.isEmpty
                ? nil
                : "\(kind.rawValue) \(Words.count(names.count, "service level"))"
                    + " (\(names.joined(separator: ", ")))"
        }
        let parts = [names(.lost), names(.gained)].compactMap { $0 }
        guard let first = parts.first else { return nil }
        let text = parts.count > 1 ? first + ", " + parts[1] : first
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
