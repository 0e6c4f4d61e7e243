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

    var headline: String {
        let months = inputs.months
        let costs =
            "\(Words.money(answer.before.total, isBrief: true)) a month become"
            + " \(Words.money(answer.after.total, isBrief: true))"
        let worth =
            "the net present value is \(Words.money(answer.worth, isBrief: true)) over"
            + " \(Words.count(months, "month")) at \(inputs.discountRate)"
        let start: String
        switch answer.payback {
        case .after(let time) where time == .zero && answer.worth < .zero:
            start = "Moving to \(right) does not pay: \(costs), and \(worth)."
        case .after(let time) where time == .zero:
            start = "Moving to \(right) pays at once: \(costs), and \(worth)."
        case .after(let time):
            let number = Figures.text(time.approximation, .number).main
            let lost = answer.worth < .zero ? " and loses it again" : ""
            start =
                "Moving to \(right) pays back in \(number) months\(range)\(lost): \(costs), and"
                + " \(worth)."
        case .never:
            start =
                "Moving to \(right) does not pay back within \(Words.count(months, "month")):"
                + " \(costs), and \(worth)."
        }
        return start + " " + volume + " " + baseFee
    }

    /// P10 to P90 of the payback.
    private var range: String {
        guard let band = study.paths?.payback else { return "" }
        func text(_ months: Double?) -> String {
            months.map { Figures.text($0, .number).main } ?? "never"
        }
        return " (80%: \(text(band.low)) to \(text(band.high)))"
    }

    private var volume: String {
        switch answer.volumeOfWorth {
        case .from(let factor): "It pays from \(perDay(factor)) a day on,"
        case .upTo(let factor): "It pays up to \(perDay(factor)) a day,"
        case .always: "It pays at any volume,"
        case .never(let reason): "It pays at no volume: \(words(reason));"
        }
    }

    private var baseFee: String {
        switch answer.feeOfWorth {
        case .from(let price): "and from a base fee of \(gwei(price)) on."
        case .upTo(let price): "and up to a base fee of \(gwei(price))."
        case .always: "and at any base fee."
        case .never(let reason): "it pays at no base fee of \(left): \(words(reason))."
        }
    }

    private func words<Value>(_ reason: EvenPoint<Value>.Reason) -> String {
        switch reason {
        case .nothingSaved: "more of it saves nothing more"
        case .notCovered: "what is saved does not cover what is paid besides"
        }
    }

    private func perDay(_ factor: ExactDecimal) -> String {
        let count = (try? answer.requestsPerDay(times: factor).approximation) ?? 0
        return Figures.text(count, .number).main + " requests"
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
        ] + risk + assumed
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
                + " and has a net present value above zero in \(worth)."
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
