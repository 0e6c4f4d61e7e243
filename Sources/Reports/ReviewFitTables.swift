// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration

/// What a review says of the fit of its model to tests: what `calibrate` would, but for the loads.
struct ReviewFitTables {
    static let ids = ["fitted", "fitted-apart", "fitted-figures", "fitted-unused"]

    let fit: CalibrationFit
    private var words: CalibrationWords { CalibrationWords(fit) }

    var tables: [Table] {
        [
            CalibrationReport.parameters(
                fit, id: Self.ids[0], title: "What tests say of the model (95% each)"),
            CalibrationReport.apart(fit, id: Self.ids[1]),
            CalibrationReport.figures(fit, words, id: Self.ids[2], audience: .onRequest),
            CalibrationReport.unused(
                fit, id: Self.ids[3], title: "What of the tests the fit does not use"),
        ].compactMap { $0 }
    }

    /// What its reader should know, the finding first.
    var notes: [String] {
        let taken =
            fit.isAdoptable
            ? " All else here goes by the fitted numbers."
            : " All else here goes by the scenario's own numbers."
        return [words.finding + taken] + words.notes
    }
}
