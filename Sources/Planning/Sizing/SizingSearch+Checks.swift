// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

extension SizingSearch {
    /// Formula rejections that are simulated in the end.
    private static let mostChecks = 16
    /// Further configurations that are simulated for the frontier.
    private static let mostOfFrontier = 8
    /// What is not faster by more is no choice.
    private static let leastGain = 0.99

    // MARK: What formulas rejected

    /// Simulates the most capable of the cheaper ones that only formulas rejected; where nothing
    /// holds, also of those that saturate by law: that none does is never said unseen. Where one
    /// holds after all, formulas are not believed any more.
    mutating func check() throws {
        var failed: [Int] = []
        for _ in 0..<Self.mostChecks where hasBudget {
            let doubtful = candidates.indices.filter { index in
                isByFormula(index) && isCheaper(index)
                    && !failed.contains { grid.isBelow(index, $0) }
            }
            let closest = grid.mostCapable(doubtful).min {
                (worst[$0] ?? .infinity) < (worst[$1] ?? .infinity)
            }
            guard let closest else { return }
            candidates[closest].standing = .unexamined
            try simulate(closest)
            if candidates[closest].standing != .holds {
                if candidates[closest].trial != nil { failed.append(closest) }
                reject(below: closest)
                continue
            }
            for index in candidates.indices where isExpected(index) && isCheaper(index) {
                candidates[index].standing = .unexamined
            }
            while let next = next() { try simulate(next) }
        }
    }

    private func isByFormula(_ index: Int) -> Bool {
        switch candidates[index].standing {
        case .rejected(.expected): true
        case .rejected(.saturated): best == nil
        case .rejected, .dearer, .holds, .undecided, .doubtful, .unexamined: false
        }
    }

    private func isExpected(_ index: Int) -> Bool {
        if case .rejected(.expected) = candidates[index].standing { true } else { false }
    }

    /// What formulas rejected is below what a simulation did; where that could not tell, they err
    /// no less likely than it.
    private mutating func reject(below failed: Int) {
        guard case .rejected(.breaks) = candidates[failed].standing else { return }
        for index in candidates.indices
        where isExpected(index) && grid.isBelow(index, failed) {
            candidates[index].standing = .rejected(.below(failed))
        }
    }

    // MARK: What is doubtful

    /// Looks at the cheaper ones that are below one of which nobody could tell, as they may surely
    /// break.
    mutating func reconsider() throws {
        while best != nil, hasBudget {
            let doubtful = candidates.indices.filter { index in
                guard case .doubtful = candidates[index].standing else { return false }
                return isCheaper(index)
            }
            let closest = grid.mostCapable(doubtful).min {
                (worst[$0] ?? .infinity) < (worst[$1] ?? .infinity)
            }
            guard let closest else { return }
            candidates[closest].standing = .unexamined
            try simulate(closest)
        }
    }

    /// What nobody looked at because it costs no less.
    mutating func close() {
        guard best != nil else { return }
        for index in candidates.indices
        where candidates[index].standing == .unexamined && !isCheaper(index) {
            candidates[index].standing = .dearer
        }
    }

    // MARK: The frontier

    /// Configurations that cost more and are faster, those that formulas expect first; of those
    /// that were simulated and hold, what nothing is both cheaper and faster than.
    mutating func frontier() throws -> [Int] {
        guard best != nil else { return [] }
        if !settings.isExhaustive {
            for index in expectedFrontier where hasBudget {
                guard candidates[index].standing == .dearer else { continue }
                try simulate(index)
            }
        }
        let held = candidates.indices.filter { candidates[$0].standing == .holds }
        var fastest = Double.infinity
        return held.sorted(by: isBefore).filter { index in
            let p95 =
                candidates[index].trial?.assessment.measurements.overall.percentile(.percent(95))?
                .value ?? .infinity
            defer { fastest = min(fastest, p95) }
            return p95 < fastest * Self.leastGain
        }
    }

    /// Evenly by what each saves of the time.
    private var expectedFrontier: [Int] {
        var fastest = Double.infinity
        let all = candidates.indices.filter { candidates[$0].standing == .dearer }
            .sorted(by: isBefore)
        let steps = all.filter { index in
            guard let p95 = candidates[index].expected, (worst[index] ?? 2) < 1 else {
                return false
            }
            defer { fastest = min(fastest, p95) }
            return p95 < fastest * Self.leastGain
        }
        guard steps.count > Self.mostOfFrontier else { return steps }
        return (0..<Self.mostOfFrontier).map { place in
            steps[place * (steps.count - 1) / (Self.mostOfFrontier - 1)]
        }
    }
}
