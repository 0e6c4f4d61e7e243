// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// An open network of M/M/c stations: Poisson arrivals from outside, exponential service, FCFS,
/// random routing.
///
/// Traffic equations: λ(j) = γ(j) + Σ λ(i) r(i, j). Each station then behaves as M/M/c with arrival
/// rate λ(j), independently of the others; visits v(j) = λ(j) / Σ γ; W = Σ v(j) W(j).
///
/// Source: Jackson, Management Science 10 (1963) 131; Kelly, Reversibility and Stochastic Networks
/// (1979), section 3.1, for any routing with these visits.
public struct JacksonNetwork: Sendable {
    public struct Station: Sendable {
        /// Mean of one visit.
        public let serviceTime: AnalyticTime
        public let servers: Int

        public init(serviceTime: AnalyticTime, servers: Int) {
            self.serviceTime = serviceTime
            self.servers = servers
        }
    }

    /// Each station as the M/M/c that it behaves as, in the order of the input.
    public let stations: [MMc]
    /// Mean visits of one external arrival to each station.
    public let visits: [Double]
    /// Time of one external arrival in the network.
    public let sojournTime: AnalyticTime
    /// Mean number in the network.
    public let numberInSystem: Double

    static let largestSize = 500

    /// - Parameters:
    ///   - stations: 1 to 500.
    ///   - externalArrivalRates: one a station, γ; not all 0.
    ///   - routing: `routing[i][j]`, the probability of going from i to j; the rest leaves.
    /// - Throws: `outOfDomain`; `unequalLengths`; `neverLeaves`; `unstable` with the first station
    ///   whose utilization reaches 1.
    public init(
        stations: [Station], externalArrivalRates: [Rate], routing: [[Double]]
    ) throws(AnalyticError) {
        let count = stations.count
        try Self.checkSize(count)
        let external = externalArrivalRates.map(\.perSecond)
        try Self.checkLength(external.count, count, "externalArrivalRates")
        for rate in external { try AnalyticDomain.notNegative(rate, "externalArrivalRates") }
        let offered = external.reduce(0, +)
        try AnalyticDomain.positive(offered, "the sum of externalArrivalRates")
        try Self.checkLength(routing.count, count, "routing")
        for row in routing { try Self.checkRow(row, count) }
        try Self.checkExits(routing)
        // (I - Rᵀ) v = γ / Σ γ.
        let matrix = (0..<count).map { j in
            (0..<count).map { i in (i == j ? 1 : 0) - routing[i][j] }
        }
        guard let visits = solve(matrix, external.map { $0 / offered }) else {
            throw .neverLeaves(station: 0)
        }
        try self.init(
            stations: stations, arrivalRate: .perSecond(offered), visits: visits.map { max(0, $0) })
    }

    /// The same network, given by its visits.
    ///
    /// - Parameters:
    ///   - arrivalRate: external, of all stations together, above 0.
    ///   - visits: mean visits of one external arrival, one a station; 0, or from 1e-60.
    public init(
        stations: [Station], arrivalRate: Rate, visits: [Double]
    ) throws(AnalyticError) {
        try Self.checkSize(stations.count)
        try AnalyticDomain.positive(arrivalRate.perSecond, "arrivalRate")
        try Self.checkLength(visits.count, stations.count, "visits")
        var solved: [MMc] = []
        for (index, (station, visits)) in zip(stations, visits).enumerated() {
            try AnalyticDomain.positive(station.serviceTime.seconds, "serviceTime")
            try AnalyticDomain.count(station.servers, "servers")
            try AnalyticDomain.notNegative(visits, "visits")
            let throughput = arrivalRate.perSecond * visits
            let load = throughput * station.serviceTime.seconds
            try AnalyticDomain.stable(load / Double(station.servers), station: index)
            solved.append(
                try MMc(
                    arrivalRate: .perSecond(throughput),
                    serviceRate: .perSecond(1 / station.serviceTime.seconds),
                    servers: station.servers))
        }
        self.stations = solved
        self.visits = visits
        sojournTime = .seconds(
            zip(visits, solved).reduce(0) { $0 + $1.0 * $1.1.sojournTime.seconds })
        numberInSystem = solved.reduce(0) { $0 + $1.numberInSystem }
    }

    private static func checkSize(_ count: Int) throws(AnalyticError) {
        guard (1...largestSize).contains(count) else {
            throw .outOfDomain(
                parameter: "stations", value: Double(count), allowed: "from 1 to \(largestSize)")
        }
    }

    private static func checkLength(
        _ count: Int, _ needed: Int, _ parameter: String
    ) throws(AnalyticError) {
        guard count == needed else {
            throw .unequalLengths(parameter: parameter, count: count, needed: needed)
        }
    }

    private static func checkRow(_ row: [Double], _ count: Int) throws(AnalyticError) {
        try checkLength(row.count, count, "routing")
        for probability in row where !(0...1).contains(probability) {
            throw .outOfDomain(parameter: "routing", value: probability, allowed: "from 0 to 1")
        }
        let total = row.reduce(0, +)
        guard total <= 1 + 1e-12 else {
            throw .outOfDomain(
                parameter: "a row of routing", value: total, allowed: "at most 1 in sum")
        }
    }

    /// Every station must have a route out: else its customers pile up for ever.
    private static func checkExits(_ routing: [[Double]]) throws(AnalyticError) {
        var leads = routing.map { $0.reduce(0, +) < 1 - 1e-12 }
        var found = true
        while found {
            found = false
            for (i, row) in routing.enumerated() where !leads[i] {
                if zip(row, leads).contains(where: { $0.0 > 0 && $0.1 }) {
                    leads[i] = true
                    found = true
                }
            }
        }
        if let stuck = leads.firstIndex(of: false) { throw .neverLeaves(station: stuck) }
    }
}

/// x of A x = b by Gaussian elimination with partial pivoting; nil for a singular A.
private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    var a = matrix
    var b = right
    let count = b.count
    for k in 0..<count {
        let pivot = (k..<count).max { abs(a[$0][k]) < abs(a[$1][k]) } ?? k
        guard abs(a[pivot][k]) > 1e-300 else { return nil }
        a.swapAt(k, pivot)
        b.swapAt(k, pivot)
        for row in (k + 1)..<max(k + 1, count) where a[row][k] != 0 {
            let factor = a[row][k] / a[k][k]
            for column in k..<count { a[row][column] -= factor * a[k][column] }
            b[row] -= factor * b[k]
        }
    }
    for k in stride(from: count - 1, through: 0, by: -1) {
        for column in (k + 1)..<max(k + 1, count) { b[k] -= a[k][column] * b[column] }
        b[k] /= a[k][k]
    }
    return b
}
