// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Planning
import Quantities

/// What people read of a forecast of spend: the sum in a sentence, and what it must not be read
/// without.
struct SpendWords {
    private let forecast: SpendForecast

    init(_ forecast: SpendForecast) { self.forecast = forecast }

    // MARK: Headline

    var headline: String {
        guard !forecast.lines.isEmpty else {
            return "Nothing is billed: no component has a price."
        }
        return [sum, largest].compactMap { $0 }.joined(separator: "; ") + "."
    }

    private var sum: String {
        let total = Words.money(forecast.total.value, isBrief: true) + range(forecast.total)
        guard let first = forecast.months[0].date else { return "\(total) a month" }
        guard forecast.months.count > 1 else { return "\(first) costs \(total)" }
        return "\(period) cost \(total), \(average) a month"
    }

    private var average: String {
        let count = Int64(forecast.months.count)
        let mean = try? forecast.total.value.divided(by: count, rounding: .halfEven)
        return Words.money(mean ?? .zero, isBrief: true)
    }

    /// Nothing where all replications cost the same.
    private func range(_ amount: SpendForecast.Amount) -> String {
        guard let spread = amount.spread, spread.low < spread.high else { return "" }
        let ends = [spread.low, spread.high].map { Words.money($0, isBrief: true) }
        return " (P10 \(ends[0]) to P90 \(ends[1]))"
    }

    private var largest: String? {
        let total = forecast.total.value.approximation
        guard total > 0, forecast.layers.count > 1,
            let layer = forecast.layers.max(by: { $0.amount.value < $1.amount.value })
        else { return nil }
        let share = Figures.text(layer.amount.value.approximation / total, .ratio).main
        return "the largest layer is \(layer.layer.rawValue), with \(share)"
    }

    // MARK: Period

    /// A month of 720 h; 2026-11 (720 h); 2026-11 to 2027-10 (12 months, 8,760 h).
    var period: String {
        let hours = Figures.count(forecast.hours)
        guard let first = forecast.months[0].date else { return "a month of \(hours) h" }
        guard forecast.months.count > 1, let last = forecast.months.last?.date else {
            return "\(first) (\(hours) h)"
        }
        return "\(first) to \(last) (\(forecast.months.count) months, \(hours) h)"
    }

    // MARK: Notes

    var notes: [String] {
        [spread, growth, method, window, saturation].compactMap { $0 }
            + (forecast.months[0].measurements.warmUp.map { [RunNotes.words($0)] } ?? [])
            + [RunNotes.inputs(forecast.model)].compactMap { $0 } + forecast.model.remarks.notes
    }

    private var spread: String? {
        guard !forecast.lines.isEmpty else { return nil }
        guard let spread = forecast.total.spread else {
            return "One replication gives no range (--replications 10)."
        }
        let run = forecast.model.run.duration
        let part = SimTime.nanoseconds(run.nanoseconds / Int64(spread.count))
        let isCut = forecast.months[0].measurements.batches != nil
        let (parts, time) = isCut ? ("parts of one replication", part) : ("replications", run)
        if spread.low == spread.high {
            return "All \(spread.count) \(parts) cost the same: what is billed is given, or stays"
                + " the same."
        }
        return "P10 to P90: where the bills of \(spread.count) \(parts) lie, each as if it were"
            + " always as in its \(time). Ranges of parts of the bill do not add up."
    }

    private var growth: String? {
        guard let growth = forecast.model.economics.growth, forecast.months.count > 1,
            let last = forecast.months.last
        else { return nil }
        let load = Figures.text(last.load.fraction, .number).main
        return "The load and the stated volumes grow by \(growth) from the first month on, to"
            + " \(load) times in the last; what is not metered, stated or scaled stays."
    }

    private var method: String? {
        guard forecast.months.count > 1, !isEven else { return nil }
        let counts = Dictionary(grouping: forecast.months, by: \.origin).mapValues(\.count)
        if counts[.given] != nil {
            return "Nothing that is billed depends on what is simulated, so one load was; only"
                + " hours and volumes differ from month to month."
        }
        guard let between = counts[.between] else { return nil }
        let answered = forecast.months.count - between
        let how =
            counts[.computed] == nil ? "simulated, with the same random numbers" : "computed"
        let replications = forecast.model.run.replications
        let checks = SpendForecaster.checks(of: replications)
        let isOfFew = counts[.computed] == nil && checks < replications
        let part = isOfFew ? "\(checks) replications of the month" : "the month"
        return "\(answered) of \(forecast.months.count) months were \(how). The use in the others"
            + " lies on straight lines between them, which met \(part) in their middle within"
            + " 0.5% of its bill."
    }

    /// Whether all months have one load.
    private var isEven: Bool { Set(forecast.months.map(\.load)).count == 1 }

    private var window: String? {
        let run = forecast.model.run.duration
        guard case .simulation = forecast.months[0].measurements.engine else {
            return "Computed by closed form; nothing was simulated, and there is no range."
        }
        if let fixed = forecast.window.fixed {
            return "Replications were as long as the scenario says, because \(fixed.rawValue)."
        }
        guard run < forecast.window.planned else { return nil }
        return "Each replication measured \(run) instead of \(forecast.window.planned), to keep to"
            + " the budget (--budget); ranges are wider for it."
    }

    private var saturation: String? {
        let full = forecast.saturatedMonths
        guard let first = full.first.map({ forecast.months[$0] }), let last = full.last,
            let place = first.measurements.saturation?.name
        else { return nil }
        guard let date = first.date, let end = forecast.months[last].date else {
            return "\(place) does not keep up with the load: the bill is of what comes through."
        }
        let months = full.count == 1 ? "\(date)" : "\(date) to \(end)"
        let isOpen = [full[0] - 1, last + 1].contains { index in
            forecast.months.indices.contains(index) && forecast.months[index].origin == .between
        }
        return "\(place) does not keep up with the load of \(months)"
            + (isOpen ? ", and may not with that of months beside that were not simulated" : "")
            + ": those bills are of what comes through."
    }
}
