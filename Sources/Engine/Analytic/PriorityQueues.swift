// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A class of customers at one server that looks at their priority.
public struct PriorityClass: Sendable {
    public let arrivalRate: Rate
    public let serviceTime: AnalyticTime
    /// Squared coefficient of variation of the service time.
    public let serviceScv: Double

    /// - Parameters:
    ///   - arrivalRate: Poisson; 0, or from 1e-60 a second.
    ///   - serviceTime: mean, from 1e-60 to 1e60 s.
    ///   - serviceScv: 0 for deterministic service, 1 for exponential; to 1e60.
    /// - Throws: `outOfDomain`.
    public init(
        arrivalRate: Rate, serviceTime: AnalyticTime, serviceScv: Double
    ) throws(AnalyticError) {
        try AnalyticDomain.notNegative(arrivalRate.perSecond, "arrivalRate")
        try AnalyticDomain.positive(serviceTime.seconds, "serviceTime")
        try AnalyticDomain.notNegative(serviceScv, "serviceScv")
        self.arrivalRate = arrivalRate
        self.serviceTime = serviceTime
        self.serviceScv = serviceScv
    }

    /// ρ of this class.
    var load: Double { arrivalRate.perSecond * serviceTime.seconds }
    /// λ E[S²] / 2: its part of the mean work that an arrival finds in service.
    var residualWork: Double { load * serviceTime.seconds * (1 + serviceScv) / 2 }
}

/// How one class fares among the others.
public struct PriorityAnswer: Sendable {
    /// Until the service begins.
    public let waitingTime: AnalyticTime
    /// Until it ends, interruptions included.
    public let sojournTime: AnalyticTime
    /// Mean number of the class waiting, in service or interrupted (L).
    public let numberInSystem: Double
}

/// M/G/1 with classes of priority, highest first: the head of the line, no service interrupted.
///
/// Wq(k) = W0 / ((1 - σ(k-1)) (1 - σ(k))), W0 = Σ λ E[S²] / 2 over all classes, σ(k) the load of
/// classes 1 to k; FCFS within a class.
///
/// Source: Cobham, Operations Research 2 (1954) 70; Kleinrock, Queueing Systems II (1976),
/// section 3.6.
public struct NonpreemptivePriority: Sendable {
    public let utilization: Ratio
    /// Highest priority first.
    public let classes: [PriorityAnswer]

    /// - Parameter classes: 1 to 10,000, highest priority first.
    /// - Throws: `outOfDomain`; `unstable` when all loads together reach 1.
    public init(classes: [PriorityClass]) throws(AnalyticError) {
        utilization = .fraction(try totalLoad(classes))
        let residual = classes.reduce(0) { $0 + $1.residualWork }
        var above = 0.0
        var answers: [PriorityAnswer] = []
        for one in classes {
            let through = above + one.load
            let waiting = residual / ((1 - above) * (1 - through))
            answers.append(PriorityAnswer(one, waiting: waiting, afterwards: 0))
            above = through
        }
        self.classes = answers
    }
}

/// M/G/1 with classes of priority, highest first: a higher class interrupts a lower one, whose
/// service later goes on where it was (preemptive resume).
///
/// W(k) = S(k) / (1 - σ(k-1)) + Σ λ E[S²] / 2 over classes 1 to k / ((1 - σ(k-1)) (1 - σ(k))).
/// The first term is the service with its interruptions.
///
/// Source: Kleinrock, Queueing Systems II (1976), section 3.7; Gross, Shortle, Thompson and Harris,
/// Fundamentals of Queueing Theory (4th ed. 2008), section 3.4.
public struct PreemptivePriority: Sendable {
    public let utilization: Ratio
    /// Highest priority first.
    public let classes: [PriorityAnswer]

    /// - Parameter classes: 1 to 10,000, highest priority first.
    /// - Throws: `outOfDomain`; `unstable` when all loads together reach 1.
    public init(classes: [PriorityClass]) throws(AnalyticError) {
        utilization = .fraction(try totalLoad(classes))
        var above = 0.0
        var residual = 0.0
        var answers: [PriorityAnswer] = []
        for one in classes {
            let through = above + one.load
            residual += one.residualWork
            let waiting = residual / ((1 - above) * (1 - through))
            let interrupted = one.serviceTime.seconds * (above / (1 - above))
            answers.append(PriorityAnswer(one, waiting: waiting, afterwards: interrupted))
            above = through
        }
        self.classes = answers
    }
}

extension PriorityAnswer {
    /// A class that waits, is served, and meanwhile stands aside for `afterwards` seconds.
    fileprivate init(_ one: PriorityClass, waiting: Double, afterwards: Double) {
        let sojourn = waiting + afterwards + one.serviceTime.seconds
        self.init(
            waitingTime: .seconds(waiting), sojournTime: .seconds(sojourn),
            numberInSystem: one.arrivalRate.perSecond * sojourn)
    }
}

private func totalLoad(_ classes: [PriorityClass]) throws(AnalyticError) -> Double {
    guard (1...10_000).contains(classes.count) else {
        throw .outOfDomain(
            parameter: "classes", value: Double(classes.count), allowed: "from 1 to 10000")
    }
    let load = classes.reduce(0) { $0 + $1.load }
    try AnalyticDomain.stable(load)
    return load
}
