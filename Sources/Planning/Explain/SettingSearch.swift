// SPDX-License-Identifier: GPL-3.0-or-later

/// Finds the smallest whole number that is enough, where more is never worse: by doubling steps,
/// then bisection.
struct SettingSearch {
    /// Known, or taken, not to be enough.
    let low: Int
    /// The most that is looked at.
    let high: Int
    /// Whether `high` is known to be enough.
    let isHighEnough: Bool

    /// The smallest number above `low` that is enough; nil where `high` is not.
    ///
    /// - Parameter guess: where to look first; without one, `high` is asked first.
    func smallest<Failure: Error>(
        guess: Int?, isEnough: (Int) throws(Failure) -> Bool
    ) throws(Failure) -> Int? {
        var unmet = low
        var met: Int? = isHighEnough ? high : nil
        var isClimbing = true
        if let guess, guess > low, guess <= high, guess < high || !isHighEnough {
            if try isEnough(guess) {
                (unmet, met) = try descend(from: guess, isEnough)
                isClimbing = false
            } else {
                unmet = guess
            }
        } else if isHighEnough {
            (unmet, met) = try descend(from: high, isEnough)
            isClimbing = false
        } else {
            guard high > low, try isEnough(high) else { return nil }
            met = high
        }
        var step = 1
        while isClimbing {
            let next = min(unmet + step, high)
            if let met, next >= met { break }
            guard next > unmet else { return nil }
            if try isEnough(next) {
                met = next
                isClimbing = false
            } else {
                unmet = next
                step *= 2
            }
        }
        guard var enough = met else { return nil }
        while enough - unmet > 1 {
            let middle = unmet + (enough - unmet) / 2
            if try isEnough(middle) { enough = middle } else { unmet = middle }
        }
        return enough
    }

    /// From what is enough down in doubling steps to what is not.
    private func descend<Failure: Error>(
        from start: Int, _ isEnough: (Int) throws(Failure) -> Bool
    ) throws(Failure) -> (unmet: Int, met: Int) {
        var met = start
        var step = 1
        while met - step > low {
            guard try isEnough(met - step) else { return (met - step, met) }
            met -= step
            step *= 2
        }
        return (low, met)
    }
}
