// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// MMPP(2)/M/1: Poisson arrivals whose rate takes turns between two, each for an exponential time;
/// exponential service, one server, FCFS, unlimited queue.
///
/// The chain of (number in system, rate) is a quasi-birth-death process with the blocks
/// A0 = Λ = diag(λ1, λ2), A1 = Q - Λ - μI, A2 = μI. G, the least solution of
/// A2 + A1 G + A0 G² = 0, says at which rate the queue is first shorter by one; it is found by
/// logarithmic reduction. Its stationary vector g is the share of the rates while nobody is there:
/// π(0) = (1 - ρ) g. In units of 1/μ, with p the shares of time of the rates, V = p1 p2 (λ1 - λ2)²
/// and r the sum of both rates of change,
/// L = ρ / (1 - ρ) + (V / (1 - ρ) + g1 λ1 + g2 λ2 - ρ) / r; W = L / λ; Wq = W - 1/μ.
///
/// Source: Neuts, Matrix-Geometric Solutions in Stochastic Models (1981), ch. 3; Fischer and
/// Meier-Hellstern, Performance Evaluation 18 (1993) 149, section 5; Latouche and Ramaswami,
/// Journal of Applied Probability 30 (1993) 650.
public struct MMPPM1: Sendable {
    /// A rate of arrivals and the mean time for which it holds.
    public struct Phase: Sendable {
        public let arrivalRate: Rate
        public let holdingTime: AnalyticTime

        public init(arrivalRate: Rate, holdingTime: AnalyticTime) {
            self.arrivalRate = arrivalRate
            self.holdingTime = holdingTime
        }
    }

    /// Mean in the long run.
    public let arrivalRate: Rate
    public let serviceRate: Rate
    public let utilization: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    /// Within this factor of the service time, either way, the result keeps 7 digits.
    private static let span = 1e5

    /// - Parameters:
    ///   - phases: two; one rate may be 0 (on and off), the other at most 1e5 times the service
    ///     rate; the mean times for which they hold from 1e-5 to 1e5 service times.
    ///   - serviceRate: 1 / mean service time; from 1e-60 to 1e60 a second.
    /// - Throws: `outOfDomain`; `unstable` when the mean arrival rate reaches the service rate.
    public init(phases: [Phase], serviceRate: Rate) throws(AnalyticError) {
        guard phases.count == 2 else {
            throw .outOfDomain(
                parameter: "phases", value: Double(phases.count), allowed: "2 of them")
        }
        let service = serviceRate.perSecond
        try AnalyticDomain.positive(service, "serviceRate")
        // In units of the mean service time.
        let rates = phases.map { $0.arrivalRate.perSecond / service }
        let holding = phases.map { $0.holdingTime.seconds * service }
        for rate in rates where !(rate >= 0 && rate <= Self.span) {
            throw .outOfDomain(
                parameter: "arrivalRate", value: rate * service,
                allowed: "0, or at most 1e5 times the service rate")
        }
        for time in holding where !(time >= 1 / Self.span && time <= Self.span) {
            throw .outOfDomain(
                parameter: "holdingTime", value: time / service,
                allowed: "from 1e-5 to 1e5 times the mean service time")
        }
        let share = holding[0] / (holding[0] + holding[1])
        let load = share * rates[0] + (1 - share) * rates[1]
        guard load > 0 else {
            throw .outOfDomain(parameter: "arrivalRate", value: 0, allowed: "above 0 in one phase")
        }
        try AnalyticDomain.stable(load)
        let leaving = holding.map { 1 / $0 }
        let idle = Self.sharesWhenEmpty(rates, leaving)
        let spread = share * (1 - share) * (rates[0] - rates[1]) * (rates[0] - rates[1])
        let skew = idle * rates[0] + (1 - idle) * rates[1] - load
        let bursts = (spread / (1 - load) + skew) / (leaving[0] + leaving[1])
        let length = load / (1 - load) + max(bursts, 0)
        arrivalRate = .perSecond(load * service)
        self.serviceRate = serviceRate
        utilization = .fraction(load)
        numberInSystem = length
        queueLength = length - load
        sojournTime = .seconds(length / load / service)
        waitingTime = .seconds((length - load) / load / service)
    }

    /// g1: how much of the time in which nobody is there has the first rate.
    private static func sharesWhenEmpty(_ rates: [Double], _ leaving: [Double]) -> Double {
        // -A1 = Λ + μI - Q.
        let away = Matrix2(
            rates[0] + 1 + leaving[0], -leaving[0], -leaving[1], rates[1] + 1 + leaving[1])
        let arrivals = Matrix2(rates[0], 0, 0, rates[1])
        let first = firstPassage(up: away.inverse * arrivals, down: away.inverse)
        return first.c / (first.b + first.c)
    }

    /// G: in which phase the queue first is shorter by one, by logarithmic reduction. Doubles the
    /// levels that it looks at with each step.
    private static func firstPassage(up: Matrix2, down: Matrix2) -> Matrix2 {
        var (up, down) = (up, down)
        var result = down
        var weight = up
        for _ in 0..<60 {
            let both = (Matrix2.one - (up * down + down * up)).inverse
            up = both * (up * up)
            down = both * (down * down)
            let added = weight * down
            result = result + added
            weight = weight * up
            if added.largest <= 1e-17 { break }
        }
        return result
    }
}

/// A matrix of two rows: a b, c d.
private struct Matrix2 {
    let a, b, c, d: Double

    static let one = Matrix2(1, 0, 0, 1)

    init(_ a: Double, _ b: Double, _ c: Double, _ d: Double) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    var inverse: Matrix2 {
        let determinant = a * d - b * c
        return Matrix2(d / determinant, -b / determinant, -c / determinant, a / determinant)
    }

    var largest: Double { max(abs(a), abs(b), abs(c), abs(d)) }

    static func + (left: Matrix2, right: Matrix2) -> Matrix2 {
        Matrix2(left.a + right.a, left.b + right.b, left.c + right.c, left.d + right.d)
    }

    static func - (left: Matrix2, right: Matrix2) -> Matrix2 {
        Matrix2(left.a - right.a, left.b - right.b, left.c - right.c, left.d - right.d)
    }

    static func * (left: Matrix2, right: Matrix2) -> Matrix2 {
        Matrix2(
            left.a * right.a + left.b * right.c, left.a * right.b + left.b * right.d,
            left.c * right.a + left.d * right.c, left.c * right.b + left.d * right.d)
    }
}
