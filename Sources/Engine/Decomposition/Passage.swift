// SPDX-License-Identifier: GPL-3.0-or-later

/// What a request meets on its way through some steps: mean and variance of its time, where it
/// goes, and how much it asks of everything.
///
/// Times of one request at different places are taken for independent, as they are in an
/// overtake-free path of a product-form network (Walrand and Varaiya, Advances in Applied
/// Probability 12 (1980) 1000), and nearly so elsewhere.
struct Passage {
    /// The share of requests that do not fail.
    var survival = 1.0
    /// Seconds, of those that do not fail.
    var mean = 0.0
    var variance = 0.0
    /// Seconds until the end or the failure, of all.
    var spent = 0.0
    /// The part of `mean` that is waiting.
    var waiting = 0.0
    /// The parts of `mean`; they add up to it.
    var parts: [Double]
    /// What all requests ask for, also those that fail later.
    var tally: Tally

    init(_ plan: FlowPlan) {
        parts = Array(repeating: 0, count: plan.parts.count)
        tally = Tally(plan)
    }

    /// The next steps, which only requests reach that have not failed.
    mutating func append(_ next: Passage) {
        tally.add(next.tally, survival)
        spent += survival * next.spent
        survival *= next.survival
        mean += next.mean
        variance += next.variance
        waiting += next.waiting
        for index in parts.indices { parts[index] += next.parts[index] }
    }

    /// The same steps so many times more.
    mutating func append(_ round: Passage, times count: Int) {
        guard round.survival == 1 else {
            for _ in 0..<count { append(round) }
            return
        }
        let count = Double(count)
        tally.add(round.tally, survival * count)
        spent += survival * round.spent * count
        variance += round.variance * count
        addMean(round, count)
    }

    /// Adds so much of another's mean to this one's, and nothing else.
    mutating func addMean(_ other: Passage, _ weight: Double) {
        mean += weight * other.mean
        waiting += weight * other.waiting
        for index in parts.indices { parts[index] += weight * other.parts[index] }
    }
}

/// Counts a request: visits and work of each resource, lookups of each region, use of each
/// component.
struct Tally {
    /// Visits that come, also those turned away.
    var visits: [Double]
    /// Seconds of service, for a pool of holding.
    var work: [Double]
    /// The same without what is waited for while holding.
    var lean: [Double]
    /// Sum of squares of the service, or the holding, of a visit.
    var squares: [Double]
    var lookups: [Double]
    var meters: [Double]

    init(_ plan: FlowPlan) {
        visits = Array(repeating: 0, count: plan.resources.count)
        work = visits
        lean = visits
        squares = visits
        lookups = Array(repeating: 0, count: plan.regions.count)
        meters = Array(repeating: 0, count: plan.unitMeters.count)
    }

    mutating func add(_ other: Tally, _ weight: Double) {
        guard weight != 0 else { return }
        for index in visits.indices {
            visits[index] += weight * other.visits[index]
            work[index] += weight * other.work[index]
            lean[index] += weight * other.lean[index]
            squares[index] += weight * other.squares[index]
        }
        for index in lookups.indices { lookups[index] += weight * other.lookups[index] }
        for index in meters.indices { meters[index] += weight * other.meters[index] }
    }

    /// Mean service, or holding, of a visit; 0 where there is none.
    func service(_ resource: Int) -> Double {
        visits[resource] > 0 ? work[resource] / visits[resource] : 0
    }

    /// Squared coefficient of variation of the same.
    func scv(_ resource: Int) -> Double {
        let mean = service(resource)
        guard mean > 0 else { return 0 }
        return max(0, squares[resource] / visits[resource] / (mean * mean) - 1)
    }
}
