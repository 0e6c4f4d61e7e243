// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

/// Where closed forms expect the least setting of a lever that keeps all levels: where a simulation
/// looks first. It decides nothing.
struct FormulaGuess {
    let model: Model

    /// Nil where there is no closed form, or it expects none.
    func setting(_ lever: Lever, in search: SettingSearch) -> Int? {
        guard let now = try? ClosedForm(model).measurements() else { return nil }
        let least =
            search.isHighEnough ? now.overall.throughput.value * Laboratory.keptThroughput : 0
        return search.smallest(guess: nil) { isEnough(lever, $0, least) }
    }

    private func isEnough(_ lever: Lever, _ setting: Int, _ leastThroughput: Double) -> Bool {
        guard let changed = try? lever.apply(setting, to: model),
            let measured = try? ClosedForm(changed).measurements(),
            let assessment = try? Assessment(changed, measured)
        else { return false }
        let isSlower = measured.overall.throughput.value < leastThroughput
        return Trial(assessment: assessment, isSlower: isSlower).looksMet
    }
}
