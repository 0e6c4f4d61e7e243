// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// One experiment from start to values: a pilot run says how much the metrics scatter, and so how
/// long the run that is judged must be. The two share no random number, so the length does not bias
/// the judgement (Stein, Annals of Mathematical Statistics 16 (1945) 243).
struct Trial {
    let experiment: Experiment
    let expectations: [Expectation]
    let threads: Int
    let seed: UInt64
    /// Largest half width over the expected value.
    let precision: Double

    /// The values of the replications beside each expectation that the engine measures.
    typealias Outcome = [(expectation: Expectation, values: [Double])]

    private static let replications = 32
    /// About Student's t at the confidence that 150 rows together need.
    private static let plannedFactor = 4.6
    /// The pilot may show too little scatter, by up to this: of two samples of 32 one scatters
    /// twice as much as the other once in 10,000 times.
    private static let reserve = 0.5
    /// Means over some 150 relaxation times are near enough to normal for Student's t far out in
    /// its tails; means over 50 are still skewed.
    private static let leastGrowth = 3.0
    private static let mostEvents = 1.5e9

    init(
        _ experiment: Experiment, _ expectations: [Expectation], threads: Int, seed: UInt64,
        precision: Ratio
    ) {
        self.experiment = experiment
        self.threads = threads
        self.seed = seed
        // Near saturation a run of the same precision takes longer than its answer is worth.
        let isNearSaturation = (experiment.openUtilization ?? 0) >= 0.95
        self.precision = precision.fraction * (isNearSaturation ? 5 : 1)
        let service = experiment.timeUnit / 1e3
        self.expectations = expectations.filter { Self.isFrequent($0, service) }
    }

    func run() throws(VerificationError) -> Result<Outcome, Obstacle> {
        do throws(TrialFailure) {
            var length = max(
                50 * experiment.relaxationTime, 5_000 / experiment.arrivalRate)
            // The run that is judged would be refused below; spare the pilot.
            let requests = length * experiment.arrivalRate * Double(Self.replications)
            if requests * Self.leastGrowth > Self.mostEvents { throw Self.tooLong }
            let pilot = try measure(length, seed: seed ^ 0x9E37_79B9_7F4A_7C15)
            guard !pilot.outcome.isEmpty else { return .success([]) }
            let growth = pilot.outcome.map(growth).reduce(Self.leastGrowth, max)
            guard pilot.events * growth <= Self.mostEvents else {
                throw Self.tooLong
            }
            length *= growth
            return .success(try measure(length, seed: seed).outcome)
        } catch {
            switch error {
            case .obstacle(let obstacle): return .failure(obstacle)
            case .engine(let engine):
                throw VerificationError(nil, .engine(engine.description))
            case .law(let broken):
                throw VerificationError(nil, .engine(broken.description))
            }
        }
    }

    private enum TrialFailure: Error {
        case obstacle(Obstacle)
        case engine(EngineError)
        case law(BrokenLaw)
    }

    private static let tooLong = TrialFailure.obstacle(
        Obstacle(reason: "it would take more than 1.5 billion events"))

    /// All models over this measured time of one replication, in seconds of the case.
    private func measure(
        _ length: Double, seed: UInt64
    ) throws(TrialFailure) -> (outcome: Outcome, events: Double) {
        let unit = experiment.timeUnit
        let warmUp = 10 * experiment.relaxationTime / unit
        // The model's own limit of a century.
        guard (length / unit) < 3.1e9, warmUp < 3.1e9 else {
            throw .obstacle(Obstacle(reason: "the run would be longer than a century"))
        }
        let plan = RunPlan(
            warmUp: SimTime(roundingSeconds: warmUp),
            duration: SimTime(roundingSeconds: length / unit), replications: Self.replications,
            seed: seed)
        var answers: [Measurements] = []
        let models: [Model]
        let counting = expectations.contains { $0.metric.isCounted }
        do { models = try experiment.models(plan, counting: counting) } catch {
            throw .obstacle(error)
        }
        for model in models {
            let answer: Measurements
            do { answer = try Simulation(model).run(threads: threads) } catch {
                throw .engine(error)
            }
            if let broken = answer.brokenLaws.first { throw .law(broken) }
            answers.append(answer)
        }
        let outcome: Outcome = expectations.compactMap { expectation in
            experiment.values(expectation, from: answers)
                .map { (expectation, $0) }
        }
        return (outcome, answers.reduce(0) { $0 + Double($1.events) })
    }

    /// How many times as long a run must be for its half width: the square of the pilot's over the
    /// one allowed.
    private func growth(_ expectation: Expectation, _ values: [Double]) -> Double {
        guard expectation.expected != 0, let scatter = Sample<Double>(values).standardDeviation
        else { return 1 }
        let halfWidth = Self.plannedFactor * scatter / Double(values.count).squareRoot()
        let ratio = halfWidth / (Self.reserve * precision * abs(expectation.expected))
        return ratio * ratio
    }

    /// What happens less than once in 10,000 times, or waits that are so short, no run of this
    /// length can judge.
    private static func isFrequent(_ expectation: Expectation, _ serviceTime: Double) -> Bool {
        let size = abs(expectation.answer)
        switch expectation.metric.dimension {
        case .time: return size == 0 || size >= serviceTime * 1e-4
        case .perTime: return size == 0 || size * serviceTime >= 1e-7
        case .number: return size == 0 || size >= 1e-4
        }
    }
}
