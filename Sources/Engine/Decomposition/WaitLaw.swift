// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// The law of the wait at one resource, for percentiles; its mean and the probability of waiting
/// are those of the queue's state.
///
/// Who waits does so for a geometric number of residual services, as in M/G/1, on a scale that
/// keeps the mean. That is exact for M/G/1, M/M/c and GI/M/1, and Nozaki's and Ross' approximation
/// of M/G/c (Journal of Applied Probability 15 (1978) 826). Where no more than so many can wait,
/// because the queue is limited or all come from so many users, who waits lets as many go first as
/// the birth-death chain says, on the same scale: exact for M/M/c/K and for M/M/c among users who
/// think elsewhere. For a connection it is exponential.
struct WaitLaw {
    /// What the visits' services are, with their weights; empty for connections.
    var services: [(weight: Double, time: Distribution)] = []
    var load = 0.0
    /// Mean of the service and its scv.
    var mean = 0.0
    var scv = 1.0
    /// Where the queue is bounded.
    var line: WaitingLine?

    func transform(_ lattice: Lattice, _ queue: QueueState) -> [Complex] {
        guard queue.wait > 0, queue.waitProbability > 0 else {
            return Lattice.one.map { (1 - queue.blocking) * $0 }
        }
        let law = positive(lattice, queue.wait / queue.waitProbability)
        let (p, admitted) = (queue.waitProbability, 1 - queue.blocking)
        return law.map { admitted * (Complex(1 - p) + p * $0) }
    }

    private func positive(_ lattice: Lattice, _ wait: Double) -> [Complex] {
        if let line {
            let step = wait / line.mean
            return line.transform(service(lattice, step / mean) ?? lattice.exponential(step))
        }
        let residual = mean * (1 + scv) / 2
        guard residual > 0, load < 0.999 else { return lattice.exponential(wait) }
        let scale = wait * (1 - load) / residual
        guard let service = service(lattice, scale) else { return lattice.exponential(wait) }
        return lattice.geometricSum(ofResidual: service, mean: mean * scale, load: load)
    }

    /// The law of a service that is longer by a factor.
    private func service(_ lattice: Lattice, _ scale: Double) -> [Complex]? {
        guard !services.isEmpty, mean > 0 else { return nil }
        var sum = Lattice.one.map { 0 * $0 }
        let total = services.reduce(0) { $0 + $1.weight }
        for service in services {
            guard let scaled = try? service.time.scaled(by: scale) else { return nil }
            let part = lattice.transform(scaled)
            for k in sum.indices { sum[k] = sum[k] + (service.weight / total) * part[k] }
        }
        return sum
    }
}

/// How many departures those who wait have to wait for, in a queue that is bounded.
struct WaitingLine {
    /// That of the first of `probabilities`.
    private let first: Int
    private let probabilities: [Double]

    static let longest = 100_000
    private static let mostTerms = 600

    var mean: Double {
        probabilities.enumerated().reduce(0) { $0 + Double(first + $1.offset) * $1.element }
    }

    /// Σ p(m) S(z)^m
    func transform(_ service: [Complex]) -> [Complex] {
        service.map { z in
            var sum = Complex(0)
            for probability in probabilities.reversed() { sum = sum * z + Complex(probability) }
            var (power, square, left) = (Complex(1), z, first)
            while left > 0 {
                if left & 1 == 1 { power = power * square }
                square = square * square
                left >>= 1
            }
            return sum * power
        }
    }

    /// Among N users who are away for so many seconds between two visits: an arrival finds what the
    /// N - 1 others leave (arrival theorem).
    init?(users: Double, away: Double, service: Double, servers: Int) {
        let most = Int(min(max(users - 1, 0), Double(Self.longest)))
        guard away > 0, service > 0 else { return nil }
        self.init(most: most, servers: servers) { n in
            Double(most - n + 1) / away * service / Double(min(n, servers))
        }
    }

    /// In a queue of at most so many who wait.
    init?(limit: Int, load: Double, servers: Int) {
        guard limit > 0 else { return nil }
        self.init(most: servers + min(limit, Self.longest) - 1, servers: servers) { n in
            load * Double(servers) / Double(min(n, servers))
        }
    }

    /// From the ratios p(n)/p(n - 1) of the numbers that an arrival finds; nil where nobody waits
    /// or too many may.
    private init?(most: Int, servers: Int, ratio: (Int) -> Double) {
        guard most >= servers else { return nil }
        var weights: [Double] = []
        var weight = 1.0
        var largest = 0.0
        for n in servers...most {
            if n > servers { weight *= ratio(n) }
            if weight > 1e200 {
                weights = weights.map { $0 * 1e-200 }
                weight *= 1e-200
                largest *= 1e-200
            }
            weights.append(weight)
            largest = max(largest, weight)
            if weight < largest * 1e-12, ratio(n) < 1 { break }
        }
        let least = largest * 1e-9
        guard let low = weights.firstIndex(where: { $0 >= least }),
            let high = weights.lastIndex(where: { $0 >= least }), high - low < Self.mostTerms
        else { return nil }
        let total = weights[low...high].reduce(0, +)
        first = low + 1
        probabilities = weights[low...high].map { $0 / total }
    }
}
