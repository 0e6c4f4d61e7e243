// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities

/// What people read about sizing.
struct SizingWords {
    private let answer: SizingAnswer

    init(_ answer: SizingAnswer) { self.answer = answer }

    // MARK: The decision

    var headline: String {
        let count = Words.count(answer.grid.count, "configuration")
        guard let best = answer.best else {
            let closest = answer.nearest.first
            let why = closest.map { " The nearest (\(name($0))): \(standing($0))." } ?? ""
            if answer.open.isEmpty, answer.simulated == 0 {
                return "None of \(count) is a platform that the scenario can have.\(why)"
            }
            return answer.open.isEmpty
                ? "None of \(count) meets every service level.\(why)"
                : "Cannot tell within the budget which of \(count) meets every service level."
        }
        let p95 = best.trial?.assessment.measurements.overall.percentile(.percent(95))
        let time = p95.map { ", p95 \(Figures.text($0.value, .duration).main)" } ?? ""
        let cost = best.cost ?? .zero
        let next = answer.nearest.first.map { next in
            " The nearest that is cheaper (\(name(next))) is"
                + " \(next.isUndecided ? "undecided" : "out"): \(standing(next))."
        }
        let start = answer.open.isEmpty ? "The cheapest" : "The cheapest that was found"
        return "\(start) of \(count) that meets every service level"
            + " (\(percent(answer.settings.confidence)) certain):"
            + " \(name(best)), \(Words.money(cost)) a month\(time)."
            + (next ?? " No cheaper one was offered.")
    }

    private func name(_ candidate: SizingCandidate) -> String {
        candidate.sets.joined(separator: ", ")
    }

    // MARK: What became of one

    func standing(_ candidate: SizingCandidate) -> String {
        switch candidate.standing {
        case .dearer: "costs no less"
        case .holds: "holds"
        case .undecided: "cannot tell within the budget"
        case .doubtful(let other):
            "no more of anything than \(name(answer.candidates[other])), which cannot be told to"
                + " hold"
        case .unexamined: "not looked at: the budget was spent"
        case .rejected(let reason): words(reason, candidate)
        }
    }

    private func words(
        _ reason: SizingCandidate.Rejection, _ candidate: SizingCandidate
    ) -> String {
        switch reason {
        case .refused(let refusal): return "no such platform: \(refusal.words)"
        case .saturated: return "saturates by the utilization law"
        case .expected(let levels):
            return "breaks \(names(levels)) by closed forms"
        case .breaks(let breaks):
            return "breaks "
                + breaks.prefix(2).map { self.words($0, candidate) }
                .joined(separator: ", ")
        case .below(let other):
            return "no more of anything than \(name(answer.candidates[other])), which breaks"
        }
    }

    private func words(_ part: LoadBreak, _ candidate: SizingCandidate) -> String {
        switch part {
        case .level(let index):
            guard let level = candidate.trial?.assessment.levels[index],
                let measured = level.measured
            else { return names([index]) }
            let dimension = Words.dimension(level.objective)
            return "\(names([index])): \(Cell.of(measured, dimension).text().joined)"
        case .saturation(let id): return "the queue of \(answer.base.name(of: id))"
        case .blocks(let id):
            let what = id.kind == .blobs ? "the blobs" : "the gas"
            return "\(what) of \(answer.base.name(of: id.owner))"
        }
    }

    private func names(_ levels: [Int]) -> String {
        levels.prefix(2).map { index in
            let objectives = answer.base.objectives
            return objectives.indices.contains(index)
                ? Words.name(objectives[index], answer.base) : "a service level"
        }.joined(separator: ", ")
    }

    /// How many of each kind there are, in a fixed order; those that there are none of left out.
    var counts: [(words: String, count: Int)] {
        func count(_ isMeant: (SizingCandidate.Standing) -> Bool) -> Int {
            answer.candidates.count { isMeant($0.standing) }
        }
        let all: [(String, Int)] = [
            ("simulated, and holds", count { $0 == .holds }),
            ("costs no less than the best", count { $0 == .dearer }),
            (
                "saturates by the utilization law",
                count { if case .rejected(.saturated) = $0 { true } else { false } }
            ),
            (
                "breaks by closed forms",
                count { if case .rejected(.expected) = $0 { true } else { false } }
            ),
            (
                "simulated, and breaks",
                count { if case .rejected(.breaks) = $0 { true } else { false } }
            ),
            (
                "no more of anything than one that breaks",
                count { if case .rejected(.below) = $0 { true } else { false } }
            ),
            (
                "refused by the scenario",
                count { if case .rejected(.refused) = $0 { true } else { false } }
            ),
            ("simulated, and cannot tell within the budget", count { $0 == .undecided }),
            (
                "no more of anything than one that cannot be told to hold",
                count { if case .doubtful = $0 { true } else { false } }
            ),
            ("not looked at", count { $0 == .unexamined }),
        ]
        return all.filter { $0.1 > 0 }
    }

    // MARK: Notes

    var notes: [String] {
        let million = Figures.text(Double(answer.events) / 1e6, .number).main
        var notes = [
            "Of \(Words.count(answer.grid.count, "configuration")) \(answer.simulated) were"
                + " simulated, in \(million) million events\(decided). All verdicts together err"
                + " with \(percent(.fraction(1 - answer.settings.confidence.fraction))) at most, if"
                + " more is never worse.",
            "The costs that are shown are the ones that rank: of what was simulated its own bill,"
                + " of the others what closed forms expect, or one run of the scenario as it is"
                + " where there are none.",
        ]
        let unordered = answer.grid.knobs.filter { !$0.isMonotone }.map(\.key)
        if !unordered.isEmpty {
            notes.append(
                "Of \(unordered.joined(separator: ", ")) more is not taken to be better: each"
                    + " value is looked at by itself.")
        }
        if answer.run.duration != answer.base.run.duration {
            notes.append(
                "Each was measured for \(answer.run.duration) instead of"
                    + " \(answer.base.run.duration) (--budget).")
        }
        if answer.isSpent { notes.append("The budget was spent before the search was over.") }
        return notes
    }

    /// What became of the others.
    private var decided: String {
        let others = answer.grid.count - answer.simulated
        let unseen = answer.candidates.count { $0.isUndecided && $0.trial == nil }
        var words = ""
        if others > unseen {
            words +=
                "; formulas, costs and what is below one that breaks decided"
                + " \(others - unseen) others"
        }
        if answer.undecided > 0 { words += "; \(answer.undecided) are undecided" }
        return words
    }

    private func percent(_ share: Ratio) -> String { Figures.text(share.fraction, .ratio).main }
}
