// SPDX-License-Identifier: GPL-3.0-or-later

/// Looks for the factor of the load at which a platform breaks, one probe after the other: first
/// the load as it is, then about where formulas expect the break, else up or down in steps that
/// double, then by halving what is left.
///
/// It takes for granted that more load is never better. A probe that cannot tell lies between what
/// holds and what breaks, and the search goes on at both of its sides.
struct LoadSearch {
    /// How near the smallest factor that breaks shall come to the largest that holds: 0.02 for 2%.
    let precision: Double
    let factors: ClosedRange<Double>
    /// Where formulas expect the break.
    let guess: Double?
    /// Factors are multiples of one user of so many, where only whole users can be added; 0 where
    /// any will do.
    let users: Int

    private var judged: [(factor: Double, judgement: Judgement)] = []
    private var growth: Double

    init(precision: Double, factors: ClosedRange<Double>, guess: Double?, users: Int) {
        self.precision = precision
        self.factors = factors
        self.guess = guess
        self.users = users
        growth = guess == nil ? 2 : 1 + 2 * precision
    }

    /// The smallest factor that surely breaks.
    var broken: Double? {
        judged.filter { $0.judgement == .breached }.map(\.factor).min()
    }

    /// The largest factor below it that surely holds.
    var met: Double? {
        let most = broken ?? .infinity
        return judged.filter { $0.judgement == .met && $0.factor < most }.map(\.factor).max()
    }

    /// Factors between the two that could not be told.
    private var unsure: ClosedRange<Double>? {
        let (least, most) = (met ?? 0, broken ?? .infinity)
        let factors = judged.map(\.factor).filter { $0 > least && $0 < most }
        guard let first = factors.min(), let last = factors.max() else { return nil }
        return first...last
    }

    /// The next factor to look at; nil where the break is found, or nothing more can be told.
    mutating func next() -> Double? {
        if judged.isEmpty { return 1 }
        let candidates: [Double]
        if let met, let broken {
            candidates = inside(met, broken)
        } else if let broken {
            candidates = [below(unsure?.lowerBound ?? broken)]
        } else {
            candidates = [above(unsure?.upperBound ?? met ?? 1)]
        }
        return candidates.map(rounded).first { candidate in
            !judged.contains { $0.factor == candidate }
        }
    }

    mutating func note(_ factor: Double, _ judgement: Judgement) {
        judged.append((factor, judgement))
    }

    /// Whether both ends are as near as was asked for.
    var isPrecise: Bool {
        guard let met, let broken else { return false }
        return broken / met <= (1 + precision) * (1 + 1e-9)
            || (broken - met) * Double(users) <= 1.01 && users > 0
    }

    // MARK: Where to look

    /// Half of the precision, a little less: two probes that far from the guess enclose it.
    private var step: Double { (1 + 0.9 * precision).squareRoot() }

    private mutating func above(_ here: Double) -> Double {
        if let guess, guess * step > here * step { return min(guess * step, factors.upperBound) }
        defer { growth *= growth }
        return min(here * growth, factors.upperBound)
    }

    private mutating func below(_ here: Double) -> Double {
        if let guess, guess / step < here / step { return max(guess / step, factors.lowerBound) }
        defer { growth *= growth }
        return max(here / growth, factors.lowerBound)
    }

    private func inside(_ met: Double, _ broken: Double) -> [Double] {
        if isPrecise { return [] }
        guard let unsure else {
            var near: [Double] = []
            if let guess, guess > met, guess < broken {
                near = [guess / step, guess * step].filter { $0 > met * step && $0 < broken / step }
            }
            return near + [(met * broken).squareRoot()]
        }
        let (low, high) = (unsure.lowerBound / met, broken / unsure.upperBound)
        guard max(low, high) > 1 + precision / 2 else { return [] }
        return low > high
            ? [(met * unsure.lowerBound).squareRoot()]
            : [(unsure.upperBound * broken).squareRoot()]
    }

    /// To five digits, so that it can be read and written; or to whole users. Never beyond the
    /// largest factor.
    private func rounded(_ factor: Double) -> Double {
        if users > 0 {
            let most = (factors.upperBound * Double(users) * (1 + 1e-12)).rounded(.down)
            return max(min((factor * Double(users)).rounded(), most), 1) / Double(users)
        }
        var scale = 1.0
        while factor * scale < 10_000 { scale *= 10 }
        while factor * scale >= 100_000 { scale /= 10 }
        return min((factor * scale).rounded() / scale, factors.upperBound)
    }
}
