// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// The decision on the pages of a model, and what their figures must not be read without.
struct PagesHeadline {
    private let assessment: PageAssessment

    init(_ assessment: PageAssessment) { self.assessment = assessment }

    var text: String {
        if let saturation = assessment.saturation {
            return "Saturated: \(saturation.name) carries at most"
                + " \(Words.load(saturation.load.perSecond)), so servers take ever longer."
        }
        switch assessment.outcome {
        case .met: return "Keeps \(all). \(slowest)"
        case .breached: return "Breaches \(some(.breached)). \(slowest)"
        case .cannotTell:
            return "Cannot tell at this precision about \(some(.cannotTell)). \(slowest)"
        case nil: return "No budget is stated. \(slowest)"
        }
    }

    private var all: String {
        let count = assessment.checks.count
        return count == 1 ? "its budget" : "all \(count) budgets"
    }

    /// At most three of those so judged, the farthest beyond first.
    private func some(_ judgement: Judgement) -> String {
        let found = assessment.checks.filter { $0.judgement == judgement }
            .sorted { excess($0) > excess($1) }
        var parts = found.prefix(3).map { check in
            let dimension = Words.dimension(check.measure)
            let limit = Cell.number(check.limit.value, dimension).text().joined
            let measured = Cell.of(check.measured, dimension)
            let got = measured == .absent ? "not measured" : measured.text().joined
            return "\(Words.name(check.measure)) \(got) (at most \(limit))"
        }
        if found.count > parts.count { parts.append("\(found.count - parts.count) more") }
        return "\(found.count) of \(assessment.checks.count) budgets: "
            + parts.joined(separator: ", ")
    }

    private func excess(_ check: BudgetCheck) -> Double {
        guard let value = check.measured?.value, check.limit.value > 0 else { return .infinity }
        return value / check.limit.value
    }

    private var percentile: String { Words.quantile(assessment.model.frontend.quantile) }

    /// The page whose largest paint comes last.
    private var slowest: String {
        let timed = assessment.pages.compactMap { page in
            page.figure(.lcp).map { (name: page.page.name, lcp: $0) }
        }
        guard let last = timed.max(by: { $0.lcp.value < $1.lcp.value }) else { return "" }
        let time = Cell.of(last.lcp, .duration).text().joined
        return "The slowest page is \(last.name): LCP \(time) at the \(percentile) of views."
    }

    var notes: [String] {
        var notes = [
            "Times follow from sizes, round trips and work by a closed form (docs/scenario.md,"
                + " Pages). Losses, fonts and third parties are left out, so on poor"
                + " connections they are lower bounds. FID and INP are of an input at the worst"
                + " moment, as long as the longest task."
        ]
        if assessment.pages.contains(where: \.isMeasured) {
            notes.append(
                "Servers take the \(percentile) of their operation; brackets are what its"
                    + " uncertainty leaves open.")
        }
        return notes + [RunNotes.inputs(assessment.model)].compactMap { $0 }
            + assessment.model.remarks.notes
    }
}

extension PageAnswer {
    /// Whether the server's time is that of an operation.
    fileprivate var isMeasured: Bool {
        switch page.server {
        case .given: false
        case .operation: true
        }
    }
}

extension Words {
    static func name(_ measure: BudgetCheck.Measure) -> String {
        switch measure {
        case .vital(let vital, let page): "\(page) \(vital.rawValue.uppercased())"
        case .deviceVital(let vital, let page, let device, let quantile):
            "\(page) \(vital.rawValue.uppercased()) on \(device), \(Self.quantile(quantile))"
        case .scripts(let page): "\(page) scripts"
        case .bundle(let bundle): "bundle \(bundle)"
        }
    }

    static func dimension(_ measure: BudgetCheck.Measure) -> Cell.Dimension {
        measure.isTime ? .duration : .bytes
    }
}
