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
        ["\(review.month):", levels, spend, runway, decisions, refit].compactMap { $0 }
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

    /// A fit that was asked for and is not gone by.
    private var refit: String? {
        guard let fit = report.refit?.fit, !fit.isAdoptable else { return nil }
        let why =
            !fit.goodness.isGood
            ? "does not fit the tests" : "is not told by them"
        return "The fitted numbers are not gone by: the model \(why)."
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
        notes.append(load)
        if let spend = review.spend {
            notes += about(spend)
        } else {
            notes.append("There is no bill of this month in the evidence.")
        }
        notes += levelNotes
        if report.hasScores {
            notes.append(
                "Error: the forecast over what came, less one; below zero too little was expected.")
        }
        notes.append(
            "A range of spend is from the bill at the load's P10 to that at its P90; prices and"
                + " the price of ETH stay.")
        notes += (report.refit?.notes ?? []) + sensitivity
        return notes
    }

    /// What loads are counted in, and when something has run out.
    private var load: String {
        let usage = review.evidence.usage
        let name = usage.name.isEmpty ? "" : ", series \(usage.name)"
        let runway = review.plan.runway
        let text = { (value: Double) in Figures.text(value, .number).main }
        return "Loads are counted as \(review.evidence.usageFile) counts them"
            + " (\(report.loadUnit)\(name)): the scenario's is"
            + " \(text(runway.scenarioLoad)), that of \(review.month) was \(text(runway.last))."
            + " What a part carries is by what requests need of it at the scenario's load."
            + " Headroom is the share of what a part carries that was left; by the months P10, P50"
            + " and P90 it has run out in one path of ten, in half, and in nine of ten."
    }

    private var levelNotes: [String] {
        if review.levels.isEmpty {
            return ["There is no record of service levels of this month in the evidence."]
        }
        var notes: [String] = []
        let days = review.month.days
        let short = review.levels.filter { $0.days < days }
        if !short.isEmpty {
            notes.append(
                "Of \(review.month), which has \(days) days, the record has "
                    + short.map { "\($0.days) of \($0.name)" }.joined(separator: ", ") + ".")
        }
        let recorded = Set(review.levels.map(\.name))
        let others = ReviewReport.objectives(report.model).map(\.name).filter {
            !recorded.contains($0)
        }
        if !others.isEmpty {
            notes.append(
                "Not held against the record, which has no requests of them:"
                    + " \(others.joined(separator: ", ")).")
        }
        return notes
    }

    private func about(_ spend: SpendReview) -> [String] {
        var notes: [String] = []
        if spend.origin == .model { notes.append(origin) }
        if spend.currency != "USD" {
            notes.append(
                "The invoice is \(Figures.quantity(spend.invoiced)) \(spend.currency); what it"
                    + " was worth in USD is by the month's mean rate.")
        }
        notes += spend.missingRates.map { rate in
            "No file says what \(rate.currency) was worth in USD in \(rate.month), so that what"
                + " it moved counts as price."
        }
        let unbilled = spend.variance.lines.filter { $0.isForecast && !$0.isBilled }
        if !unbilled.isEmpty {
            notes.append(
                (spend.origin == .model ? "In the model's bill" : "Forecast")
                    + ", and not on the invoice: "
                    + unbilled.map { $0.key.item.isEmpty ? $0.key.component : $0.key.item }
                    .joined(separator: ", ") + ".")
        }
        return notes
    }

    /// Why an invoice is not held against a forecast.
    private var origin: String {
        let against =
            "the invoice is held against the model's bill at the load that the month had, and at"
            + " the scenario's prices"
        guard let previous = review.previous,
            previous.forecast(MonthlyReview.Line.spend, of: review.month) != nil
        else { return "No forecast of this month's spend stands in the ledger: \(against)." }
        let reached = previous.month.advanced(by: 1).map { " but that of \($0)" } ?? ""
        return "The review of \(previous.month) forecast this month's spend in all and by layer,"
            + " and no month's bill line by line\(reached): \(against)."
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
