// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Says what a fit found.
struct FitSummary {
    /// Changes of a logarithm by which derivatives of loads are taken.
    private static let loadStep = 0.02

    let curve: ModelCurve
    /// All of the evidence.
    let levels: [ObservedLevel]
    let state: LevenbergMarquardt.Fit
    let weights: Weights
    let uncertainty: Uncertainty
    let test: RepeatedTest
    let bound: Set<Int>
    let unused: [UnusedEvidence]

    func answer() throws(CalibrationError) -> CalibrationFit {
        let model: Model
        switch curve.model(at: state.parameters) {
        case .success(let fitted): model = fitted
        case .failure(let refusal): throw .noAnswer(words: refusal.words)
        }
        let values = uncertainty.singularValues
        let loads = LoadFinder(curve: curve, levels: levels)
        let finder = confusionFinder
        return CalibrationFit(
            parameters: parameters(finder), rows: try rows(model), confusions: finder.confusions,
            goodness: uncertainty.goodness,
            conditionNumber: values.last.map { $0 > 0 ? (values.first ?? 0) / $0 : .infinity }
                ?? 1,
            singularValues: values,
            saturation: forecast { loads.saturation(at: $0) },
            knee: knee(loads),
            isClosedForm: curve.isClosedForm, isConverged: state.isConverged, model: model,
            sets: curve.sets(at: state.parameters), unused: unused, repeats: test.repeats)
    }

    // MARK: Parameters

    private func unit(_ index: Int) -> [Double] {
        state.parameters.indices.map { $0 == index ? 1 : 0 }
    }

    private var confusionFinder: ConfusionFinder {
        let fitted = levels.filter { !$0.isHeldOut }
        let here = curve.logs(at: state.parameters, of: fitted)
        return ConfusionFinder(
            parameters: curve.parameters, place: state.parameters, uncertainty: uncertainty,
            untold: state.parameters.indices.filter {
                !bound.contains($0) && uncertainty.isLost(unit($0))
            },
            change: { place in
                guard let here, let there = curve.logs(at: place, of: fitted) else { return nil }
                return zip(zip(there, here), weights.errors).reduce(0) { sum, figure in
                    let moved = (figure.0.0 - figure.0.1) / figure.1
                    return sum + moved * moved
                }
            })
    }

    private func parameters(_ finder: ConfusionFinder) -> [FittedParameter] {
        let confused = Set(finder.groups.flatMap { $0 })
        return curve.parameters.enumerated().map { index, parameter in
            let value = Elementary.exp(state.parameters[index])
            let standing: FittedParameter.Standing
            if bound.contains(index) {
                standing = .atBound
            } else if !finder.untold.contains(index) {
                standing = .determined
            } else {
                standing = confused.contains(index) ? .confused : .undetermined
            }
            let interval =
                standing == .determined ? uncertainty.interval(value, unit(index)) : nil
            return FittedParameter(
                parameter: parameter, value: value,
                interval: interval?.clamped(to: parameter.bounds), standing: standing)
        }
    }

    // MARK: Figures

    private func rows(_ model: Model) throws(CalibrationError) -> [FittedFigure] {
        var rows: [FittedFigure] = []
        var place = 0
        for level in levels {
            let gradients = gradients(of: level)
            var errors: [Double]
            var misses: [Double]
            if level.isHeldOut {
                let slopes =
                    level.isMeasured ? curve.elasticities(at: state.parameters, of: level) : nil
                let outcome = try test.run(model, level, by: slopes)
                errors = Weights([level], [outcome]).errors
                misses = zip(level.figures, outcome.means).map { Elementary.log($0.value) - $1 }
            } else {
                let these = place..<place + level.figures.count
                place = these.upperBound
                errors = Array(weights.errors[these])
                misses = zip(state.residuals[these], errors).map { $0 * $1 }
            }
            for (index, figure) in level.figures.enumerated() {
                rows.append(
                    row(
                        level, figure, error: errors[index], miss: misses[index],
                        gradient: gradients.map { $0[index] }))
            }
        }
        return rows
    }

    private func row(
        _ level: ObservedLevel, _ figure: ObservedFigure, error: Double, miss: Double,
        gradient: [Double]?
    ) -> FittedFigure {
        let fitted = figure.value * Elementary.exp(-miss)
        let noise = error * uncertainty.goodness.inflation
        let own = gradient.map { uncertainty.error($0) } ?? 0
        let isKnown = gradient.map { !uncertainty.isLost($0) } ?? false
        let spread = (own * own + noise * noise).squareRoot()
        let reach = Elementary.exp(uncertainty.factor * spread)
        return FittedFigure(
            level: level.level, figure: figure, fitted: fitted,
            interval: isKnown ? fitted / reach...fitted * reach : nil,
            residual: miss / (level.isHeldOut ? spread : error), isHeldOut: level.isHeldOut)
    }

    /// By figure of a level: the derivatives of its logarithm. Where the closed form is not sure of
    /// an answer, simulation gives them.
    private func gradients(of level: ObservedLevel) -> [[Double]]? {
        gradients(of: level, by: curve) ?? gradients(of: level, by: curve.by(.simulation(test)))
    }

    private func gradients(of level: ObservedLevel, by curve: ModelCurve) -> [[Double]]? {
        guard let here = curve.logs(at: state.parameters, of: [level]),
            let columns = columns(
                step: curve.difference, here, { curve.logs(at: $0, of: [level]) })
        else { return nil }
        return level.figures.indices.map { figure in columns.map { $0[figure] } }
    }

    /// Derivatives by parameter; nil where one has no answer to either side.
    private func columns(
        step: Double, _ here: [Double], _ function: ([Double]) -> [Double]?
    ) -> [[Double]]? {
        let columns = BoundedDifferences(step: step, bounds: curve.logBounds)
            .columns(at: state.parameters, value: here, of: function)
        let found = columns.compactMap { $0 }
        return found.count == columns.count ? found : nil
    }

    // MARK: Loads

    private func knee(_ loads: LoadFinder) -> Result<LoadForecast, NoKnee> {
        switch loads.knee(at: state.parameters) {
        case .failure(let reason): .failure(reason)
        case .success(let here):
            .success(forecast { try? loads.knee(at: $0).get() } ?? here)
        }
    }

    private func forecast(_ find: ([Double]) -> LoadForecast?) -> LoadForecast? {
        guard let here = find(state.parameters), here.amount > 0 else { return nil }
        let columns = columns(step: Self.loadStep, [Elementary.log(here.amount)]) { place in
            find(place).map { [Elementary.log($0.amount)] }
        }
        return LoadForecast(
            place: here.place, kind: here.kind, amount: here.amount,
            interval: columns.flatMap { uncertainty.interval(here.amount, $0.map { $0[0] }) })
    }
}

extension ModelCurve {
    var isClosedForm: Bool {
        switch method {
        case .closedForm: true
        case .simulation: false
        }
    }
}
