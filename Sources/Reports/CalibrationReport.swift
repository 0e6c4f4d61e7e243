// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Model
import Quantities

/// The answer to `calibrate`: what the numbers of a scenario are by what was observed, how sure
/// that is, and what follows for the loads that were not tested.
public enum CalibrationReport {
    public static let tableIDs = ["parameters", "apart", "figures", "loads", "fit", "unused"]

    public static func make(_ fit: CalibrationFit, identity: Identity) -> Report {
        let words = CalibrationWords(fit)
        return Report(
            identity: identity, verdict: verdict(fit), headline: words.headline,
            notes: words.notes,
            tables: [
                parameters(fit), apart(fit), figures(fit, words), loads(fit),
                goodness(fit), unused(fit),
            ].compactMap { $0 })
    }

    /// The finding in a sentence.
    public static func headline(_ fit: CalibrationFit) -> String { CalibrationWords(fit).headline }

    private static func verdict(_ fit: CalibrationFit) -> Report.Verdict {
        if !fit.goodness.isGood { return .breached }
        return fit.isDetermined ? .met : .cannotTell
    }

    // MARK: Parameters

    static func parameters(
        _ fit: CalibrationFit, id: String = "parameters",
        title: String = "Fitted numbers (95% each)"
    ) -> Table {
        Table(
            id: id, title: title,
            columns: [
                .text("key", "Key"), .value("from", "From", nil),
                .estimate("fitted", "Fitted", nil), .value("change", "Change", .ratio),
                .text("standing", "Standing"), .text("unit", "Unit", isDataOnly: true),
            ],
            rows: fit.parameters.map { fitted in
                let dimension = fitted.parameter.unit.dimension
                return [
                    .text(fitted.parameter.key), .number(fitted.parameter.start, dimension),
                    .factor(fitted.value, interval: fitted.interval, dimension),
                    .number(fitted.value / fitted.parameter.start - 1, .ratio),
                    .word(fitted.standing.rawValue, tone(fitted.standing)),
                    .text(dimension.unit),
                ]
            })
    }

    private static func tone(_ standing: FittedParameter.Standing) -> Cell.Tone {
        switch standing {
        case .determined: .good
        case .atBound, .confused, .undetermined: .unsure
        }
    }

    static func apart(_ fit: CalibrationFit, id: String = "apart") -> Table? {
        if fit.confusions.isEmpty { return nil }
        return Table(
            id: id, title: "What the evidence cannot tell apart",
            columns: [
                .prose("keys", "Keys"), .text("known", "Known is"),
                .estimate("value", "Value", nil), .text("unit", "Unit", isDataOnly: true),
            ],
            rows: fit.confusions.map { confusion in
                let unit = confusion.unit?.dimension
                return [
                    .text(confusion.keys.joined(separator: ", ")),
                    .text(confusion.relation.known),
                    confusion.value.map {
                        .factor($0, interval: confusion.interval, unit ?? .number)
                    } ?? .absent,
                    .text(unit?.unit ?? ""),
                ]
            })
    }

    // MARK: Figures

    static func figures(
        _ fit: CalibrationFit, _ words: CalibrationWords, id: String = "figures",
        audience: Table.Audience = .everyone
    ) -> Table {
        Table(
            id: id, title: "What was observed, and what the fitted scenario says of it",
            columns: [
                .text("load", "Load"), .text("figure", "Figure"),
                .value("observed", "Observed", nil), .estimate("fitted", "Fitted", nil),
                .value("residual", "Standard errors off", .number), .text("use", "Use"),
                .text("file", "File", isDataOnly: true), .text("unit", "Unit", isDataOnly: true),
            ],
            rows: fit.rows.map { row in
                let dimension = row.figure.metric.dimension
                return [
                    .text("\(row.level)"), .text(words.name(row.figure.metric)),
                    .number(row.figure.value, dimension),
                    .factor(row.fitted, interval: row.interval, dimension),
                    .number((row.residual * 100).rounded() / 100, .number),
                    .text(row.isHeldOut ? "predicted" : "fitted"), .text(row.figure.file),
                    .text(dimension.unit),
                ]
            }, audience: audience)
    }

    // MARK: Loads

    private static func loads(_ fit: CalibrationFit) -> Table? {
        let found = [
            ("the knee: mean latency twice the idle one", try? fit.knee.get()),
            ("saturation: something is used whole", fit.saturation),
        ].compactMap { name, load in load.map { (name, $0) } }
        if found.isEmpty { return nil }
        return Table(
            id: "loads", title: "What the fitted scenario carries (95% each)",
            columns: [
                .text("what", "What"), .text("place", "Where"), .estimate("load", "Load", nil),
                .text("of", "Of"),
            ],
            rows: found.map { name, load in
                [
                    .text(name), .text(load.place),
                    .factor(load.amount, interval: load.interval, load.kind.dimension),
                    .text(load.kind.noun),
                ]
            })
    }

    // MARK: How good it is

    private static func goodness(_ fit: CalibrationFit) -> Table {
        let goodness = fit.goodness
        var rows: [[Cell]] = [
            [.text("sum of squared residuals"), .number(goodness.chiSquare, .number)],
            [.text("as chance makes it"), .number(goodness.expected, .number)],
            [.text("degrees of freedom"), .count(Int64(goodness.degreesOfFreedom))],
            [
                .text("chance makes it as large"),
                .number(goodness.probability.fraction, .ratio),
            ],
            [.text("condition number"), .number(fit.conditionNumber, .number)],
        ]
        for (index, value) in fit.singularValues.enumerated() {
            rows.append([.text("singular value \(index + 1)"), .number(value, .number)])
        }
        return Table(
            id: "fit", title: "How good the fit is",
            columns: [.text("measure", "Measure"), .value("value", "Value", nil)], rows: rows,
            audience: .folded)
    }

    static func unused(
        _ fit: CalibrationFit, id: String = "unused",
        title: String = "What of the evidence is not used"
    ) -> Table? {
        if fit.unused.isEmpty { return nil }
        return Table(
            id: id, title: title,
            columns: [
                .text("file", "File"), .text("name", "Name"), .prose("reason", "Why"),
            ],
            rows: fit.unused.map {
                [.text($0.file), .text($0.name), .text($0.reason.rawValue)]
            })
    }
}

extension FreeParameter.Unit {
    var dimension: Cell.Dimension {
        switch self {
        case .time: .duration
        case .share: .ratio
        case .rate: .rate
        case .number: .number
        }
    }
}

extension Confusion.Relation {
    /// What is known of the numbers.
    var known: String {
        switch self {
        case .sum, .product, .ratio: "only their \(rawValue)"
        case .combination: "only some combination"
        }
    }
}

extension ObservedMetric {
    var dimension: Cell.Dimension {
        switch self {
        case .throughput: .rate
        case .mean, .quantile: .duration
        case .utilization: .ratio
        }
    }
}

extension TestLevel.Kind {
    fileprivate var dimension: Cell.Dimension {
        switch self {
        case .rate: .rate
        case .users: .number
        }
    }

    fileprivate var noun: String {
        switch self {
        case .rate: "requests"
        case .users: "users"
        }
    }
}
