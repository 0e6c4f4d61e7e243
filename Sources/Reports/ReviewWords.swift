// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities
import Review

/// What a review says first, and what its reader should know.
struct ReviewWords {
    private let report: ReviewReport
    private var review: MonthlyReview { report.review }

    init(_ report: ReviewReport) { self.report = report }

    /// Breached where a service level was missed, more was spent than a budget allows, or
    /// something has run out.
    var verdict: Report.Verdict {
        let isMissed = review.levels.contains { $0.isMet == false }
        let isOut = review.plan.runway.rows.contains { $0.isReached && $0.isOrdered }
        return isMissed || isOverspent || !layersOver.isEmpty || isOut ? .breached : .met
    }

    private var isOverspent: Bool {
        guard let spend = review.spend, let budget = spend.budget else { return false }
        return spend.variance.actual > budget
    }

    /// Layers that cost more than their own budget.
    private var layersOver: [String] {
        guard let spend = review.spend else { return [] }
        return spend.budgets.compactMap { layer, budget in
            guard let layer else { return nil }
            let amount = (try? spend.variance.actual(of: layer.rawValue)) ?? nil
            return (amount ?? .zero) > budget
                ? "\(layer.rawValue) over its \(Words.money(budget, isBrief: true))" : nil
        }
    }

    var headline: String {
        ["\(review.month):", levels, spend, runway, decisions].compactMap { $0 }
            .joined(separator: " ")
    }

    private var levels: String? {
        if review.levels.isEmpty { return nil }
        let missed = review.levels.filter { $0.isMet == false }
        let all = Words.count(review.levels.count, "service level")
        let met = review.levels.count { $0.isMet == true }
        if missed.isEmpty, met < review.levels.count {
            return "\(met) of \(all) met, the others had no requests."
        }
        if missed.isEmpty { return "\(all) met." }
        return "\(missed.count) of \(all) missed (\(missed.map(\.name).joined(separator: ", ")))."
    }

    private var spend: String? {
        guard let spend = review.spend else { return nil }
        let actual = spend.variance.actual
        let forecast = spend.variance.forecast
        var text = "Invoiced \(Words.money(actual, isBrief: true))"
        if forecast > .zero {
            let share = actual.approximation / forecast.approximation - 1
            let percent = Figures.text(abs(share), .ratio).main
            text += share < 0 ? ", \(percent) below" : ", \(percent) above"
            switch spend.origin {
            case .ledger: text += " forecast"
            case .model: text += " the model"
            }
        }
        if let budget = spend.budget {
            text += isOverspent ? ", over the budget of " : ", within the budget of "
            text += Words.money(budget, isBrief: true)
        }
        if !layersOver.isEmpty { text += "; " + layersOver.joined(separator: ", ") }
        return text + "."
    }

    private var runway: String? {
        let rows = review.plan.runway.rows.filter(\.isOrdered)
        guard let first = rows.first else { return nil }
        let name = first.limit.name
        if first.isReached { return "Out now: \(name)." }
        guard let middle = first.passage.month(.percent(50)) else {
            return "Nothing runs out within \(review.plan.runway.months) months in most paths."
        }
        let early = first.passage.month(.percent(10)).map(report.month) ?? "later"
        let late = first.passage.month(.percent(90)).map(report.month) ?? "beyond the forecast"
        let verb = first.limit.name == "service levels" ? "break" : "runs out"
        return "\(name) \(verb) in \(report.month(middle)) (80%: \(early) to \(late))."
    }

    private var decisions: String? {
        let due = review.decisions
        if due.isEmpty { return "No order is due." }
        let words = due.compactMap { action -> String? in
            guard let remedy = action.remedy else { return nil }
            let date = action.orderBy.map { "by \($0)" } ?? "now"
            return "\(report.runway.words(remedy)) \(date)"
        }
        let count = Words.count(due.count, "decision") + " due"
        return words.isEmpty ? count + "." : "\(count): order \(words.joined(separator: "; "))."
    }

    // MARK: Notes

    var notes: [String] {
        var notes: [String] = []
        if let previous = review.previous {
            notes.append("What stood before is of the review of \(previous.month).")
        } else {
            notes.append(
                "This is the first review in this ledger: there is no earlier forecast to hold"
                    + " the month against.")
        }
        if let spend = review.spend {
            if spend.origin == .model {
                notes.append(
                    "No forecast of this month stands in the ledger; the invoice is held against"
                        + " the model's bill at the load that the month had.")
            }
            if spend.currency != "USD" {
                notes.append(
                    "The invoice is \(Figures.quantity(spend.invoiced)) \(spend.currency); what it"
                        + " was worth in USD is by the month's mean rate.")
            }
            let unbilled = spend.variance.lines.filter { $0.isForecast && !$0.isBilled }
            if !unbilled.isEmpty {
                notes.append(
                    "Forecast, and not on the invoice: "
                        + unbilled.map { $0.key.item.isEmpty ? $0.key.component : $0.key.item }
                        .joined(separator: ", ") + ".")
            }
        } else {
            notes.append("There is no bill of this month in the evidence.")
        }
        if review.levels.isEmpty {
            notes.append("There is no record of service levels of this month in the evidence.")
        }
        notes.append(
            "A range of spend is from the bill at the load's P10 to that at its P90; prices and"
                + " the price of ETH stay.")
        notes += sensitivity
        return notes
    }

    private var sensitivity: [String] {
        let all = review.sensitivity
        let idle = all.swings.count { $0.span == 0 && $0.reach == 0 }
        var notes: [String] = []
        if !all.swings.isEmpty {
            notes.append(
                "Of the assumptions, what is given or fitted goes 10% each way and all else 25%,"
                    + " one at a time, with the same random numbers; carries is the load at which"
                    + " the first part is used up, in times the scenario's."
                    + (idle > 0 ? " \(Words.count(idle, "input")) did nothing to either." : ""))
        }
        if !all.fixed.isEmpty {
            notes.append(
                "Not varied: "
                    + all.fixed.map { "\($0.path) (\($0.reason))" }.joined(separator: ", ") + ".")
        }
        return notes
    }
}
