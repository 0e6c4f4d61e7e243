// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities
import Statistics

/// The largest paint of a page over all its views, and as each replication has it.
struct PageSide {
    let value: Double
    /// In the order of the replications.
    let values: [Double]
    let server: Server

    /// How long the server takes: the same where it is the same operation, or time.
    enum Server: Equatable {
        case given(SimTime)
        case operation(String)
    }

    /// Nil where there is no such page, or its operation was not answered.
    init?(_ name: String, _ side: Assessment) {
        let model = side.model
        guard let page = model.frontend.pages.first(where: { $0.name == name }),
            let value = PageAnswer(page, of: model, side.measurements).figure(.lcp)?.value
        else { return nil }
        self.value = value
        let quantile = model.frontend.quantile
        switch page.server {
        case .given(let time):
            server = .given(time)
            let count = side.measurements.sampledReplications ?? 0
            values = Array(repeating: value, count: count)
        case .operation(let id):
            server = .operation(model.operation(id).name)
            let measured = side.measurements.measurement(of: id)?.percentile(quantile)
            guard case .sampled(let sample) = measured else {
                values = []
                return
            }
            values = sample.plain.values.compactMap { seconds in
                let views = PageViews(
                    page, of: model.frontend,
                    serverTime: SimTime(roundingSeconds: max(0, seconds)))
                return views.times(.lcp).quantile(quantile)?.seconds
            }
        }
    }
}
