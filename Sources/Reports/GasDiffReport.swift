// SPDX-License-Identifier: GPL-3.0-or-later
import Planning
import Quantities

/// The answer to `gas diff`: which functions use more gas than before, and what that costs.
public enum GasDiffReport {
    public static let tableIDs = ["gas"]

    public static func make(_ diff: GasDiff, identity: Identity) -> Report {
        Report(
            identity: identity, verdict: diff.isBreached ? .breached : .met,
            headline: headline(diff), notes: notes(diff), tables: [table(diff)])
    }

    private static func headline(_ diff: GasDiff) -> String {
        let compared = diff.lines.filter { $0.before != nil && $0.after != nil }
        let worse = diff.lines.filter { $0.judgement == .regression }
            .sorted { (change($0) ?? 0) > (change($1) ?? 0) }
        let limit = percent(diff.tolerance)
        var text: String
        if compared.isEmpty {
            text = "No function stands in both files, so nothing can be compared."
        } else if worse.isEmpty {
            let all = Words.count(compared.count, "function")
            text = compared.count == 1 ? "The one function uses" : "None of \(all) uses"
            text += compared.count == 1 ? " at most \(limit) more gas" : " over \(limit) more gas"
            text += " than before."
        } else {
            let verb = worse.count == 1 ? "uses" : "use"
            text =
                "\(worse.count) of \(Words.count(compared.count, "function")) \(verb) over"
                + " \(limit) more gas than before: " + list(worse) + "."
        }
        if let difference = diff.difference {
            text += " " + cost(difference)
        }
        return text
    }

    private static func cost(_ difference: Money) -> String {
        if difference == .zero { return "A month costs the same." }
        let isMore = difference > .zero
        let amount = (try? Money.zero - difference) ?? .zero
        return "A month costs \(Words.money(isMore ? difference : amount))"
            + " \(isMore ? "more" : "less")."
    }

    /// The first three by their change.
    private static func list(_ lines: [GasDiff.Line]) -> String {
        let named = lines.prefix(3).map { line in
            line.name + (change(line).map { " (\(signed($0)))" } ?? "")
        }
        let more = lines.count > 3 ? " and \(lines.count - 3) more" : ""
        return named.joined(separator: ", ") + more
    }

    private static func notes(_ diff: GasDiff) -> [String] {
        var notes: [String] = []
        let savings = diff.lines.filter { $0.judgement == .saving }
            .sorted { (change($0) ?? 0) < (change($1) ?? 0) }
        if !savings.isEmpty {
            notes.append("Savings of over \(percent(diff.noteworthy)): \(list(savings)).")
        }
        let added = diff.lines.count { $0.judgement == .added }
        let removed = diff.lines.count { $0.judgement == .removed }
        if added + removed > 0 {
            notes.append(
                "\(Words.count(added, "function")) only in the later file, \(removed) only in the"
                    + " earlier; they are judged by nothing.")
        }
        if !diff.unmatched.isEmpty {
            notes.append(
                "No function was found for \(diff.unmatched.joined(separator: ", ")); say which by"
                    + " --calls 'transaction=function'.")
        }
        return notes
    }

    private static func table(_ diff: GasDiff) -> Table {
        let costs = diff.lines.map(\.cost)
        let shown = shared(costs.compactMap { $0?.difference })
        var next = shown.makeIterator()
        var rows = diff.lines.map { line -> [Cell] in
            let difference = line.cost.map { cost in
                Cell.money(cost.difference, shown: next.next() ?? cost.difference, decimals: 2)
            }
            return [
                .text(line.name), count(line.before), count(line.after), change(in: line),
                .number(change(line), .ratio),
                .text(line.cost?.transaction ?? ""), .text(line.cost.map { "\($0.volume)" } ?? ""),
                line.cost.map { .money($0.before, decimals: 2) } ?? .absent,
                line.cost.map { .money($0.after, decimals: 2) } ?? .absent,
                difference ?? .absent, word(line.judgement),
            ]
        }
        if let difference = diff.difference {
            let total = (try? Money.sum(shown)) ?? difference
            rows.append(
                [.text("total")] + Array(repeating: .absent, count: 4) + [.text(""), .text("")]
                    + [.absent, .absent, .money(difference, shown: total, decimals: 2), .text("")])
        }
        let hasCosts = diff.difference != nil
        return Table(
            id: "gas", title: "Gas by function, before and after",
            columns: [
                .text("function", "Function"), .number("before", "Before", unit: "gas"),
                .number("after", "After", unit: "gas"),
                .number("change", "Change", unit: "gas", isDataOnly: hasCosts),
                .value("change_share", "Change", .ratio),
                .text("transaction", "Transaction", isDataOnly: true),
                .text("volume", "Volume", isDataOnly: !hasCosts),
                .number("before_per_month", "Before, a month", unit: "USD", isDataOnly: true),
                .number("after_per_month", "After, a month", unit: "USD", isDataOnly: true),
                .number(
                    "difference_per_month", "A month, USD", unit: "USD", isDataOnly: !hasCosts),
                .text("judgement", ""),
            ], rows: rows)
    }

    private static func word(_ judgement: GasDiff.Judgement) -> Cell {
        switch judgement {
        case .regression: .word("too much", .bad)
        case .saving: .word("saving", .good)
        case .within: .text("")
        case .added: .text("new")
        case .removed: .text("gone")
        }
    }

    private static func count(_ gas: Gas?) -> Cell {
        gas.map { .quantity(decimal($0)) } ?? .absent
    }

    private static func change(in line: GasDiff.Line) -> Cell {
        guard let before = line.before, let after = line.after,
            let change = try? decimal(after) - decimal(before)
        else { return .absent }
        return .quantity(change)
    }

    private static func decimal(_ gas: Gas) -> ExactDecimal {
        ExactDecimal(scaled: ExactDecimal.one.scaled * Int128(gas.units))
    }

    /// As a fraction of what it was; nil where there is none.
    private static func change(_ line: GasDiff.Line) -> Double? {
        guard let before = line.before, let after = line.after, before > .zero else { return nil }
        return Double(Int128(after.units) - Int128(before.units)) / Double(before.units)
    }

    private static func signed(_ share: Double) -> String {
        (share < 0 ? "-" : "+") + Figures.text(abs(share), .ratio).main
    }

    private static func percent(_ share: ExactDecimal) -> String {
        Figures.text(share.approximation, .ratio).main
    }

    private static func shared(_ amounts: [Money]) -> [Money] {
        (try? Money.apportion(amounts, decimals: 2)) ?? amounts
    }
}
