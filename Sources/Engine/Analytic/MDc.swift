// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// M/D/c: Poisson arrivals, equal service times, c equal servers, FCFS, unlimited queue; exact.
///
/// Service of equal length makes every c-th customer meet the same server, so a wait is that of a
/// single server with Erlang-c arrivals, and by Spitzer's identity, with N(k) Poisson(k a),
/// a = λ S: Lq = Σ (1 / k) E[(N(k) - k c)⁺] over k from 1. All terms are positive. Where their fall
/// is slow, near saturation, the roots of z^c = e^(a (z - 1)) within the unit circle serve instead:
/// L = (c - (c - a)²) / (2 (c - a)) + Σ 1 / (1 - z(j)). Both agree to 1e-11 where they meet.
///
/// Source: Crommelin, Post Office Electrical Engineers' Journal 25 (1932) 41; Spitzer, Transactions
/// of the American Mathematical Society 82 (1956) 323; Tijms, A First Course in Stochastic Models
/// (2003), section 9.6.
public struct MDc: Sendable {
    public let arrivalRate: Rate
    public let serviceTime: AnalyticTime
    public let servers: Int
    public let utilization: Ratio
    public let waitingTime: AnalyticTime
    public let sojournTime: AnalyticTime
    /// Mean number waiting (Lq).
    public let queueLength: Double
    /// Mean number waiting or in service (L).
    public let numberInSystem: Double

    static let mostServers = 100_000

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - serviceTime: of every customer, from 1e-60 to 1e60 s.
    ///   - servers: 1 to 100,000.
    /// - Throws: `outOfDomain`; `unstable` when the load reaches the number of servers.
    public init(
        arrivalRate: Rate, serviceTime: AnalyticTime, servers: Int
    ) throws(AnalyticError) {
        let (arrivals, service) = (arrivalRate.perSecond, serviceTime.seconds)
        try AnalyticDomain.notNegative(arrivals, "arrivalRate")
        try AnalyticDomain.positive(service, "serviceTime")
        guard (1...Self.mostServers).contains(servers) else {
            throw .outOfDomain(
                parameter: "servers", value: Double(servers),
                allowed: "from 1 to \(Self.mostServers)")
        }
        let load = arrivals * service
        let utilization = load / Double(servers)
        try AnalyticDomain.stable(utilization)
        self.arrivalRate = arrivalRate
        self.serviceTime = serviceTime
        self.servers = servers
        self.utilization = .fraction(utilization)
        let waiting = load > 0 ? Self.waiting(utilization, servers) : 0
        queueLength = waiting
        numberInSystem = waiting + load
        // Lq / λ, with λ as a / S so that a tiny load does not overflow it.
        let waits = load > 0 ? waiting / load : 0
        waitingTime = .seconds(waits * service)
        sojournTime = .seconds(waits * service + service)
    }

    /// Lq.
    private static func waiting(_ utilization: Double, _ servers: Int) -> Double {
        // Terms fall by e^(-c d) each, to 1e-16 after 37 / (c d).
        let decay = Double(servers) * decayRate(utilization)
        return decay * 500 > 37
            ? waitingBySpitzer(utilization, servers, decay) : waitingByRoots(utilization, servers)
    }

    /// d = ρ - 1 - ln ρ, by its series where it would cancel.
    static func decayRate(_ utilization: Double) -> Double {
        let gap = 1 - utilization
        guard gap < 0.1 else { return -Elementary.log(utilization) - gap }
        var power = gap
        var sum = 0.0
        for k in 2...18 {
            power *= gap
            sum += power / Double(k)
        }
        return sum
    }

    static func waitingBySpitzer(
        _ utilization: Double, _ servers: Int, _ decay: Double
    ) -> Double {
        let remainder = 1 - Elementary.exp(-decay)
        var sum = 0.0
        for k in 1...1_000 {
            let term = meanExcess(utilization, k * servers) / Double(k)
            sum += term
            if term <= sum * 1e-17 * remainder { break }
        }
        return sum
    }

    /// E[(N - n)⁺] of N Poisson(ρ n) = p(n) Σ i p(n + i) / p(n).
    private static func meanExcess(_ utilization: Double, _ n: Int) -> Double {
        let mean = utilization * Double(n)
        let gap = 1 - utilization
        var ratio = 1.0
        var sum = 0.0
        var i = 0.0
        repeat {
            i += 1
            ratio *= mean / (Double(n) + i)
            sum += i * ratio
        } while ratio * (i + 1) > sum * 1e-17 * gap * gap
        return probability(mean, n) * sum
    }

    /// The Poisson probability of n >= 1 at a mean below n.
    private static func probability(_ mean: Double, _ n: Int) -> Double {
        guard n >= 16 else {
            return (1...n).reduce(Elementary.exp(-mean)) { $0 * (mean / Double($1)) }
        }
        // n! by Stirling's series, whose next term is below 1e-15 from n = 16.
        let x = 1 / Double(n)
        let square = x * x
        let series =
            x * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1_260 - square / 1_680)))
        let exponent = Double(n) * decayRate(mean / Double(n)) + series
        return Elementary.exp(-exponent) / (6.283_185_307_179_586_5 * Double(n)).squareRoot()
    }

    static func waitingByRoots(_ utilization: Double, _ servers: Int) -> Double {
        let (c, gap) = (Double(servers), 1 - utilization)
        var sum = 0.0
        for j in stride(from: 1, through: servers / 2, by: 1) {
            // The conjugate root, of servers - j, gives the same real part.
            let isReal = 2 * j == servers
            sum += (isReal ? 1 : 2) * inverseRoot(utilization, Double(j) / c)
        }
        return 1 / (2 * gap) - c * gap / 2 + sum - c * utilization
    }

    /// Re 1 / w, with w = 1 - z the root of w = 1 - e^(i θ - ρ w), θ = 2π `turn`, by Newton's
    /// steps.
    private static func inverseRoot(_ utilization: Double, _ turn: Double) -> Double {
        let angle = 6.283_185_307_179_586_5 * turn
        let direction = Complex.onCircle(angle)
        let gap = 1 - utilization
        // To second order in w, (1 - ρ) w + w² / 2 = -i θ; farther off, a step of iteration.
        var w =
            angle <= 1
            ? Complex(gap * gap, -2 * angle).squareRoot - Complex(gap)
            : Complex(1) - direction
                * Complex.exp(-utilization * (Complex(1) - 0.3 * direction))
        for _ in 0..<60 {
            let image = direction * Complex.exp(-utilization * w)
            let step = (w - Complex(1) + image) / (Complex(1) - utilization * image)
            w = w - step
            if step.norm <= 1e-30 * w.norm { break }
        }
        return (Complex(1) / w).real
    }
}
