// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Planning
import Quantities

/// What a commitment that an option adds saves, and what is lost where less is used.
enum CommitmentRisk {
    /// Nil where no option commits to anything.
    static func table(_ answers: [TradeoffAnswer]) -> Table? {
        let rows = answers.flatMap { answer in
            answer.commitments.map { row($0, of: answer.option.name) }
        }
        if rows.isEmpty { return nil }
        return Table(
            id: "commitments",
            title: "Commitments of options: what they save in a month, and where less is used",
            columns: [
                .prose("option", "Option"), .text("commitment", "Commitment"),
                .value("utilization", "Utilisation", .ratio),
                .value("break_even", "Break-even", .ratio), .value("room", "Room", .ratio),
                .value("saved", "Saves", .dollars),
                .value("saved_at_75", "At 75% of the use", .dollars),
                .value("saved_at_50", "At half", .dollars),
                .value("saved_unused", "Unused", .dollars),
            ], rows: rows)
    }

    private static func row(_ use: CommitmentUse, of option: String) -> [Cell] {
        [
            .text(option), .text(use.name), .number(use.utilization, .ratio),
            .number(use.breakEven, .ratio), .number(use.room, .ratio),
        ]
            + [1, 0.75, 0.5, 0].map { share -> Cell in .number(use.saved(at: share), .dollars) }
    }

    static func words(_ use: CommitmentUse) -> String {
        guard let room = use.room else { return "'\(use.name)' is not used" }
        guard room > 0 else {
            return "'\(use.name)' costs more than on demand at this use"
        }
        return "pays until what '\(use.name)' covers is used less by"
            + " \(Figures.text(room, .ratio).main)"
    }
}
