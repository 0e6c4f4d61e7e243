// SPDX-License-Identifier: GPL-3.0-or-later

/// One closed class among stations of any number of servers, by its normalizing constants.
///
/// With f(k) = d^k / (min(1, c) ··· min(k, c)) for a station of demand d, G is the convolution of
/// all f. A delay of demand z has f(k) = z^k / k!; a single server adds d G(n - 1) to G(n); c
/// servers make H(n) = (d / c) H(n - 1) + Σ f(k) (1 - k / c) G(n - k) over k < c. X = G(N - 1) /
/// G(N); at several servers Q = Σ k f(k) G'(N - k) / G(N), G' without the station; at a single
/// server Q(n) = X(n) d (1 + Q(n - 1)). All terms are positive, in numbers of unlimited exponent.
///
/// Source: Buzen, Communications of the ACM 16 (1973) 527; Bruell and Balbo, Computational
/// Algorithms for Closed Queueing Networks (1980), section 2.
struct Convolution {
    private let stations: [NetworkStation]
    private let input: ClosedClass
    private let demands: [Double]

    init(_ stations: [NetworkStation], _ input: ClosedClass) {
        self.stations = stations
        self.input = input
        demands = zip(input.visits, input.serviceTimes).map { $0 * $1.seconds }
    }

    /// About how many products `solve` forms.
    var steps: Double {
        let widths = stations.reduce(0.0) { $0 + Double(min($1.servers, input.population)) }
        let several = stations.count { $0.servers > 1 }
        return widths * Double(several + 1) * Double(input.population)
    }

    /// Throughput, and the sojourn time of a visit to each station.
    func solve() -> (throughput: Double, sojournTimes: [Double]) {
        let population = input.population
        let sums = constants(leavingOut: nil)
        let throughputs = (1...population).map { (sums[$0 - 1] / sums[$0]).value }
        let throughput = throughputs[population - 1]
        let times = stations.indices.map { index in
            let service = input.serviceTimes[index].seconds
            guard case .queue(let servers) = stations[index], demands[index] > 0 else {
                return service
            }
            if servers == 1 {
                let found = throughputs.dropLast().reduce(0) { $1 * demands[index] * (1 + $0) }
                return service * (1 + found)
            }
            let number = meanNumber(at: index, servers, of: sums[population])
            return number / (throughput * input.visits[index])
        }
        return (throughput, times)
    }

    /// G(0), ..., G(N) of all stations and the think time, but for one.
    func constants(leavingOut left: Int?) -> [ScaledNumber] {
        var delay = input.thinkTime.seconds
        for (index, station) in stations.enumerated() where station.isDelay {
            delay += demands[index]
        }
        var sums = [ScaledNumber(1)]
        for n in 1...input.population {
            sums.append(sums[n - 1] * ScaledNumber(delay / Double(n)))
        }
        for (index, station) in stations.enumerated() where index != left && demands[index] > 0 {
            guard case .queue(let servers) = station else { continue }
            if servers == 1 {
                let demand = ScaledNumber(demands[index])
                for n in 1...input.population { sums[n] = sums[n] + demand * sums[n - 1] }
            } else {
                sums = spread(sums, demands[index], servers)
            }
        }
        return sums
    }

    /// The convolution of `sums` with a station of several servers.
    private func spread(
        _ sums: [ScaledNumber], _ demand: Double, _ servers: Int
    ) -> [ScaledNumber] {
        var factors: [ScaledNumber] = []
        var weight = ScaledNumber(1)
        for k in 0..<min(servers, input.population + 1) {
            if k > 0 { weight = weight * ScaledNumber(demand / Double(k)) }
            factors.append(weight * ScaledNumber(1 - Double(k) / Double(servers)))
        }
        let decay = ScaledNumber(demand / Double(servers))
        var result: [ScaledNumber] = []
        for n in sums.indices {
            var sum = n > 0 ? decay * result[n - 1] : ScaledNumber(0)
            for k in 0...min(n, factors.count - 1) { sum = sum + factors[k] * sums[n - k] }
            result.append(sum)
        }
        return result
    }

    private func meanNumber(at index: Int, _ servers: Int, of total: ScaledNumber) -> Double {
        let others = constants(leavingOut: index)
        var weight = ScaledNumber(1)
        var sum = ScaledNumber(0)
        for k in 1...input.population {
            weight = weight * ScaledNumber(demands[index] / Double(min(k, servers)))
            sum = sum + ScaledNumber(Double(k)) * weight * others[input.population - k]
        }
        return (sum / total).value
    }
}

/// A number that is not negative, with a Double's digits and an exponent without limit.
struct ScaledNumber {
    /// 0, or from 2^-128 to 2^128.
    private var digits: Double
    /// In steps of 2^256.
    private var exponent: Int

    private static var step: Double { 0x1p256 }

    init(_ value: Double) {
        digits = value
        exponent = 0
        // A Double is at most five steps away.
        for _ in 0..<5 { normalize() }
    }

    /// Infinite, or 0, where it is beyond a Double.
    var value: Double {
        guard digits > 0, abs(exponent) <= 8 else {
            return digits > 0 && exponent > 0 ? .infinity : 0
        }
        var value = digits
        for _ in 0..<abs(exponent) { value = exponent > 0 ? value * Self.step : value / Self.step }
        return value
    }

    private init(digits: Double, exponent: Int) {
        self.digits = digits
        self.exponent = exponent
        normalize()
    }

    private mutating func normalize() {
        if digits >= 0x1p128 {
            digits /= Self.step
            exponent += 1
        } else if digits < 0x1p-128, digits > 0 {
            digits *= Self.step
            exponent -= 1
        }
    }

    static func * (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
        ScaledNumber(digits: a.digits * b.digits, exponent: a.exponent + b.exponent)
    }

    static func / (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
        ScaledNumber(digits: a.digits / b.digits, exponent: a.exponent - b.exponent)
    }

    static func + (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
        if a.digits == 0 { return b }
        if b.digits == 0 { return a }
        if a.exponent == b.exponent {
            return ScaledNumber(digits: a.digits + b.digits, exponent: a.exponent)
        }
        let (large, small) = a.exponent > b.exponent ? (a, b) : (b, a)
        // Two steps below, it is less than the last digit.
        guard large.exponent - small.exponent == 1 else { return large }
        return ScaledNumber(digits: large.digits + small.digits / step, exponent: large.exponent)
    }
}
