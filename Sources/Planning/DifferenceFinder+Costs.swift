// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Quantities
import Statistics

// Money differs exactly between two bills; how far that is chance, the bills of single replications
// say, which pair as their latencies do.
extension DifferenceFinder {
    /// A bill, and what it would be as each replication went.
    private struct Side {
        let bill: Bill
        /// Empty where one replication, or a closed form, gives no spread.
        let samples: [Bill]

        init(_ assessment: Assessment) {
            bill = assessment.bill
            let each = try? Bill.ofReplications(assessment.model, assessment.measurements)
            samples = (each ?? []).count > 1 ? each ?? [] : []
        }

        func values(_ amount: (Bill) -> Money?) -> [Double] {
            samples.compactMap { amount($0)?.approximation }
        }
    }

    /// The month by layer, where there are several, and in total, and a transaction.
    mutating func compareCosts(_ base: Assessment, _ candidate: Assessment) {
        if base.bill.lines.isEmpty && candidate.bill.lines.isEmpty { return }
        let sides = (Side(base), Side(candidate))
        let layers = CostLayer.allCases.filter { layer in
            (base.bill.layers + candidate.bill.layers).contains { $0.layer == layer }
        }
        if layers.count > 1 {
            for layer in layers {
                let lines = [base, candidate].map { side in
                    side.bill.lines.filter { $0.layer == layer }
                }
                add(
                    layer.rawValue, .costPerMonth, sides, { $0.perMonth(of: layer) },
                    open: lines[0] == lines[1] ? [0] : lines.map(Self.open))
            }
        }
        let isSame = base.bill == candidate.bill
        let bills = [base.bill, candidate.bill]
        add(
            Self.total, .costPerMonth, sides, { $0.perMonth },
            open: isSame ? [0] : bills.map { Self.open($0.lines) })
        add(
            Self.total, .costPerTransaction, sides, { $0.transaction?.amount },
            open: isSame ? [0] : bills.map { Self.halfWidth($0.transaction) })
    }

    /// - Parameter open: what the lines of each side leave open, for want of replications.
    private mutating func add(
        _ subject: String, _ metric: Difference.Metric, _ sides: (Side, Side),
        _ amount: (Bill) -> Money?, open: [Double?]
    ) {
        guard let first = amount(sides.0.bill), let second = amount(sides.1.bill),
            let difference = try? second - first
        else { return }
        let pair = pair(sides, amount)
        var halfWidth = isPaired ? pair?.halfWidth : pair?.independentHalfWidth
        if pair == nil {
            halfWidth = open.reduce(0) { sum, part in sum.flatMap { sum in part.map { sum + $0 } } }
        }
        append(
            Difference(
                subject: subject, metric: metric, base: first.approximation,
                candidate: second.approximation, mean: difference.approximation,
                halfWidth: halfWidth, independentHalfWidth: pair?.independentHalfWidth,
                tolerance: tolerance))
    }

    /// Nil where not every replication of both has a bill.
    private func pair(
        _ sides: (Side, Side), _ amount: (Bill) -> Money?
    ) -> (halfWidth: Double, independentHalfWidth: Double)? {
        let values = (sides.0.values(amount), sides.1.values(amount))
        guard !values.0.isEmpty, values.0.count == sides.0.samples.count,
            !values.1.isEmpty, values.1.count == sides.1.samples.count
        else { return nil }
        // Money is subtracted exactly: what is the same on both sides leaves no rounding behind.
        let differences = zip(sides.0.samples, sides.1.samples).compactMap { base, candidate in
            both(amount(base), amount(candidate)).flatMap { try? $1 - $0 }
        }
        let pair = PairedDifference(
            Sample<Double>(values.1), minus: Sample<Double>(values.0),
            confidence: Figure.confidence)
        guard let first = differences.first, let welch = pair.independentHalfWidth else {
            return nil
        }
        let isGiven = [values.0, values.1].allSatisfy { Set($0).count == 1 }
        let independent = isGiven ? 0 : welch
        if differences.allSatisfy({ $0 == first }) { return (0, independent) }
        let sample = Sample<Double>(differences.map(\.approximation))
        return sample.halfWidth(confidence: Figure.confidence).map { ($0, independent) }
    }

    /// The longer side: a quotient's interval reaches further up than down.
    private static func halfWidth(_ transaction: Bill.TransactionCost?) -> Double? {
        guard let transaction, let interval = transaction.interval else { return nil }
        let amount = transaction.amount.approximation
        return max(interval.upperBound - amount, amount - interval.lowerBound)
    }

    /// What the simulated quantities of lines leave open, whatever their correlation.
    private static func open(_ lines: [BillLine]) -> Double? {
        lines.reduce(0) { sum, line in
            sum.flatMap { sum in line.halfWidthPerMonth.map { sum + $0 } }
        }
    }
}

/// Both, where there are both.
private func both<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    if let first, let second { (first, second) } else { nil }
}
