// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// What the model says of measured figures: the table `reproduction` of `plimsoll reproduce`, as it
/// writes it in CSV.
public struct ReproducedFigures: Sendable {
    private let figures: [String: ReproducedFigure]

    public static let columns = [
        "scenario", "figure", "modelled", "modelled_low", "modelled_high", "residual", "verdict",
        "unit",
    ]

    public static let largestFile = 16 << 20

    public init(_ bytes: [UInt8]) throws(AuditErrors) {
        let records: [CSVRecord]
        do { records = try CSVReader.records(bytes) } catch {
            throw Self.fault(error.line, 1, "", "no CSV: \(error.reason)")
        }
        let header = records.first?.fields ?? []
        var places: [String: Int] = [:]
        for name in Self.columns {
            guard let place = header.firstIndex(of: name) else {
                throw Self.fault(
                    1, 1, name,
                    "the column is missing; give the table of 'plimsoll reproduce … --format csv"
                        + " --table reproduction'")
            }
            places[name] = place
        }
        var figures: [String: ReproducedFigure] = [:]
        for record in records.dropFirst() {
            func field(_ name: String) -> String { places[name].map { record.fields[$0] } ?? "" }
            var numbers: [String: Double] = [:]
            for name in ["modelled", "modelled_low", "modelled_high", "residual"] {
                let text = field(name)
                if text.isEmpty { continue }
                guard let number = Double(text), number.isFinite else {
                    throw Self.fault(
                        record.line, record.columns[places[name] ?? 0], text, "no number")
                }
                numbers[name] = number
            }
            figures["\(field("scenario")): \(field("figure"))"] = ReproducedFigure(
                value: numbers["modelled"], low: numbers["modelled_low"],
                high: numbers["modelled_high"], residual: numbers["residual"],
                verdict: field("verdict"), unit: field("unit"))
        }
        self.figures = figures
    }

    /// Of `scenario: figure`.
    public subscript(name: String) -> ReproducedFigure? { figures[name] }

    private static func fault(
        _ line: Int, _ column: Int, _ text: String, _ reason: String
    ) -> AuditErrors {
        AuditErrors(all: [
            AuditError(line: line, column: column, key: "", text: text, reason: reason)
        ])
    }
}

/// What the model says of one figure.
public struct ReproducedFigure: Sendable, Equatable {
    /// In base units; absent where the run has no such figure.
    public let value: Double?
    public let low: Double?
    public let high: Double?
    /// Over the published figure, less 1.
    public let residual: Double?
    public let verdict: String
    /// The base unit: `s`, `1/s`, `fraction`, `USD`, `B` or `1`.
    public let unit: String
}

extension FigureAudit {
    /// Each measurement beside what the model says of it; absent where it names none, or a command
    /// that answers it.
    ///
    /// - Throws: where one names a figure that was not reproduced.
    public func measured(
        by reproduced: ReproducedFigures
    ) throws(AuditErrors) -> [(figure: PublishedFigure, model: ReproducedFigure?)] {
        var found: [(figure: PublishedFigure, model: ReproducedFigure?)] = []
        var faults: [AuditError] = []
        for figure in measurements {
            let model = reproduced[figure.model]
            if model == nil, !figure.model.isEmpty, !figure.model.hasPrefix("plimsoll ") {
                faults.append(
                    AuditError(
                        line: figure.line, column: figure.modelPlace, key: "model",
                        text: figure.model,
                        reason: "the reproduction has no such figure; write 'scenario: figure' as"
                            + " it does"))
            }
            found.append((figure, model))
        }
        if !faults.isEmpty { throw AuditErrors(all: faults) }
        return found
    }
}
