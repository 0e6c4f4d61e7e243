// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// Fits free parameters of a scenario to what was observed at several loads.
///
/// Least are the squares of ln(observed) - ln(model) over their standard errors, by the logarithms
/// of the parameters (Levenberg, Marquardt). The model is the closed form where it answers, put
/// right by simulation of the same tests, else simulation with the same random numbers. How figures
/// of a test scatter, and how they move together, is seen by simulating each test several times at
/// the fitted values; from there come the weights, the intervals and the test of the fit.
public struct Calibrator {
    /// Reads the scenario anew with changes as `--set` takes them.
    public typealias Load = ([String]) -> Result<Model, ModelRefusal>

    public struct Settings: Sendable {
        public let seed: UInt64
        public let threads: Int
        /// How often each test is repeated by simulation.
        public let repeats: Int
        /// Most requests of one repetition.
        public let requests: Int

        public init(seed: UInt64, threads: Int, repeats: Int = 32, requests: Int = 20_000) {
            precondition(repeats >= 4 && requests >= 100 && threads >= 1, "enough to see scatter")
            self.seed = seed
            self.threads = threads
            self.repeats = repeats
            self.requests = requests
        }
    }

    /// How often weights and corrections are found anew.
    private static let mostRounds = 3
    /// A round moves the parameters by so little of their error when it is the last.
    private static let settled = 1.0
    /// What all figures scatter before it is known.
    private static let firstError = 0.05
    /// Loads that differ by less are one.
    private static let leastSpread = 0.05
    /// A parameter that moves no figure by so much for a change by a factor of e has no power.
    private static let leastPower = 1e-4

    let parameters: [FreeParameter]
    var levels: [ObservedLevel]
    var unused: [UnusedEvidence]
    let settings: Settings
    let load: Load
    let base: Model

    /// Reads the evidence; throws where it says nothing of the scenario.
    ///
    /// - Parameter names: such as `GET /big=listing`, a name of the evidence and one of the
    ///   scenario.
    public init(
        _ parameters: [FreeParameter], evidence: [CalibrationEvidence], names: [String] = [],
        settings: Settings, load: @escaping Load
    ) throws(CalibrationError) {
        guard !parameters.isEmpty else { throw .noFreeParameter }
        for (index, parameter) in parameters.enumerated()
        where parameters[..<index].contains(where: { $0.key == parameter.key }) {
            throw .freeTwice(key: parameter.key)
        }
        let base: Model
        switch load([]) {
        case .success(let model): base = model
        case .failure(let refusal): throw .noAnswer(words: refusal.words)
        }
        for parameter in parameters {
            let near = parameter.near
            if case .failure(let refusal) = load([parameter.set(to: near)]) {
                throw .notContinuous(
                    key: parameter.key, value: parameter.text(near), words: refusal.words)
            }
        }
        var reader = try LevelReader(base, resources: Self.resources(of: base), names: names)
        try reader.read(evidence)
        let levels = reader.levels.filter { !$0.figures.isEmpty }.joined()
        try Self.check(levels.filter { !$0.isHeldOut }, parameters)
        self.parameters = parameters
        self.levels = levels
        unused = reader.unused
        self.settings = settings
        self.load = load
        self.base = base
    }

    static func check(
        _ levels: [ObservedLevel], _ parameters: [FreeParameter]
    ) throws(CalibrationError) {
        let figures = levels.reduce(0) { $0 + $1.figures.count }
        guard figures >= parameters.count, let first = levels.first else {
            throw .tooFewFigures(figures: figures, parameters: parameters.count)
        }
        let amounts = levels.map(\.level.amount)
        let (low, high) = amounts.reduce((amounts[0], amounts[0])) {
            (min($0.0, $1), max($0.1, $1))
        }
        guard high > low * (1 + leastSpread) else { throw .oneLevel(level: "\(first.level)") }
    }

    private static func resources(of model: Model) throws(CalibrationError) -> [ResourceID] {
        if let form = try? ClosedForm(model) {
            return form.measurements(withPercentiles: false).resources.map(\.id)
        }
        let plan = RunPlan(
            warmUp: .zero, duration: .seconds(1), replications: 1, seed: model.run.seed)
        do {
            return try Simulation(model.with(run: plan)).run(threads: 1).resources.map(\.id)
        } catch let error as EngineError {
            throw .engine(error)
        } catch {
            throw .noAnswer(words: "\(error)")
        }
    }

    // MARK: The fit

    /// Throws `rareFigures` where some have to be left out.
    func fitAll() throws(CalibrationError) -> CalibrationFit {
        let test = RepeatedTest(
            seed: settings.seed, threads: settings.threads, repeats: settings.repeats,
            requests: settings.requests)
        let fitted = levels.filter { !$0.isHeldOut }
        let (curve, start) = try start(fitted, test)
        var state = try first(curve, fitted, from: start)
        var weights = Weights(errors: [], noise: [])
        for _ in 1...Self.mostRounds {
            let before = state.parameters
            let model = try model(curve, at: before)
            var outcomes: [RepeatedTest.Outcome] = []
            for level in fitted {
                let slopes = level.isMeasured ? curve.elasticities(at: before, of: level) : nil
                outcomes.append(try test.run(model, level, by: slopes))
            }
            weights = Weights(fitted, outcomes)
            guard let said = curve.logs(at: before, of: fitted) else {
                throw .noAnswer(words: "at the fitted values")
            }
            let corrections = zip(outcomes.flatMap(\.means), said).map { $0 - $1 }
            guard let next = minimum(curve, fitted, corrections, weights, from: before) else {
                throw .noAnswer(words: "at the fitted values")
            }
            state = next
            let uncertainty = Uncertainty(next, noise: weights.noise, bound: bound(next, curve))
            if isSettled(next.parameters, before, uncertainty) { break }
        }
        let bound = bound(state, curve)
        return try FitSummary(
            curve: curve, levels: levels, state: state, weights: weights,
            uncertainty: Uncertainty(state, noise: weights.noise, bound: bound), test: test,
            bound: bound, unused: unused
        ).answer()
    }

    private func isSettled(
        _ there: [Double], _ before: [Double], _ uncertainty: Uncertainty
    ) -> Bool {
        there.indices.allSatisfy { index in
            let unit = there.indices.map { $0 == index ? 1.0 : 0.0 }
            let move = (there[index] - before[index]).magnitude
            return uncertainty.isLost(unit)
                || move <= max(Self.settled * uncertainty.error(unit), 1e-4)
        }
    }

    /// The method that answers, and where it does.
    private func start(
        _ fitted: [ObservedLevel], _ test: RepeatedTest
    ) throws(CalibrationError) -> (ModelCurve, [Double]) {
        let closed = ModelCurve(parameters, method: .closedForm, load: load)
        let given = parameters.map { Elementary.log($0.start) }
        // Where the scenario as it is does not carry the tests, less work may.
        for step in 0...12 {
            let lowered = zip(parameters, given).map { parameter, u in
                max(u - 0.25 * Double(step), Elementary.log(parameter.bounds.lowerBound))
            }
            if closed.logs(at: lowered, of: fitted) != nil { return (closed, lowered) }
        }
        let simulated = closed.by(.simulation(test))
        if simulated.logs(at: given, of: fitted) != nil { return (simulated, given) }
        let model = try model(simulated, at: given)
        for level in fitted { _ = try test.run(model, level, by: nil) }
        throw .noAnswer(words: "neither closed forms nor simulation answer")
    }

    private func model(_ curve: ModelCurve, at u: [Double]) throws(CalibrationError) -> Model {
        switch curve.model(at: u) {
        case .success(let model): return model
        case .failure(let refusal): throw .noAnswer(words: refusal.words)
        }
    }

    /// All figures weigh the same.
    private func first(
        _ curve: ModelCurve, _ fitted: [ObservedLevel], from start: [Double]
    ) throws(CalibrationError) -> LevenbergMarquardt.Fit {
        let count = fitted.reduce(0) { $0 + $1.figures.count }
        let weights = Weights(
            errors: Array(repeating: Self.firstError, count: count), noise: [])
        let none = Array(repeating: 0.0, count: count)
        guard let fit = minimum(curve, fitted, none, weights, from: start) else {
            throw .noAnswer(words: "at the values of the scenario")
        }
        for (index, parameter) in parameters.enumerated() {
            let power = fit.jacobian.map { $0[index].magnitude * Self.firstError }.max() ?? 0
            if power < Self.leastPower { throw .powerless(key: parameter.key) }
        }
        return fit
    }

    private func minimum(
        _ curve: ModelCurve, _ fitted: [ObservedLevel], _ corrections: [Double],
        _ weights: Weights, from start: [Double]
    ) -> LevenbergMarquardt.Fit? {
        let observed = fitted.flatMap { $0.figures.map { Elementary.log($0.value) } }
        let search = LevenbergMarquardt(difference: curve.difference)
        return search.fit(from: start, in: curve.logBounds) { u in
            guard let logs = curve.logs(at: u, of: fitted) else { return nil }
            return observed.indices.map {
                (observed[$0] - logs[$0] - corrections[$0]) / weights.errors[$0]
            }
        }
    }

    /// Parameters that stand at a bound.
    private func bound(_ fit: LevenbergMarquardt.Fit, _ curve: ModelCurve) -> Set<Int> {
        Set(
            zip(fit.parameters, curve.logBounds).enumerated().filter {
                $0.element.0 <= $0.element.1.lowerBound + 1e-9
                    || $0.element.0 >= $0.element.1.upperBound - 1e-9
            }.map(\.offset))
    }
}

extension ModelCurve {
    /// Changes of a logarithm by which derivatives are taken: simulated ones need wider ones.
    var difference: Double {
        switch method {
        case .closedForm: 0.01
        case .simulation: 0.05
        }
    }
}

/// How far each figure is to be trusted.
struct Weights {
    /// A figure is never trusted further than that: it was printed with some digits, and latencies
    /// of a simulation are kept to within 0.4%.
    private static let leastError = 2e-3

    /// Standard errors of logarithms.
    let errors: [Double]
    /// By level, repetition and figure of it, in standard errors.
    let noise: [[[Double]]]

    init(errors: [Double], noise: [[[Double]]]) {
        self.errors = errors
        self.noise = noise
    }

    /// Chance does to a test what it does to its repetitions, less by the root of how much longer
    /// the test was; what they are compared with is the mean of them, which scatters too.
    init(_ levels: [ObservedLevel], _ outcomes: [RepeatedTest.Outcome]) {
        var errors: [Double] = []
        var noise: [[[Double]]] = []
        for (index, (level, outcome)) in zip(levels, outcomes).enumerated() {
            let count = Double(outcome.deviations.count)
            let scale = (outcome.share + 1 / count).squareRoot()
            var dice = CounterStream(StreamKey(seed: 0x9E37_79B9).child(UInt64(index)))
            let own = level.figures.map {
                ($0.scatter * $0.scatter + Self.leastError * Self.leastError).squareRoot()
            }
            let moved = outcome.deviations.map { run in
                zip(run, own).map { $0 * scale + $1 * dice.normal() }
            }
            let these = own.indices.map { figure in
                let squares = outcome.deviations.reduce(0) { $0 + $1[figure] * $1[figure] }
                let variance = squares / (count - 1) * scale * scale
                return (variance + own[figure] * own[figure]).squareRoot()
            }
            errors += these
            noise.append(moved.map { run in zip(run, these).map { $0 / $1 } })
        }
        self.errors = errors
        self.noise = noise
    }
}
