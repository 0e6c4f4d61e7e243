// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning

/// Published figures beside the model's own.
enum ObservationTable {
    static func make(
        _ found: [(observation: Observation, figure: Figure?, dimension: Cell.Dimension)]
    ) -> Table? {
        if found.isEmpty { return nil }
        return Table(
            id: "observations", title: "Published figures against the model", columns: columns(),
            rows: found.map { cells($0.observation, $0.figure, $0.dimension) })
    }

    /// With others before those that only data have.
    static func columns(with others: [Column] = []) -> [Column] {
        [
            .prose("figure", "Figure"),
            .text("published_text", "Published"),
            .value("published", "Published", nil, isDataOnly: true),
            .estimate("modelled", "Modelled", nil),
            .value("residual", "Residual", .ratio),
            .text("use", "Use"),
        ] + others + [
            .text("unit", "Unit", isDataOnly: true),
            .text("source", "Source", isDataOnly: true),
        ]
    }

    /// In the order of the columns.
    static func cells(
        _ observation: Observation, _ figure: Figure?, _ dimension: Cell.Dimension,
        with others: [Cell] = []
    ) -> [Cell] {
        let residual = figure.flatMap {
            observation.value == 0 ? nil : $0.value / observation.value - 1
        }
        return [
            .text(observation.name), .text(observation.text),
            .number(observation.value, dimension), .of(figure, dimension),
            .number(residual, .ratio), .text(observation.use.rawValue),
        ] + others + [.text(dimension.unit), .text(observation.source)]
    }
}
