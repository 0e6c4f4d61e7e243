// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Says what a fit found.
struct FitSummary {
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
        return CalibrationFit(
            parameters: fittedParameters, rows: try rows(model), confusions: confusions,
            goodness: uncertainty.goodness,
            conditionNumber: values.last.map { $0 > 0 ? (values.first ?? 0) / $0 : .infinity }
                ?? 1,
            singularValues: values,
            saturation: forecast { loads.saturation(at: $0) },
            knee: forecast { loads.knee(at: $0) },
            isClosedForm: curve.isClosedForm, isConverged: state.isConverged, model: model,
            sets: curve.sets(at: state.parameters), unused: unused, repeats: test.repeats)
    }

    // MARK: Parameters

    private func unit(_ index: Int) -> [Double] {
        state.parameters.indices.map { $0 == index ? 1 : 0 }
    }

    private var fittedParameters: [FittedParameter] {
        curve.parameters.enumerated().map { index, parameter in
            let value = Elementary.exp(state.parameters[index])
            let standing: FittedParameter.Standing
            if bound.contains(index) {
                standing = .atBound
            } else if !uncertainty.isLost(unit(index)) {
                standing = .determined
            } else {
                let isShared = uncertainty.lost.contains { vector in
                    vector[index].magnitude > Uncertainty.leastPart
                        && vector.count { $0.magnitude > Uncertainty.leastPart } > 1
                }
                standing = isShared ? .confused : .undetermined
            }
            return FittedParameter(
                parameter: parameter, value: value,
                interval: standing == .determined
                    ? uncertainty.interval(value, unit(index)) : nil, standing: standing)
        }
    }

    private var confusions: [Confusion] {
        uncertainty.lost.compactMap { vector in
            let members = vector.indices.filter {
                vector[$0].magnitude > Uncertainty.leastPart
            }
            guard members.count > 1 else { return nil }
            return confusion(members, vector)
        }
    }

    /// Along v the logarithms change: x_j by x_j v_j, so a sum stays where Σ x_j v_j = 0, a
    /// product where Σ v_j = 0, and a ratio of two where both are the same.
    private func confusion(_ members: [Int], _ vector: [Double]) -> Confusion {
        let parameters = members.map { curve.parameters[$0] }
        let values = members.map { Elementary.exp(state.parameters[$0]) }
        let parts = members.map { vector[$0] }
        func cancels(_ terms: [Double]) -> Bool {
            terms.reduce(0, +).magnitude < 0.1 * terms.reduce(0) { $0 + $1.magnitude }
        }
        let relation: Confusion.Relation
        var value: Double?
        var gradient = state.parameters.indices.map { _ in 0.0 }
        if Set(parameters.map(\.unit)).count == 1, cancels(zip(values, parts).map { $0 * $1 }) {
            relation = .sum
            let sum = values.reduce(0, +)
            value = sum
            for (index, part) in zip(members, values) { gradient[index] = part / sum }
        } else if cancels(parts) {
            relation = .product
        } else if parts.count == 2, cancels([parts[0], -parts[1]]) {
            relation = .ratio
        } else {
            relation = .combination
        }
        return Confusion(
            keys: parameters.map(\.key), relation: relation, value: value,
            interval: value.flatMap { sum in
                let factor = Elementary.exp(uncertainty.factor * uncertainty.error(gradient))
                return sum / factor...sum * factor
            })
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
        let step = curve.difference
        var columns: [[Double]] = []
        for index in state.parameters.indices {
            var (low, high) = (state.parameters, state.parameters)
            low[index] -= step
            high[index] += step
            guard let below = curve.logs(at: low, of: [level]),
                let above = curve.logs(at: high, of: [level])
            else { return nil }
            columns.append(zip(above, below).map { ($0 - $1) / (2 * step) })
        }
        return level.figures.indices.map { figure in columns.map { $0[figure] } }
    }

    // MARK: Loads

    private func forecast(_ find: ([Double]) -> LoadForecast?) -> LoadForecast? {
        guard let here = find(state.parameters), here.amount > 0 else { return nil }
        let step = 0.02
        var gradient: [Double] = []
        for index in state.parameters.indices {
            var (low, high) = (state.parameters, state.parameters)
            low[index] -= step
            high[index] += step
            guard let below = find(low)?.amount, let above = find(high)?.amount else {
                return here
            }
            gradient.append((Elementary.log(above) - Elementary.log(below)) / (2 * step))
        }
        return LoadForecast(
            place: here.place, kind: here.kind, amount: here.amount,
            interval: uncertainty.interval(here.amount, gradient))
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
