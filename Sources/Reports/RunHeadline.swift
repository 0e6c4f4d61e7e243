// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Statistics

/// The decision of a run in two sentences: service levels and what binds first; what it costs.
struct RunHeadline {
    private let assessment: Assessment

    init(_ assessment: Assessment) { self.assessment = assessment }

    var text: String {
        [decision, cost].compactMap { $0 }.joined(separator: " ")
    }

    var decision: String {
        guard let storm = assessment.measurements.storm else { return verdict }
        let first = StormWords(storm).headline
        return assessment.outcome == .saturated ? first : first + " " + verdict
    }

    private var verdict: String {
        switch assessment.outcome {
        case .met: (assessment.levels.isEmpty ? carried : kept) + binding + "."
        case .breached: broken + binding + "."
        case .cannotTell: undecided + binding + "."
        case .saturated: saturated
        }
    }

    private var load: String {
        Words.load(assessment.measurements.overall.throughput.value) + formula
    }

    /// Says that nothing was simulated, and how good that is.
    private var formula: String {
        switch assessment.measurements.engine {
        case .simulation: return ""
        case .closedForm:
            if case .exact? = assessment.measurements.overall.meanSojournTime {
                return " (by closed form, exact in the mean)"
            }
            return " (by closed form, approximate)"
        }
    }

    private var carried: String { "Carries \(load); no service level is stated" }

    private var kept: String {
        let count = assessment.levels.count
        let all = count == 1 ? "its service level" : "all \(count) service levels"
        return "Meets \(all) at \(load)"
    }

    private var broken: String {
        let broken = assessment.levels.filter { $0.judgement == .breached }
        let count = assessment.levels.count
        let share = count == 1 ? "its service level" : "\(broken.count) of \(count) service levels"
        return "Breaches \(share) at \(load): \(list(broken))"
    }

    private var undecided: String {
        let open = assessment.levels.filter { $0.judgement == .cannotTell }
        let count = assessment.levels.count
        let share = count == 1 ? "its service level" : "\(open.count) of \(count) service levels"
        return "Cannot tell at this precision whether \(share) hold"
            + (count == 1 || open.count == 1 ? "s" : "") + " at \(load): \(list(open))"
    }

    /// At most three of them, with what was measured and the limit.
    private func list(_ levels: [ServiceLevel]) -> String {
        var parts = levels.prefix(3).map { level in
            let dimension = Words.dimension(level.objective)
            let limit = Cell.number(level.limit, dimension).text().joined
            let measured = Cell.of(level.measured, dimension)
            let got = measured == .absent ? "not measured" : measured.text().joined
            let bound = level.isFloor ? "at least" : "at most"
            return "\(Words.name(level.objective, assessment.model)) \(got) (\(bound) \(limit))"
        }
        if levels.count > parts.count { parts.append("\(levels.count - parts.count) more") }
        return parts.joined(separator: ", ")
    }

    private var binding: String {
        guard let binding = assessment.measurements.binding,
            let saturation = binding.saturationLoad?.value
        else { return "" }
        let headroom = Figures.text(binding.headroom.value, .ratio).main
        return "; \(binding.name) binds first, at \(Words.load(saturation)) (headroom \(headroom))"
    }

    private var saturated: String {
        guard let saturation = assessment.measurements.saturation else { return full }
        let offered = Figures.text(saturation.offered.perSecond, .number).main
        return "Saturated: \(saturation.name) carries at most"
            + " \(Words.load(saturation.load.perSecond))\(formula), \(offered) were offered."
    }

    /// Blocks that do not take all that is sent to them, whatever becomes of service levels.
    private var full: String {
        guard let limit = assessment.measurements.fullBlocks,
            let most = limit.saturationLoad?.value
        else { return "Saturated." }
        let offered = Figures.text(most * (1 - limit.headroom.value), .number).main
        return "Saturated: \(limit.name) carries at most \(Words.load(most)), \(offered) were"
            + " offered."
    }

    private var cost: String? {
        let bill = assessment.bill
        guard !bill.lines.isEmpty else { return nil }
        var parts = [
            Words.money(bill.perHour) + " an hour",
            Words.money(bill.perMonth, isBrief: true) + " a month",
        ]
        if let transaction = bill.transaction {
            let unit = transaction.basis == .given ? "a transaction" : "a request"
            parts.append(Words.money(transaction.amount) + " " + unit)
        }
        return parts.joined(separator: ", ") + "."
    }
}
