// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// GI/M/1: independent interarrival times of any law, exponential service, one server, FCFS,
/// unlimited queue.
///
/// σ is the root below 1 of σ = A(μ (1 - σ)), A the Laplace transform of the interarrival time.
/// An arrival waits with probability σ; Wq = σ / (μ (1 - σ)); W = 1 / (μ (1 - σ)), exponentially
/// distributed; L = λ W. The root is found in y = 1 - σ, from (1 - A(μ y)) / y, which falls.
///
/// Source: Kleinrock, Queueing Systems I (1975), section 6.4.
public struct GIM1: Sendable {
    /// The law of the time between two arrivals.
    public enum InterarrivalLaw: Sendable {
        case deterministic
        case exponential
        /// The sum of so many equal exponential phases; from 1 to 1 million.
        case erlang(phases: Int)
        /// Any law: 1 - A(s) for s from 0, per second, given as such and not as A, so that it
        /// keeps its digits near 0, where it is s / λ.
        case transform(complement: @Sendable (Double) -> Double)
    }

    public let arrivalRate: Rate
    public let serviceRate: Rate
    public let utilization: Ratio
    /// The share of arrivals that wait (σ); the server's utilization is another number.
    public let waitProbability: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - interarrivalTime: mean, from 1e-60 to 1e60 s.
    ///   - law: of the interarrival time, with that mean.
    ///   - serviceRate: 1 / mean service time; from 1e-60 to 1e60 a second.
    /// - Throws: `outOfDomain`; `unstable` when arrivals reach the service rate.
    public init(
        interarrivalTime: AnalyticTime, law: InterarrivalLaw, serviceRate: Rate
    ) throws(AnalyticError) {
        let (interval, service) = (interarrivalTime.seconds, serviceRate.perSecond)
        try AnalyticDomain.positive(interval, "interarrivalTime")
        try AnalyticDomain.positive(service, "serviceRate")
        if case .erlang(let phases) = law, !(1...1_000_000).contains(phases) {
            throw .outOfDomain(
                parameter: "phases", value: Double(phases), allowed: "from 1 to 1000000")
        }
        let load = 1 / (interval * service)
        try AnalyticDomain.stable(load)
        let transform = Transform(law: law, interval: interval)
        let gap = Bisection.fall(
            of: { transform.complement(service * $0) / $0 }, below: 1, in: 0...1)
        let waiting = min(1, transform.value(service * gap))
        arrivalRate = .perSecond(1 / interval)
        self.serviceRate = serviceRate
        utilization = .fraction(load)
        waitProbability = .fraction(waiting)
        waitingTime = .seconds(waiting / gap / service)
        sojournTime = .seconds(1 / gap / service)
        queueLength = load * waiting / gap
        numberInSystem = load / gap
    }

    /// The time within which this share of customers departs: -ln(1 - q) W.
    ///
    /// - Precondition: the quantile is below 1.
    public func sojournTime(atQuantile quantile: Ratio) -> AnalyticTime {
        precondition(quantile < .one, "the longest sojourn time has no bound")
        return .seconds(-Elementary.log(1 - quantile.fraction) * sojournTime.seconds)
    }

    /// A(s) and 1 - A(s), each with its digits.
    private struct Transform {
        let law: InterarrivalLaw
        let interval: Double

        func value(_ s: Double) -> Double {
            switch law {
            case .deterministic: Elementary.exp(-s * interval)
            case .exponential: 1 / (1 + s * interval)
            case .erlang(let phases): Elementary.exp(-Self.logarithm(s * interval, phases))
            case .transform(let complement): max(0, 1 - complement(s))
            }
        }

        func complement(_ s: Double) -> Double {
            switch law {
            case .deterministic: Self.complementOfExp(s * interval)
            case .exponential: s * interval / (1 + s * interval)
            case .erlang(let phases): Self.complementOfExp(Self.logarithm(s * interval, phases))
            case .transform(let complement): complement(s)
            }
        }

        /// -ln A of Erlang's law, k ln(1 + x / k), by its series where x / k is small.
        private static func logarithm(_ x: Double, _ phases: Int) -> Double {
            let step = x / Double(phases)
            guard step < 0.05 else { return Double(phases) * Elementary.log(1 + step) }
            var power = 1.0
            var sum = 0.0
            for k in 1...14 {
                sum += power / Double(k)
                power *= -step
            }
            return x * sum
        }

        /// 1 - e^-x for x >= 0.
        private static func complementOfExp(_ x: Double) -> Double {
            guard x < 0.5 else { return 1 - Elementary.exp(-x) }
            var term = x
            var sum = 0.0
            for k in 2...18 {
                sum += term
                term *= -x / Double(k)
            }
            return sum
        }
    }
}
