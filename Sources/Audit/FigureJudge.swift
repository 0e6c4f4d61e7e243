// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// Computes figures from others and says how they stand to what was published.
struct FigureJudge {
    private let figures: [PublishedFigure]
    /// As published, in base units.
    private let amounts: [Amount?]

    init(_ figures: [PublishedFigure]) {
        self.figures = figures
        amounts = figures.map(\.amount)
    }

    func derived(_ index: Int) throws(AuditError) -> DerivedFinding {
        let figure = figures[index]
        guard case .value(let formula) = figure.claim, let published = figure.number else {
            return DerivedFinding(
                figure: index,
                outcome: .notDerivable(figure.note.isEmpty ? "no formula is known" : figure.note))
        }
        let recomputed = try value(formula, figure, figure.formulaPlace)
        let agreement = published.agreement(with: recomputed)
        let isMiss = agreement == .different
        var alternatives: [AlternativeFinding] = []
        for alternative in figure.alternatives {
            guard case .value(let formula) = alternative.claim else { continue }
            let value = try self.value(formula, figure, alternative.place)
            alternatives.append(
                AlternativeFinding(
                    words: alternative.words, formula: alternative.text, value: value,
                    follows: published.agreement(with: value) != .different))
        }
        return DerivedFinding(
            figure: index,
            outcome: .computed(
                DerivedFinding.Computation(
                    recomputed: recomputed, agreement: agreement,
                    factor: quotient(published.value.approximation, recomputed.approximation),
                    alternatives: isMiss ? alternatives : [],
                    needs: isMiss ? needs(formula, index) : [])))
    }

    /// Nil where the row has no relation, which its reader has told.
    func check(_ index: Int) throws(AuditError) -> CheckFinding? {
        let figure = figures[index]
        guard case .relation(let relation) = figure.claim else { return nil }
        let sides = try self.sides(relation, figure, figure.formulaPlace)
        var alternatives: [AlternativeFinding] = []
        for alternative in figure.alternatives {
            guard case .relation(let other) = alternative.claim else { continue }
            let found = try self.sides(other, figure, alternative.place)
            alternatives.append(
                AlternativeFinding(
                    words: alternative.words, formula: alternative.text, value: found.left,
                    follows: found.holds))
        }
        return CheckFinding(
            figure: index, left: sides.left, right: sides.right, bound: relation.sign.words,
            holds: sides.holds,
            factor: quotient(sides.left.approximation, sides.right.approximation),
            alternatives: sides.holds ? [] : alternatives)
    }

    /// By figure, in its own unit, with each derived figure recomputed before it is taken.
    func rebuilt(in order: [Int]) -> [Amount.Number?] {
        var amounts = amounts
        var rebuilt: [Amount.Number?] = Array(repeating: nil, count: figures.count)
        for index in order {
            guard case .value(let formula) = figures[index].claim else { continue }
            let amount = try? formula.value { amounts[$0] }
            amounts[index] = amount
            rebuilt[index] = amount?.counted(in: figures[index].unit)
        }
        return rebuilt
    }

    private func quotient(_ a: Double, _ b: Double) -> Double? {
        let quotient = a / b
        return b != 0 && quotient.isFinite ? quotient : nil
    }

    private func value(
        _ formula: Formula, _ figure: PublishedFigure, _ place: Int
    ) throws(AuditError) -> Amount.Number {
        let amount = try self.amount(formula, figure, place)
        return try number(amount, figure, place, offset: 0)
    }

    private func amount(
        _ formula: Formula, _ figure: PublishedFigure, _ place: Int
    ) throws(AuditError) -> Amount {
        do { return try formula.value { amounts[$0] } } catch {
            let step = formula.steps.first { $0.offset == error.offset }
            var text = ""
            if case .figure(let index)? = step?.action {
                text = "\(figures[index].id) = \(figures[index].text)"
            }
            throw AuditError(
                line: figure.line, column: place + error.offset, key: "formula", text: text,
                reason: error.reason)
        }
    }

    /// In the unit of the figure.
    private func number(
        _ amount: Amount, _ figure: PublishedFigure, _ place: Int, offset: Int
    ) throws(AuditError) -> Amount.Number {
        guard amount.dimension == figure.unit.dimension,
            let number = amount.counted(in: figure.unit)
        else {
            throw AuditError(
                line: figure.line, column: place + offset, key: "formula", text: "",
                reason: "it gives \(amount.dimension), and '\(figure.unitText)' is"
                    + " \(figure.unit.dimension); mend the formula or the unit")
        }
        return number
    }

    private func sides(
        _ relation: Relation, _ figure: PublishedFigure, _ place: Int
    ) throws(AuditError) -> (left: Amount.Number, right: Amount.Number, holds: Bool) {
        let left = try amount(relation.left, figure, place)
        let right = try amount(relation.right, figure, place)
        let numbers = (
            try number(left, figure, place, offset: 0),
            try number(right, figure, place, offset: relation.offset + relation.sign.rawValue.count)
        )
        let holds =
            switch relation.sign {
            case .less: left.isLess(than: right)
            case .greater: right.isLess(than: left)
            case .lessOrEqual: !right.isLess(than: left)
            case .greaterOrEqual: !left.isLess(than: right)
            case .equal: agree(relation, left, right)
            }
        return (numbers.0, numbers.1, holds)
    }

    /// Where a side is a single figure, it may be the other rounded or cut to the digits that were
    /// published; else both are within 1%. A number in the formula was not published, so nothing is
    /// rounded to its digits; and it is exact, so a figure beside it has no 1% of other rounding.
    private func agree(_ relation: Relation, _ left: Amount, _ right: Amount) -> Bool {
        if left == right { return true }
        let agreements = [(relation.right, left), (relation.left, right)].compactMap {
            agreement(of: $1, with: $0)
        }
        if !agreements.isEmpty {
            let hasNumber = relation.left.isNumber || relation.right.isNumber
            return agreements.contains { $0 != .different && !(hasNumber && $0 == .near) }
        }
        let (a, b) = (left.number.approximation, right.number.approximation)
        return abs(a - b) <= 0.01 * abs(b)
    }

    /// How an amount stands to a formula that is one figure; nil where it is not.
    private func agreement(of amount: Amount, with formula: Formula) -> Agreement? {
        guard formula.steps.count == 1, case .figure(let index) = formula.steps[0].action else {
            return nil
        }
        let counted = amount.counted(in: figures[index].unit)
        return counted.flatMap { figures[index].number?.agreement(with: $0) }
    }

    private func needs(_ formula: Formula, _ index: Int) -> [DerivedFinding.Need] {
        guard let target = amounts[index] else { return [] }
        return formula.figures.compactMap { source in
            guard let number = figures[source].number,
                let factor = InputSearch(formula, amounts, source).factor(reaching: target)
            else { return nil }
            let value = InputSearch.rounded(factor * number.value.approximation)
            return value.isFinite ? DerivedFinding.Need(figure: source, value: value) : nil
        }
    }
}
