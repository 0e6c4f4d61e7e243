// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A closed product-form network of several classes.
///
/// Mean value analysis: an arriving customer of class k finds the network as it is in the mean with
/// one customer of that class less, so that a visit takes S(k, j) (1 + Q(j | N - 1(k))), at a delay
/// S(k, j); X(k) = N(k) / (Z(k) + Σ v(k, j) W(k, j)). With one class a station may have more
/// servers; then by convolution, see `Convolution`. All terms are positive in both.
///
/// Mean value analysis goes through all ∏ (N(k) + 1) populations below. Above 10^7 of them (with
/// several classes; or fewer, where they need 200 MB or several seconds) Schweitzer's approximation
/// answers, and `method` says so: an arrival finds
/// Q(j) less its class's share Q(k, j) / N(k). It is right for large populations in the limit, and
/// commonly within a few percent.
///
/// Source: Reiser and Lavenberg, Journal of the ACM 27 (1980) 313; Schweitzer, International
/// Conference on Stochastic Control and Optimization (1979); Bard (1979).
public struct ClosedNetwork: Sendable {
    /// How the answer was found.
    public enum Method: String, Sendable {
        case meanValueAnalysis = "mean value analysis"
        case convolution
        /// An approximation.
        case schweitzer = "Schweitzer-Bard approximation"

        public var isExact: Bool { self != .schweitzer }
    }

    public let method: Method
    /// In the order of the input.
    public let classes: [NetworkClassAnswer]

    private let stations: [NetworkStation]
    private let input: [ClosedClass]

    static let mostStates = 10_000_000.0
    /// Numbers that mean value analysis may hold.
    static let mostCells = 25_000_000.0
    /// Visits of a class to a station that it may look at, in all populations together.
    static let mostVisits = 3e9

    /// - Parameters:
    ///   - stations: 1 to 500; more than one server only with one class.
    ///   - classes: 1 to 1000, each of 1 to 10 million customers; times and visits 0, or from 1e-60
    ///     to 1e60.
    /// - Throws: `outOfDomain`, also where convolution would take more than 2·10^8 steps;
    ///   `unequalLengths`.
    public init(stations: [NetworkStation], classes: [ClosedClass]) throws(AnalyticError) {
        try NetworkDomain.check(stations, classes: classes.count)
        for one in classes { try NetworkDomain.check(one, stations) }
        let solution = try ClosedSolution(
            stations, classes, loads: Array(repeating: 0, count: stations.count))
        method = solution.method
        self.classes = zip(classes, zip(solution.throughputs, solution.sojournTimes)).map {
            NetworkClassAnswer(
                throughput: $1.0, visits: $0.visits, serviceTimes: $0.serviceTimes,
                sojournTimes: $1.1, stations: stations)
        }
        self.stations = stations
        input = classes
    }

    /// G(1), ..., G(population) of one class, the think time a delay; beyond 1.8e308 infinite. Nil
    /// for several classes, and where they would take more than 2·10^8 steps.
    ///
    /// G(n) is the sum, over all ways to place n customers, of the product over the stations of
    /// demand^k / (min(1, c) ··· min(k, c)), of a delay demand^k / k!.
    public func normalizingConstants() -> [Double]? {
        guard let one = input.first, input.count == 1 else { return nil }
        let convolution = Convolution(stations, one)
        guard convolution.steps <= ClosedSolution.mostSteps else { return nil }
        return convolution.constants(leavingOut: nil).dropFirst().map(\.value)
    }
}

/// Throughputs and times of the closed classes, among open ones that use a share `loads` of each
/// station: what they leave is like a slower server (Lazowska, Zahorjan, Graham and Sevcik,
/// Quantitative System Performance (1984), section 7.4.3).
struct ClosedSolution {
    let method: ClosedNetwork.Method
    let throughputs: [Double]
    /// Of one visit, `[class][station]`.
    let sojournTimes: [[Double]]

    static let mostSteps = 2e8

    init(
        _ stations: [NetworkStation], _ classes: [ClosedClass], loads: [Double]
    ) throws(AnalyticError) {
        if let one = classes.first, stations.contains(where: { $0.servers > 1 }) {
            let convolution = Convolution(stations, one)
            guard convolution.steps <= Self.mostSteps else {
                throw .outOfDomain(
                    parameter: "population", value: Double(one.population),
                    allowed: "so small that convolution takes at most 2e8 steps")
            }
            method = .convolution
            let (throughput, times) = convolution.solve()
            throughputs = [throughput]
            sojournTimes = [times]
            return
        }
        let work = ClosedWork(stations, classes, loads: loads)
        let found: [[Double]]
        if work.isSmall {
            method = .meanValueAnalysis
            found = work.meanValueAnalysis()
        } else {
            method = .schweitzer
            found = work.schweitzer()
        }
        sojournTimes = classes.indices.map { k in
            stations.indices.map { work.services[k][$0] * (1 + found[k][$0]) }
        }
        throughputs = classes.indices.map { work.throughput($0, found: found[$0]) }
    }
}

/// The numbers that mean value analysis works on, all single servers or delays.
struct ClosedWork {
    let populations: [Int]
    let thinkTimes: [Double]
    /// Of one visit, slowed down by open classes; `[class][station]`, as are the others.
    let services: [[Double]]
    let demands: [[Double]]
    /// 1 for a queue, 0 for a delay: what a customer found there counts.
    let waits: [Double]

    init(_ stations: [NetworkStation], _ classes: [ClosedClass], loads: [Double]) {
        let services = classes.map { one in
            zip(one.serviceTimes, loads).map { $0.seconds / (1 - $1) }
        }
        self.services = services
        demands = zip(classes, services).map { one, times in zip(one.visits, times).map(*) }
        populations = classes.map(\.population)
        thinkTimes = classes.map(\.thinkTime.seconds)
        waits = stations.map { $0.isDelay ? 0 : 1 }
    }

    /// Whether all populations can be gone through. One class always can: its memory is small.
    var isSmall: Bool {
        guard populations.count > 1 else { return true }
        let states = populations.reduce(1.0) { $0 * Double($1 + 1) }
        let layer = states / Double((populations.max() ?? 0) + 1)
        let stations = Double(waits.count)
        return states <= ClosedNetwork.mostStates
            && 2 * layer * stations <= ClosedNetwork.mostCells
            && states * Double(populations.count) * stations <= ClosedNetwork.mostVisits
    }

    /// X of a class whose arrivals find so many at each queue.
    func throughput(_ k: Int, found: [Double]) -> Double {
        let sojourn = zip(demands[k], found).reduce(0) { $0 + $1.0 * (1 + $1.1) }
        return Double(populations[k]) / (thinkTimes[k] + sojourn)
    }

    /// What an arrival of each class finds at each queue, 0 at a delay.
    ///
    /// The populations below are gone through with the largest class outermost, of which only two
    /// layers are held.
    func meanValueAnalysis() -> [[Double]] {
        let size = waits.count
        let order = populations.indices.sorted { populations[$0] > populations[$1] }
        // Steps to one customer less; the outermost class's lies in the layer before.
        var strides = Array(repeating: 0, count: populations.count)
        var layerSize = size
        for k in order.dropFirst() {
            strides[k] = layerSize
            layerSize *= populations[k] + 1
        }
        let outer = order[0]
        // Two layers, that of n customers of the outermost class and that of one less.
        var cells = Array(repeating: 0.0, count: 2 * layerSize)
        var counts = Array(repeating: 0, count: populations.count)
        for n in 0...populations[outer] {
            counts[outer] = n
            let layer = n % 2 * layerSize
            strides[outer] = layer > 0 ? layerSize : -layerSize
            for at in stride(from: layer, to: layer + layerSize, by: size) {
                for station in 0..<size { cells[at + station] = 0 }
                for k in populations.indices where counts[k] > 0 {
                    add(k, counts[k], from: at - strides[k], to: at, in: &cells)
                }
                advance(&counts, order)
            }
        }
        let last = populations[outer] % 2 * layerSize + layerSize - size
        return populations.indices.map { k in
            Array(cells[(last - strides[k])..<(last - strides[k] + size)])
        }
    }

    /// The next population of the inner classes, the first of them fastest.
    private func advance(_ counts: inout [Int], _ order: [Int]) {
        for k in order.dropFirst() {
            if counts[k] < populations[k] {
                counts[k] += 1
                return
            }
            counts[k] = 0
        }
    }

    /// Adds the mean numbers of so many customers of class k, who find the queues at `seen`, to
    /// those at `at`.
    private func add(
        _ k: Int, _ customers: Int, from seen: Int, to at: Int, in cells: inout [Double]
    ) {
        var sojourn = thinkTimes[k]
        for station in waits.indices {
            sojourn += demands[k][station] * (1 + cells[seen + station])
        }
        let throughput = Double(customers) / sojourn
        for station in waits.indices {
            let residence = demands[k][station] * (1 + cells[seen + station])
            cells[at + station] += throughput * residence * waits[station]
        }
    }

    /// The same, by Schweitzer's fixed point.
    func schweitzer() -> [[Double]] {
        var numbers = populations.map { population in
            waits.map { $0 * Double(population) / Double(waits.count) }
        }
        var found = numbers
        for _ in 0..<100_000 {
            var change = 0.0
            for j in waits.indices {
                let total = numbers.reduce(0) { $0 + $1[j] }
                for k in populations.indices {
                    found[k][j] = max(0, total - numbers[k][j] / Double(populations[k]))
                }
            }
            for k in populations.indices {
                let x = throughput(k, found: found[k])
                for j in waits.indices {
                    let number = x * demands[k][j] * (1 + found[k][j]) * waits[j]
                    change = max(change, abs(number - numbers[k][j]) / Double(populations[k]))
                    numbers[k][j] = number
                }
            }
            if change < 1e-12 { break }
        }
        return found
    }
}
