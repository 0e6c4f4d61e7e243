// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

// Of uses that share a price, one costs more where another costs less.
extension Pricing {
    /// Lines of one price in one layer leave no more open together than all of its units do. Those
    /// of several layers are not narrowed: each layer moves on its own.
    func narrow(_ lines: inout [BillLine], _ uses: [MeteredUse]) throws(CostError) {
        var counts: [PriceKey: Int] = [:]
        for use in uses { counts[use.entry.key, default: 0] += 1 }
        for use in uses {
            let key = use.entry.key
            guard let count = counts.removeValue(forKey: key), count > 1 else { continue }
            let isPlain =
                !draws.contains { $0.commitment.price == key }
                && !agreements.spot.contains { $0.price == key }
            let own = lines.indices.filter { lines[$0].price == key }
            guard isPlain, own.allSatisfy({ lines[$0].layer == use.layer }),
                let open = opens[key]?.whole
            else { continue }
            do {
                let total = totals[key] ?? .zero
                let schedule = use.entry.schedule
                let portions = try schedule.portions(of: total, after: .zero, ofAll: total)
                let margins = schedule.margins(
                    of: portions, after: .zero, ofAll: total, open: open)
                var sum = 0.0
                for (portion, margin) in zip(portions, margins ?? []) {
                    let price = portion.price.approximation
                    let contracted = try contracted(portion.price, key).approximation
                    sum += price > 0 ? margin * contracted / price : margin
                }
                lines.narrow(own, to: sum)
            } catch {
                throw .arithmetic(component: use.component, error)
            }
        }
    }
}

extension [BillLine] {
    /// What these lines leave open together; nil where one does not say.
    func open(_ own: [Int]) -> Double? {
        own.reduce(0) { sum, index in
            sum.flatMap { sum in self[index].halfWidthPerMonth.map { sum + $0 } }
        }
    }

    /// Each of them in proportion, where they leave more open together.
    mutating func narrow(_ own: [Int], to limit: Double) {
        guard let open = open(own), open > limit else { return }
        for index in own {
            self[index].halfWidthPerMonth = self[index].halfWidthPerMonth.map {
                $0 * limit / open
            }
        }
    }
}
