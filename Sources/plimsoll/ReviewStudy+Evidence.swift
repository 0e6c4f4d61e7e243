// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evidence
import Forecasting
import Model
import Planning
import Quantities
import Reports
import Review

/// What a review makes of its evidence.
extension ReviewStudy {
    /// All that needs no simulation, and so is told before one.
    struct Ready {
        let levels: [ErrorBudget]
        let history: History
        /// The month after the one under review.
        let first: CalendarMonth
        let leads: LeadTimes
        let gas: GasDiff?
    }

    /// Throws where the evidence, or an option, is wrong for the scenario.
    func ready(_ model: Model) throws -> Ready {
        let history = try load.ahead.peaks(
            evidence.usage, of: folder + "/" + evidence.usageFile)
        guard let first = evidence.month.advanced(by: 1),
            first.advanced(by: load.ahead.months + RunwayOptions.year) != nil
        else {
            throw ValidationError(
                "--month is \(evidence.month); the forecast ends after 2261, so review an earlier"
                    + " one or look ahead less by --months.")
        }
        let levels: [ErrorBudget]
        do {
            levels = try ErrorBudget.all(evidence, ReviewReport.objectives(model))
            _ = try evidence.rates(forecastIn: nil, paysEther: false)
            try checkMap(model.components.map(\.name))
        } catch { throw Failure.inFolder(folder, error) }
        return Ready(
            levels: levels, history: history, first: first, leads: try load.ahead.leads(model),
            gas: try gas(model))
    }

    /// Throws where the map of the bill names a component that is none of these.
    private func checkMap(_ known: [String]) throws(ReviewError) {
        guard let map = evidence.map, evidence.invoice != nil,
            let entry = map.entries.first(where: { !known.contains($0.component) })
        else { return }
        throw .unknownComponent(
            file: evidence.mapFile ?? "", line: entry.line, name: entry.component, known: known)
    }

    // MARK: Spend

    func spend(_ outlook: SpendOutlook, _ previous: PreviousReview?) throws -> SpendReview? {
        guard let invoice = evidence.invoice else { return nil }
        let own = outlook.now.forecasts
        let forecast = previous?.bill(of: evidence.month) ?? []
        let lines = forecast.isEmpty ? own : forecast
        let made = forecast.isEmpty ? nil : previous?.month
        let known = Set(lines.map(\.key))
        let keys = lines.map(\.key) + own.map(\.key).filter { !known.contains($0) }
        do {
            try checkMap(Set(keys.map(\.component)).sorted())
            let (rates, missing) = try evidence.rates(
                forecastIn: made, paysEther: lines.contains { $0.etherPrice != nil })
            let match = try InvoiceMatch(invoice, keys: keys, map: evidence.map)
            let variance = try SpendVariance(
                lines, match.charges, unmodelled: match.unmodelled, rates: rates)
            return try SpendReview(
                origin: made.map { .ledger($0) } ?? .model, invoice: invoice, variance: variance,
                missingRates: missing, model: outlook.now.model)
        } catch let error as ReviewError {
            throw Failure.inFolder(folder, error)
        } catch let error as QuantityError {
            throw Failure.badFile(
                path: folder + "/" + invoice.files.joined(separator: ", "),
                words: "its charges of \(evidence.month) do not add up in USD: \(error)")
        }
    }

    // MARK: Gas

    private func gas(_ model: Model) throws -> GasDiff? {
        guard let gas = evidence.gas else { return nil }
        let chains = model.components.compactMap { component -> ChainSettings? in
            guard case .chain(let settings) = component.kind else { return nil }
            return settings.transactions.isEmpty ? nil : settings
        }
        let volumes =
            chains.count == 1
            ? GasVolumes(
                chain: chains[0], hoursPerMonth: evidence.month.hours, functions: [:]) : nil
        do {
            return try GasDiff(
                before: gas.before, after: gas.after,
                tolerance: try ExactDecimal(parsing: "0.05"),
                noteworthy: try ExactDecimal(parsing: "0.1"), volumes: volumes)
        } catch {
            let files = evidence.gasFiles.map { [$0.before, $0.after] } ?? []
            throw Failure.badFile(
                path: folder + "/" + files.joined(separator: ", "), words: "\(error)")
        }
    }
}

extension Failure {
    /// What is wrong with evidence, with the directory before the name of its file.
    static func inFolder(_ folder: String, _ error: ReviewError) -> Failure {
        .badFile(path: folder, words: "\(error)")
    }
}
