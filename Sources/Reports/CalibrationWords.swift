// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Model
import Quantities

/// What people read about a calibration.
struct CalibrationWords {
    private let fit: CalibrationFit

    init(_ fit: CalibrationFit) { self.fit = fit }

    // MARK: The decision

    var headline: String {
        let chance = Figures.text(fit.goodness.probability.fraction, .ratio).main
        guard fit.goodness.isGood else {
            return "The scenario does not fit what was observed, whatever its free numbers are:"
                + " chance makes residuals as large in \(chance) of tests." + worst
        }
        let start = "The scenario fits what was observed"
        guard fit.isDetermined else { return "\(start), but " + untold + carried }
        return "\(start): \(numbers)." + carried
    }

    private var numbers: String {
        let shown = fit.parameters.prefix(3).map { fitted in
            "\(fitted.parameter.key) is \(self.text(fitted))"
        }
        let rest = fit.parameters.count - shown.count
        return shown.joined(separator: ", ")
            + (rest > 0 ? ", and \(Words.count(rest, "more number")) below" : "")
    }

    private func text(_ fitted: FittedParameter) -> String {
        let cell = Cell.estimate(
            fitted.value, interval: fitted.interval, fitted.parameter.unit.dimension)
        return cell.text().joined
    }

    private var untold: String {
        if let confusion = fit.confusions.first {
            let known = confusion.value.map { value -> String in
                let cell = Cell.estimate(value, interval: confusion.interval, unit(of: confusion))
                return ": \(cell.text().joined)"
            }
            return "cannot tell apart \(confusion.keys.joined(separator: " and ")); only their"
                + " \(confusion.relation.rawValue)\(known ?? "")."
        }
        let keys = fit.parameters.filter { $0.standing != .determined }
        let words = keys.map { "\($0.parameter.key) (\($0.standing.rawValue))" }
        return "does not tell \(words.joined(separator: ", "))."
    }

    private var carried: String {
        guard let saturation = fit.saturation else { return "" }
        let cell = Cell.estimate(saturation.amount, interval: saturation.interval, .number)
        return " It carries up to \(cell.text().joined) req/s, where \(saturation.place) is full."
    }

    private var worst: String {
        let fitted = fit.rows.filter { !$0.isHeldOut }
        guard let row = fitted.max(by: { $0.residual.magnitude < $1.residual.magnitude }) else {
            return ""
        }
        let dimension = row.figure.metric.dimension
        return " Furthest off is the \(name(row.figure.metric)) at \(row.level):"
            + " \(Figures.text(row.figure.value, dimension).main) was observed,"
            + " \(Figures.text(row.fitted, dimension).main) fitted."
    }

    // MARK: Names

    /// p95 of page, mean, utilization of db.
    func name(_ metric: ObservedMetric) -> String {
        let subject = metric.operation.map { " of \(fit.model.operation($0).name)" } ?? ""
        return switch metric {
        case .throughput: "throughput" + subject
        case .mean: "mean latency" + subject
        case .quantile(_, let rank): Words.quantile(rank) + " latency" + subject
        case .utilization(let id): "utilization of " + fit.model.name(of: id)
        }
    }

    func unit(of confusion: Confusion) -> Cell.Dimension {
        fit.parameters.first { confusion.keys.contains($0.parameter.key) }?
            .parameter.unit.dimension ?? .number
    }

    // MARK: Notes

    var notes: [String] {
        let method =
            fit.isClosedForm
            ? "by the closed form, put right by simulation"
            : "by simulation, with the same random numbers throughout"
        var notes = [
            "Fitted \(method); each test was repeated \(fit.repeats) times by simulation to see"
                + " how its figures scatter and move together. Intervals hold if the scenario is"
                + " right but for its free numbers."
        ]
        let held = fit.rows.filter(\.isHeldOut)
        if !held.isEmpty {
            let inside = held.count { $0.interval?.contains($0.figure.value) ?? false }
            notes.append(
                "Of \(Words.count(held.count, "figure")) that were not fitted, \(inside) lie"
                    + " within the interval of their prediction.")
        }
        for confusion in fit.confusions.dropFirst() {
            notes.append(
                "Nor can it tell apart \(confusion.keys.joined(separator: " and ")); only their"
                    + " \(confusion.relation.rawValue).")
        }
        if fit.goodness.inflates {
            notes.append(
                "Residuals are larger than chance makes them on average, and all intervals are"
                    + " wider by as much.")
        }
        if !fit.isConverged {
            notes.append("The search had not settled after all its steps; start nearer by.")
        }
        return notes
    }
}
