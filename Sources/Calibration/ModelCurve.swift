// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Why a scenario cannot have certain values, in the words of whoever reads it.
public struct ModelRefusal: Error, Hashable, Sendable {
    public let words: String
    public init(words: String) { self.words = words }
}

/// What a scenario says of levels of load for values of its free parameters, whose logarithms are
/// the coordinates. An instance is the memory of what was asked before.
final class ModelCurve {
    typealias Load = ([String]) -> Result<Model, ModelRefusal>

    enum Method {
        /// Exact or within a band, and smooth.
        case closedForm
        /// Always with the same random numbers, so that it is smooth enough.
        case simulation(RepeatedTest)
    }

    let parameters: [FreeParameter]
    let method: Method
    private let load: Load
    private var models: [[Double]: Result<Model, ModelRefusal>] = [:]
    private var answers: [Question: [Double]?] = [:]

    private struct Question: Hashable {
        let at: [Double]
        let level: TestLevel
        let metrics: [ObservedMetric]
    }

    init(_ parameters: [FreeParameter], method: Method, load: @escaping Load) {
        self.parameters = parameters
        self.method = method
        self.load = load
    }

    /// Of the same scenario, by another method.
    func by(_ method: Method) -> ModelCurve { ModelCurve(parameters, method: method, load: load) }

    var logBounds: [ClosedRange<Double>] {
        parameters.map {
            Elementary.log($0.bounds.lowerBound)...Elementary.log($0.bounds.upperBound)
        }
    }

    func sets(at u: [Double]) -> [String] {
        zip(parameters, u).map { $0.set(to: Elementary.exp($1)) }
    }

    func model(at u: [Double]) -> Result<Model, ModelRefusal> {
        if let known = models[u] { return known }
        let read = load(sets(at: u))
        models[u] = read
        return read
    }

    /// Logarithms of the figures of levels, one after the other; nil where one has no answer.
    func logs(at u: [Double], of levels: [ObservedLevel]) -> [Double]? {
        var all: [Double] = []
        for level in levels {
            guard let logs = logs(at: u, of: level) else { return nil }
            all += logs
        }
        return all
    }

    private func logs(at u: [Double], of level: ObservedLevel) -> [Double]? {
        let question = Question(
            at: u, level: level.level, metrics: level.figures.map(\.metric))
        if let known = answers[question] { return known }
        let answer = answer(at: u, level)
        answers[question] = .some(answer)
        return answer
    }

    private func answer(at u: [Double], _ level: ObservedLevel) -> [Double]? {
        guard case .success(let model) = model(at: u) else { return nil }
        switch method {
        case .closedForm:
            guard
                let measurements = closedForm(
                    model, level.level, withPercentiles: level.hasQuantiles)
            else { return nil }
            let values = level.figures.compactMap { figure -> Double? in
                guard let value = figure.metric.reading(measurements)?.value, value > 0 else {
                    return nil
                }
                return Elementary.log(value)
            }
            return values.count == level.figures.count ? values : nil
        case .simulation(let test):
            return (try? test.run(model, level, by: nil))?.means
        }
    }

    /// By figure of a level: how its logarithm moves with that of the load, by one side where the
    /// other has no answer; nil where that has none.
    func elasticities(at u: [Double], of level: ObservedLevel) -> [Double]? {
        guard level.level.kind == .rate, let here = logs(at: u, of: level) else { return nil }
        let differences = BoundedDifferences(
            step: difference, bounds: [-Double.infinity...Double.infinity])
        let columns = differences.columns(at: [0], value: here) { change in
            let amount = level.level.amount * Elementary.exp(change[0])
            return logs(at: u, of: level.at(level.level.kind.level(amount)))
        }
        return columns[0]
    }

    /// What the closed form says of a model under a load; nil where there is none, and where a
    /// queue grows without end.
    func closedForm(
        _ model: Model, _ level: TestLevel, withPercentiles: Bool = false
    ) -> Measurements? {
        guard
            let measurements = demands(model, level, withPercentiles: withPercentiles),
            measurements.saturation == nil
        else { return nil }
        return measurements
    }

    /// The same where queues may grow without end: what is used is told all the same.
    func demands(
        _ model: Model, _ level: TestLevel, withPercentiles: Bool = false
    ) -> Measurements? {
        guard let loaded = model.at(level), let form = try? ClosedForm(loaded) else { return nil }
        return form.measurements(withPercentiles: withPercentiles)
    }
}
