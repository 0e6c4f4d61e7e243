// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Planning
import Quantities

/// How reports name things, one word a thing.
enum Words {
    /// p95, p99.9.
    static func quantile(_ quantile: Ratio) -> String {
        let percent = (quantile.fraction * 1e9).rounded() / 1e7
        return "p" + PlainNumber.text(percent)
    }

    /// What a month is whose requests were counted in the measured window.
    static func month(of windows: Double, hours: Int64) -> String {
        "Requests of operations are those of the measured window, times"
            + " \(Figures.text(windows, .number).main) for a month of \(hours) h."
    }

    static func name(_ objective: Objective, _ model: Model) -> String {
        switch objective.measure {
        case .latency(let operation, let quantile, _):
            subject(operation, model) + Self.quantile(quantile) + " latency"
        case .meanLatency(let operation, _): subject(operation, model) + "mean latency"
        case .errors(let operation, _): subject(operation, model) + "error rate"
        case .hitRate(let cache, _): model.component(cache).name + " hit rate"
        case .utilization(let resource, _): model.name(of: resource) + " utilization"
        case .replicationLag(let id, _): model.component(id).name + " replication lag"
        case .costPerTransaction: "cost a transaction"
        }
    }

    private static func subject(_ operation: OperationID?, _ model: Model) -> String {
        operation.map { model.operation($0).name + " " } ?? ""
    }

    static func dimension(_ objective: Objective) -> Cell.Dimension {
        switch objective.measure {
        case .latency, .meanLatency, .replicationLag: .duration
        case .errors, .hitRate, .utilization: .ratio
        case .costPerTransaction: .dollars
        }
    }

    static func name(_ metric: Difference.Metric) -> String {
        switch metric {
        case .throughput: "throughput"
        case .errors: "error rate"
        case .meanLatency: "mean latency"
        case .latency(let quantile): Self.quantile(quantile) + " latency"
        case .utilization: "utilization"
        case .hitRate: "hit rate"
        case .pods: "pods"
        case .coldStarts: "cold starts"
        case .costPerMonth: "cost a month"
        case .costPerTransaction: "cost a transaction"
        }
    }

    static func dimension(_ metric: Difference.Metric) -> Cell.Dimension {
        switch metric {
        case .throughput: .rate
        case .meanLatency, .latency: .duration
        case .errors, .utilization, .hitRate, .coldStarts: .ratio
        case .pods: .number
        case .costPerMonth, .costPerTransaction: .dollars
        }
    }

    /// 3,420 req/s.
    static func load(_ perSecond: Double) -> String {
        Figures.text(perSecond, .number).main + " req/s"
    }

    /// 1 service level, 6 service levels.
    static func count(_ count: Int, _ noun: String) -> String {
        "\(Figures.count(Int64(count))) \(noun)\(count == 1 ? "" : "s")"
    }

    /// 9.67 USD; from 1,000 USD on without cents where `isBrief`; below a dollar at least two
    /// significant digits.
    static func money(_ amount: Money, isBrief: Bool = false) -> String {
        let decimals = isBrief && amount.approximation >= 1_000 ? 0 : decimals(of: amount)
        let shown = (try? amount.rounded(toDecimals: decimals, rule: .halfEven)) ?? amount
        return Figures.money(shown, decimals: decimals) + " USD"
    }

    /// Two, and below a dollar as many as show two significant digits.
    static func decimals(of amount: Money) -> Int {
        var decimals = 2
        var bound = 0.095
        while amount > .zero, amount.approximation < bound, decimals < 12 {
            decimals += 1
            bound /= 10
        }
        return decimals
    }

    static func tone(_ judgement: Judgement) -> Cell.Tone {
        switch judgement {
        case .met: .good
        case .breached: .bad
        case .cannotTell: .unsure
        }
    }

    static func tone(_ change: Difference.Change) -> Cell.Tone {
        switch change {
        case .better: .good
        case .worse: .bad
        case .same, .tolerated, .other: .plain
        case .unseen, .cannotTell: .unsure
        }
    }
}
