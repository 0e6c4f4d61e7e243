// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Model
import Quantities

/// What people read about a calibration.
struct CalibrationWords {
    private let fit: CalibrationFit

    init(_ fit: CalibrationFit) { self.fit = fit }

    // MARK: The decision

    var headline: String { fit.goodness.isGood ? finding + carried : finding }

    /// Without what the fitted scenario carries.
    var finding: String {
        let chance = Figures.text(fit.goodness.probability.fraction, .ratio).main
        guard fit.goodness.isGood else {
            return "The scenario does not fit what was observed, whatever its free numbers are:"
                + " chance makes residuals as large in \(chance) of tests." + worst
        }
        let start = "The scenario fits what was observed"
        guard fit.isDetermined else { return "\(start), but " + untold }
        return "\(start): \(numbers)."
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
        let cell = Cell.factor(
            fitted.value, interval: fitted.interval, fitted.parameter.unit.dimension)
        return cell.text().joined
    }

    private var untold: String {
        var words: [String] = []
        if let confusion = fit.confusions.first { words.append(apart(confusion)) }
        // Those that cannot be told apart are named above or in a note.
        let alone = fit.parameters.filter { fitted in
            switch fitted.standing {
            case .atBound, .undetermined: true
            case .determined, .confused: false
            }
        }
        if !alone.isEmpty {
            let names = alone.map { "\($0.parameter.key) (\($0.standing.rawValue))" }
            words.append("does not tell " + names.joined(separator: ", "))
        }
        return words.joined(separator: ", and ") + "."
    }

    /// cannot tell apart a, b and c; only their sum is known: 6 ms ± 1
    private func apart(_ confusion: Confusion) -> String {
        let known = confusion.value.map { value -> String in
            let cell = Cell.factor(
                value, interval: confusion.interval, confusion.unit?.dimension ?? .number)
            return ": \(cell.text().joined)"
        }
        return "cannot tell apart \(Self.list(confusion.keys)); \(confusion.relation.known) is"
            + " known\(known ?? "")"
    }

    private static func list(_ keys: [String]) -> String {
        keys.dropLast().joined(separator: ", ") + " and " + (keys.last ?? "")
    }

    private var carried: String {
        guard let saturation = fit.saturation else { return "" }
        let cell = Cell.factor(saturation.amount, interval: saturation.interval, .number)
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
            notes.append("It also \(apart(confusion)).")
        }
        switch fit.knee {
        case .success: break
        case .failure(let reason): notes.append("No knee is told: \(reason.rawValue).")
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
