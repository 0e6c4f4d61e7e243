// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// What `breakeven` says in sentences.
struct BreakevenWords {
    private let study: BreakevenStudy
    let left: String
    let right: String

    private var answer: Breakeven { study.breakeven }

    init(_ study: BreakevenStudy) {
        self.study = study
        let answer = study.breakeven
        left = answer.plan.left.model.component(answer.plan.left.chain).name
        right = answer.plan.target.name
    }

    private var inputs: MigrationPlan.Inputs { answer.plan.inputs }

    // MARK: Headline

    var headline: String { decision + " " + points }

    /// Whether it pays, and when.
    private var decision: String {
        let months = Words.count(inputs.months, "month")
        let costs =
            "\(Words.money(answer.before.total, isBrief: true)) a month become"
            + " \(Words.money(answer.after.total, isBrief: true))"
        let worth =
            "the net present value is \(Words.money(answer.worth, isBrief: true)) over"
            + " \(months) at \(inputs.discountRate)"
        let pays: String
        switch answer.payback {
        case .after(let time):
            let number = Figures.text(time.approximation, .number).main
            let when = time == .zero ? "pays at once" : "pays back in \(number) months"
            // What comes back may not be worth as much, or be lost again.
            let lost =
                answer.worth >= .zero
                ? "" : isLostAgain ? " and loses it again" : ", but not with interest"
            pays = when + range + lost
        case .never:
            pays =
                isWithoutOutlay
                ? "does not pay" + range : "does not pay back within \(months)\(range)"
        }
        return "Moving to \(right) \(pays): \(costs), and \(worth)."
    }

    private var isWithoutOutlay: Bool { answer.flows.amounts.first == .zero }

    /// Whether what came back is gone after all months.
    private var isLostAgain: Bool {
        guard let total = try? Money.sum(answer.flows.amounts) else { return false }
        return total < .zero
    }

    /// P10 to P90 of the payback.
    private var range: String {
        guard let band = study.paths?.payback else { return "" }
        switch (band.low, band.high) {
        case (.number(let low), .number(let high)):
            return " (80%: \(months(low)) to \(months(high)))"
        case (.number(let low), .beyond):
            return " (one case in ten: within \(months(low)) months; at least one in ten: never)"
        case (.beyond, _): return " (at least nine cases in ten: never)"
        case (.below, _), (_, .below): return ""
        }
    }

    private func months(_ count: Double) -> String { Figures.text(count, .number).main }

    /// From which volume and base fee on: each with the other as it is.
    private var points: String {
        let (volume, pays) = self.volume
        let (fee, paysAtFee) = baseFee
        let mark = pays && paysAtFee ? "," : ";"
        return "\(volume)\(mark) \(pays == paysAtFee ? "and" : "but") \(fee)."
    }

    /// What does not pay as it is would elsewhere.
    private var itPays: String { answer.worth >= .zero ? "It pays" : "It would pay" }

    private var volume: (words: String, pays: Bool) {
        switch answer.volumeOfWorth {
        case .from(let factor): ("\(itPays) from \(perDay(factor)) requests a day on", true)
        case .upTo(let factor): ("\(itPays) up to \(perDay(factor)) requests a day", true)
        case .within(let ranges):
            ("\(itPays) at these requests a day: \(EvenCells().words(ranges, perDay))", true)
        case .always: ("It pays at any volume", true)
        case .never(.nothingSaved): ("It pays at no volume, as more requests save no more", false)
        case .never(.notCovered):
            ("It pays at no volume: what is saved does not cover what is paid besides", false)
        }
    }

    private var baseFee: (words: String, pays: Bool) {
        switch answer.feeOfWorth {
        case .from(let price): ("from a base fee of \(gwei(price)) on", true)
        case .upTo(let price): ("up to a base fee of \(gwei(price))", true)
        case .within(let ranges): ("at base fees of \(EvenCells().words(ranges, gwei))", true)
        case .always: ("at any base fee", true)
        case .never(.nothingSaved):
            ("at no base fee of '\(left)', as a higher one saves no more", false)
        case .never(.notCovered):
            (
                "at no base fee of '\(left)': what is saved does not cover what is paid besides",
                false
            )
        }
    }

    private func perDay(_ factor: ExactDecimal) -> String {
        let count = (try? answer.requestsPerDay(times: factor).approximation) ?? 0
        return Figures.text(count, .number).main
    }

    private func gwei(_ price: WeiPerGas) -> String {
        Figures.text(price.inGwei, .number).main + " gwei"
    }

    // MARK: Notes

    var notes: [String] {
        [
            "Only what goes to '\(left)' is compared, and what going to \(right) takes; servers,"
                + " databases and all else cost the same before and after.",
            "Fees are those of prices that stand still: a base fee of \(gwei(inputs.baseFee)) on"
                + " '\(left)', of \(gwei(inputs.baseFeeThere)) on \(right), ether at"
                + " \(Words.money(inputs.etherPrice)). What \(right) charges for data moves with"
                + " the base fee of '\(left)'.",
        ] + [month].compactMap { $0 } + risk + assumed
    }

    private var month: String? {
        let traffic = answer.plan.left.traffic
        guard traffic.kinds.contains(where: { $0.operation != nil }) else { return nil }
        return Words.month(of: traffic.windowsPerMonth, hours: traffic.hoursPerMonth)
    }

    private var risk: [String] {
        guard let paths = study.paths else {
            return [
                "Base fee, growth and effort are taken as certain; with ranges, such as base fee:"
                    + " {low: 0.6 gwei, mid: 2 gwei, high: 15 gwei}, all figures have P10 to P90."
            ]
        }
        let share = Figures.text(paths.paysBack.fraction, .ratio).main
        let worth = Figures.text(paths.isWorth.fraction, .ratio).main
        return [
            "P10 to P90 are of \(Figures.count(Int64(paths.count))) cases, each with one base fee,"
                + " one growth and one effort for all months. It pays back in \(share) of them,"
                + " and has a net present value of zero or more in \(worth)."
        ]
    }

    private var assumed: [String] {
        let words = answer.plan.assumed.map(words)
        guard !words.isEmpty else { return [] }
        return ["Not stated, and hence assumed: \(words.joined(separator: "; "))."]
    }

    private func words(_ assumption: MigrationPlan.Assumption) -> String {
        switch assumption {
        case .noEffort: "moving takes no work (effort, one-off)"
        case .noLiquidity: "no money lies in a bridge (liquidity)"
        case .noBridge: "the bridge costs nothing to run (bridge)"
        case .noProviders: "providers cost nothing, or the same (rpc)"
        case .sameProviders: "providers of \(right) cost the same (to.\(right).rpc)"
        case .noPosting:
            "posting is in what is charged for data (to.\(right).posting)"
        case .capitalAtDiscountRate: "capital costs the discount rate (cost of capital)"
        case .discountRate(let rate): "a discount rate of \(rate)"
        case .months(let count): "\(count) months"
        case .growth(let growth): "a growth of \(growth)"
        case .baseFee(let price): "a base fee of \(gwei(price)), as the scenario has it"
        case .data(let data, let kinds):
            "\(data) of data in \(Words.count(kinds, "kind")) of transactions that state none"
        case .dataPricesStay:
            "prices of data stay, whatever '\(left)' costs (to.\(right).prices at)"
        }
    }
}
