// SPDX-License-Identifier: GPL-3.0-or-later

/// What the columns of a run's tables mean, for its data dictionary.
enum Glossary {
    /// Of a column in one table first, then of its id anywhere; else its title.
    static func meaning(of column: Column, in table: Table) -> String {
        if let own = byTable["\(table.id).\(column.id)"] { return own }
        if let known = byColumn[column.id] { return known }
        for (ending, words) in timeline where table.id == "timeline" {
            if column.id.hasSuffix(ending) { return "\(column.title): \(words)" }
        }
        return "\(column.title) (\(table.title))"
    }

    /// Columns of the timeline are named after components.
    private static let timeline = [
        ("_ready", "mean number of pods that took requests in the window"),
        ("_pods", "mean number of pods that were paid for in the window"),
        ("_busy", "share of the pods' time in use in the window"),
        ("_utilization", "share of the time in use in the window"),
        ("_queue", "mean number waiting in the window"),
        ("_hit_rate", "share of lookups that found their key in the window"),
        ("_lag", "mean replication lag in the window"),
        ("_base_fee", "mean base fee of the window's blocks"),
    ]

    private static let byTable = [
        "slo.measured": "What the simulation measured of the objective",
        "slo.limit": "What the scenario promises",
        "slo.bound": "Whether the limit must not be exceeded, or be reached",
        "slo.verdict": "Whether the whole interval is on the right side of the limit",
        "timeline.until": "End of the window, as time since the start",
        "timeline.start": "Start of the window, since the start of the scenario",
        "timeline.end": "End of the window, since the start of the scenario",
        "timeline.arrivals": "Requests that came, a second",
        "timeline.completions": "Requests answered, a second",
        "timeline.failures": "Requests that failed, a second",
        "events.at": "When, as time since the start",
        "events.time": "When, since the start of the scenario",
        "events.event": "What changed",
        "events.cause": "Why it changed",
        "scaling.paid": "Mean number of pods that were paid for",
        "scaling.ready": "Mean number of pods that took requests",
        "scaling.fewest": "Fewest pods that took requests at any time",
        "scaling.most": "Most pods that took requests at any time",
        "scaling.increases": "Decisions for more pods in the measured time",
        "scaling.decreases": "Decisions for fewer pods in the measured time",
        "breakdown.waiting": "Mean time of a request waiting at the place",
        "breakdown.service": "Mean time of a request served at the place",
        "breakdown.share": "Share of the mean latency",
        "components.servers": "Servers: cores, connections or nodes that work at once",
        "components.throughput": "Visits a second",
        "components.queue": "Mean number of requests waiting",
        "components.waiting": "Mean wait of a visit",
        "components.service": "Mean service of a visit",
        "components.saturation_load": "Requests a second at which it is busy all the time",
        "laws.demand": "Service that one request asks of it, from the scenario alone",
        "laws.law_utilization": "Utilization by the utilization law: load times demand",
        "laws.little_residual": "How far queue and wait are from Little's law, as a share",
        "laws.formula_utilization": "Utilization by the closed form",
        "laws.formula_waiting": "Mean wait by the closed form",
        "costs.per_hour": "Cost an hour",
        "costs.quantity": "Quantity a month that is billed",
        "costs.free": "Quantity a month that is free",
        "costs.basis": "Whether the quantity was given or measured",
        "layers.share": "Share of the total cost",
        "uses.of": "What is used",
        "uses.per_second": "Uses a second",
        "observations.figure": "What was published",
        "observations.use": "Whether the model was fitted to the figure or predicts it",
        "assumptions.input": "Path of the input in the scenario",
        "assumptions.value": "Its value as written",
        "assumptions.basis": "Whether it is given, derived or guessed",
        "alerts.fired": "Share of the replications in which it fired",
        "alerts.times": "How often it fired in a run",
        "alerts.firing": "Share of the time in which it was firing",
    ]

    private static let byColumn = [
        "operation": "Operation of the scenario; all stands for all together",
        "component": "Component of the scenario, or a part of one",
        "place": "Where the time goes", "cache": "Cache of the scenario",
        "layer": "Layer of the bill", "item": "Line of the bill",
        "meter": "By what the line is billed", "objective": "Service level of the scenario",
        "source": "Where it comes from", "alert": "Alert of the scenario",
        "completed": "Requests answered in the measured time of all replications",
        "failed": "Requests that failed in the measured time of all replications",
        "throughput": "Requests answered a second", "mean": "Mean latency of answered requests",
        "p50": "Latency that half of the answered requests stay within",
        "p90": "Latency that 90% of the answered requests stay within",
        "p95": "Latency that 95% of the answered requests stay within",
        "p99": "Latency that 99% of the answered requests stay within",
        "errors": "Share of the ended requests that failed or were rejected",
        "utilization": "Share of the time in use",
        "headroom": "Share of what it can carry that is left",
        "headroom_without_one": "The same with its largest member lost",
        "tail_waiting": "Mean time waiting there, of the slowest 5%",
        "tail_service": "Mean time served there, of the slowest 5%",
        "tail_share": "Share of the mean latency of the slowest 5%",
        "hit_rate": "Share of lookups that found their key",
        "lookups": "Keys looked up a second", "evictions": "Keys dropped a second for room",
        "memory_use": "Share of the memory in use", "per_month": "Cost a month",
        "per_transaction": "Cost of one business transaction",
        "unit_price": "Price of one unit of the meter", "per_request": "Uses of one request",
        "published": "The published figure", "published_text": "The figure as published",
        "modelled": "The model's own figure",
        "residual": "Modelled over published, less one",
    ]
}
