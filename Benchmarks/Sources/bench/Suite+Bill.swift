// SPDX-License-Identifier: GPL-3.0-or-later

extension Suite {
    /// How long one waits for the bill of a year.
    func bill() throws -> Finding {
        let bar = bars.bill
        say("the bill of \(bar.months), \(bar.scenario)")
        let seconds = try elapsed([
            [
                plimsoll.program, "cost", bar.scenario, "--months", bar.months, "--replications",
                "\(bar.replications)", "--threads", "\(bar.threads)",
            ]
        ])
        return .atMost(
            bar.seconds, seconds, unit: " s",
            name: "\(bar.scenario), the bill of \(bar.months), \(bar.replications) replications",
            figure: "\(Figure.fixed(seconds, 1)) s")
    }
}
