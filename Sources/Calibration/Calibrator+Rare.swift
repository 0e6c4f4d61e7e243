// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

extension Calibrator {
    /// Without figures of so few requests that a simulated repetition of their test may have none:
    /// nobody can tell how those scatter.
    public func fit() throws(CalibrationError) -> CalibrationFit {
        var study = self
        // At least one figure goes each time.
        while true {
            do throws(CalibrationError) { return try study.fitAll() } catch {
                guard case .rareFigures(let level, let figures) = error, !figures.isEmpty,
                    study.levels.contains(level)
                else { throw error }
                try study.leaveOut(figures, of: level)
            }
        }
    }

    private mutating func leaveOut(
        _ figures: [ObservedFigure], of level: ObservedLevel
    ) throws(CalibrationError) {
        levels = levels.map { one in
            one == level ? one.with(one.figures.filter { !figures.contains($0) }) : one
        }.filter { !$0.figures.isEmpty }
        unused =
            (unused
            + figures.map { figure in
                UnusedEvidence(file: figure.file, name: name(of: figure.metric), reason: .rare)
            }).inOrder()
        try Self.check(levels.filter { !$0.isHeldOut }, parameters)
    }

    /// Such as `p99 of login`.
    private func name(of metric: ObservedMetric) -> String {
        switch metric {
        case .throughput(let id): "throughput" + subject(id)
        case .mean(let id): "mean" + subject(id)
        case .quantile(let id, let rank): "p\(rank.percentText)" + subject(id)
        case .utilization(let id): "utilization of \(base.name(of: id))"
        }
    }

    private func subject(_ id: OperationID?) -> String {
        id.map { " of \(base.operation($0).name)" } ?? ""
    }
}

extension Ratio {
    /// `99` of 99%.
    fileprivate var percentText: Substring { description.prefix { $0 != "%" } }
}
