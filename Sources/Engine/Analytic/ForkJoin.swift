// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Two-queue fork-join: every arrival puts a task in each of two M/M/1 queues, and departs when
/// both are done.
///
/// Equal rates: W = (12 - ρ) / 8 · 1 / (μ - λ). Unequal: W = E[max(i, j)] / λ over the chain of
/// both queue lengths, solved to about 1e-10. A small chain is iterated; a large one is not built.
/// With A(y) = Σ p(0, j) y^j, B(x) = Σ p(i, 0) x^i and the chain's kernel
/// λ (1 - x y) + μ1 (1 - 1/x) + μ2 (1 - 1/y) = 0,
/// μ1 (1 - 1/x) A(y) + μ2 (1 - 1/y) B(x) = 0 holds wherever |x|, |y| <= 1: it is written down at
/// points of either unit circle and solved for the coefficients. The difference d of the queues
/// moves by departures only, so that μ1 p(d) = μ2 (p(d-1) - p(d-1, 0)) for d >= 1, which gives
/// E[max] = E[j] + E[(i - j)⁺].
///
/// Source: Flatto and Hahn, SIAM Journal on Applied Mathematics 44 (1984) 1041; Nelson and
/// Tantawi, IEEE Transactions on Computers 37 (1988) 739. The collocation is our own.
public struct ForkJoin: Sendable {
    public let arrivalRate: Rate
    /// Of either branch.
    public let serviceRates: [Rate]
    public let utilizations: [Ratio]
    /// Mean sojourn at each branch on its own.
    public let branchSojournTimes: [AnalyticTime]
    /// Until both tasks are done.
    public let sojournTime: AnalyticTime
    /// Mean number that are not done with both (E[max(i, j)]).
    public let numberInSystem: Double

    /// - Parameters:
    ///   - arrivalRate: 0, or from 1e-60 a second.
    ///   - first: 1 / mean service time of the one branch; from 1e-60 to 1e60 a second.
    ///   - second: of the other.
    /// - Throws: `outOfDomain`, also for unequal rates where both utilizations are above about
    ///   0.95 (0.98 for one); `unstable` with the branch whose utilization reaches 1.
    public init(arrivalRate: Rate, first: Rate, second: Rate) throws(AnalyticError) {
        let arrivals = arrivalRate.perSecond
        try AnalyticDomain.notNegative(arrivals, "arrivalRate")
        var branches: [MM1] = []
        for (index, rate) in [first, second].enumerated() {
            try AnalyticDomain.positive(rate.perSecond, "serviceRates")
            try AnalyticDomain.stable(arrivals / rate.perSecond, station: index)
            branches.append(try MM1(arrivalRate: arrivalRate, serviceRate: rate))
        }
        self.arrivalRate = arrivalRate
        serviceRates = [first, second]
        utilizations = branches.map(\.utilization)
        branchSojournTimes = branches.map(\.sojournTime)
        let (slow, fast) = (
            min(first.perSecond, second.perSecond), max(first.perSecond, second.perSecond)
        )
        let load = arrivals / slow
        let sojourn: Double
        if slow == fast {
            sojourn = (12 - load) / 8 / (slow - arrivals)
        } else if load < 1e-15 {
            // Nobody meets another: the longer of two exponential times.
            sojourn = 1 / slow + slow / (fast * (slow + fast))
        } else {
            let pair = TwoQueues(load: load, speed: fast / slow)
            guard let longest = pair.meanOfLonger() else {
                throw .outOfDomain(
                    parameter: "utilization", value: load,
                    allowed: "at most about 0.95 for branches of unequal rates")
            }
            sojourn = longest / arrivals
        }
        sojournTime = .seconds(sojourn)
        numberInSystem = arrivals * sojourn
    }
}

/// The chain of both queue lengths, in units of the slow branch's mean service time.
struct TwoQueues {
    /// λ; also the utilization of the slow branch.
    let load: Double
    /// Service rate of the fast branch.
    let speed: Double

    private static let mostCoefficients = 1_500
    private static let mostUpdates = 2e7

    /// E[max(i, j)], i at the slow branch and j at the fast; nil where it would take too long.
    func meanOfLonger() -> Double? {
        let slow = length(load)
        let fast = length(load / speed)
        let gap = 1 - load.squareRoot()
        // A sweep brings an error down by more than (1 - √λ)², the relaxation rate of M/M/1.
        let sweeps = 40 + 40 / (gap * gap)
        if Double(slow * fast) * sweeps <= Self.mostUpdates {
            return meanByIteration(slow, fast, sweeps: Int(sweeps))
        }
        guard slow + fast <= Self.mostCoefficients else { return nil }
        return meanByCollocation(slow, fast)
    }

    /// How many states of a queue matter: the rest has a probability below 1e-13.
    func length(_ utilization: Double) -> Int {
        let states = -30 / Elementary.log(utilization)
        return states < 1e6 ? Int(states) + 10 : 1_000_010
    }

    /// Gauss-Seidel steps on the balance of each state, from the longest queues down; an arrival
    /// that finds either queue at its last state is lost.
    func meanByIteration(_ slow: Int, _ fast: Int, sweeps: Int) -> Double {
        // A border of zeros on all sides.
        let width = fast + 2
        var p = Array(repeating: 0.0, count: (slow + 2) * width)
        for i in 1...slow {
            for j in 1...fast { p[i * width + j] = i == 1 && j == 1 ? 1 : 0 }
        }
        var mean = 0.0
        for _ in 0..<sweeps {
            var total = 0.0
            mean = 0
            for i in stride(from: slow, through: 1, by: -1) {
                for j in stride(from: fast, through: 1, by: -1) {
                    let at = i * width + j
                    let inflow =
                        load * p[at - width - 1] + p[at + width] + speed * p[at + 1]
                    let outflow =
                        (i < slow && j < fast ? load : 0) + (i > 1 ? 1 : 0) + (j > 1 ? speed : 0)
                    p[at] = inflow / outflow
                    total += p[at]
                    mean += Double(max(i, j) - 1) * p[at]
                }
            }
            mean /= total
            for at in p.indices { p[at] /= total }
        }
        return mean
    }

    /// By the two boundaries' generating functions.
    func meanByCollocation(_ slow: Int, _ fast: Int) -> Double? {
        // B has `slow` coefficients and A has `fast`; each point of a circle gives two equations.
        let points = (onSlow: slow / 2 + 4, onFast: fast / 2 + 4)
        var equations = LeastSquares(
            rows: 2 * (points.onSlow + points.onFast) + 2, unknowns: slow + fast)
        var row = 0
        for k in 0..<points.onSlow {
            let x = point(k, of: points.onSlow)
            let y = inner(x, own: 1, other: speed)
            // (1 - 1/x) y A(y) + μ2 (y - 1) B(x) = 0.
            add(
                &equations, &row,
                (x, -speed * y.toOne, 0..<slow),
                (y.value, (Complex(1) - Complex(1) / x) * y.value, slow..<(slow + fast)))
        }
        for k in 0..<points.onFast {
            let y = point(k, of: points.onFast)
            let x = inner(y, own: speed, other: 1)
            add(
                &equations, &row,
                (x.value, speed * ((Complex(1) - Complex(1) / y) * x.value), 0..<slow),
                (y, -1 * x.toOne, slow..<(slow + fast)))
        }
        // B(1) is the share of time in which the fast branch is idle, A(1) the slow one.
        for unknown in 0..<slow { equations[row, unknown] = 1 }
        equations.setRight(row, 1 - load / speed)
        for unknown in slow..<(slow + fast) { equations[row + 1, unknown] = 1 }
        equations.setRight(row + 1, 1 - load)
        guard let solution = equations.solution() else { return nil }
        // E[(i - j)⁺] = Σ p(n, 0) Σ k μ2^-(n - k) over k from 1 to n.
        var weight = 0.0
        var ahead = 0.0
        for n in 1..<slow {
            weight = weight / speed + Double(n)
            ahead += weight * solution[n]
        }
        return load / (speed - load) + ahead
    }

    /// A point of the upper half of the unit circle.
    private func point(_ k: Int, of count: Int) -> Complex {
        Complex.onCircle(3.141_592_653_589_793_1 * (Double(k) + 0.5) / Double(count))
    }

    /// The y within the unit circle at which the kernel vanishes with x on it, and 1 - y; `own` is
    /// the service rate of the queue that x counts:
    /// λ x² y² - (λ x + own (x - 1) + other x) y + other x = 0.
    private func inner(
        _ x: Complex, own: Double, other: Double
    ) -> (value: Complex, toOne: Complex) {
        let b = (load + other) * x + own * (x - Complex(1))
        let root = (b * b - (4 * load * other) * (x * x * x)).squareRoot
        let (plus, minus) = (b + root, b - root)
        // The outer one without cancellation. Their product is other / (λ x), and that of their
        // distances to 1 is (x - 1) (λ x - own) / (λ x²), which keeps the digits of 1 - y.
        let outer = plus.norm > minus.norm ? plus : minus
        let square = load * (x * x)
        let toOne = 2 * ((x - Complex(1)) * (load * x - Complex(own))) / (2 * square - outer)
        return ((2 * other) * x / outer, toOne)
    }

    /// Real and imaginary part of Σ over both functions of factor z^n coefficient(n) = 0, divided
    /// by the larger factor.
    private func add(
        _ equations: inout LeastSquares, _ row: inout Int,
        _ functions: (z: Complex, factor: Complex, unknowns: Range<Int>)...
    ) {
        let scale = 1 / functions.reduce(0) { max($0, $1.factor.norm) }.squareRoot()
        for function in functions {
            var power = scale * function.factor
            for unknown in function.unknowns {
                equations[row, unknown] = power.real
                equations[row + 1, unknown] = power.imaginary
                power = power * function.z
            }
        }
        row += 2
    }
}
