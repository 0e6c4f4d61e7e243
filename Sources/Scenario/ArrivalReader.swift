// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads an open source: a `rate` or `bursts`, how arrivals follow one another, and how many
/// requests come at each.
struct ArrivalReader {
    static let keys = [
        "rate", "bursts", "trace", "arrivals", "batch", "mix", "stages", "profile", "shape", "from",
    ]

    let map: MapReader
    let run: RunFrame
    /// The CSV file that the source names.
    let trace: TraceFile?

    /// The arrivals; the keys of the source have been checked.
    func read() -> OpenDemand? {
        let batch = map["batch"].or(.one, self.batch)
        if let bursts = map["bursts"] { return readBursts(bursts, batch) }
        if let trace = map["trace"] { return readTrace(trace, batch) }
        let rate = map.required("rate")?.quantity(Rate.self)
        let law = map["arrivals"].or(.poisson, self.law)
        let moves = MoveReader(map: map, start: run.start).read(from: rate)
        guard let rate, let law, let moves, let batch else { return nil }
        return OpenDemand(
            rate: rate, law: law,
            stages: moves.stages.map { RateStage(duration: $0.over, target: $0.target) },
            batch: batch, cycle: moves.cycle)
    }

    // MARK: Bursts

    private func readBursts(_ field: Field, _ batch: BatchSize?) -> OpenDemand? {
        let isAlone = stands(
            "bursts", without: ["rate", "trace", "arrivals", "stages", "profile", "shape"],
            "bursts are Poisson arrivals at the rates they list")
        let bursts = all(
            field.items("a list such as [{rate: 200/s, mean: 30s}, {rate: 20/s, mean: 2m}]")?
                .map(burst))
        guard let bursts, let batch, isAlone else { return nil }
        return OpenDemand(bursts: bursts, batch: batch)
    }

    /// Notes keys that do not go with another one.
    private func stands(_ key: String, without others: [String], _ reason: String) -> Bool {
        let present = others.compactMap { other in map[other].map { (other, $0) } }
        for (other, field) in present {
            field.note(
                at: field.keyPlace, "the source has '\(key)' and '\(other)'",
                "leave one of them out; \(reason)", value: other)
        }
        return present.isEmpty
    }

    // MARK: Traces

    private func readTrace(_ field: Field, _ batch: BatchSize?) -> OpenDemand? {
        let reason = "a trace says when requests come"
        let isAlone = stands("trace", without: ["rate", "stages", "profile", "shape"], reason)
        let law = map["arrivals"].or(.poisson, self.law)
        let load = TraceReader(file: trace, length: run.length).read(field)
        guard isAlone, let law, let load, let batch else { return nil }
        switch load {
        case .arrivals(let trace):
            guard stands("trace", without: ["arrivals"], reason) else { return nil }
            return OpenDemand(trace: trace, batch: batch)
        case .rates(let mean, let cycle):
            return OpenDemand(rate: mean, law: law, stages: [], batch: batch, cycle: cycle)
        }
    }

    private func burst(_ field: Field) -> Burst? {
        guard let map = field.map(["rate", "mean"]) else { return nil }
        let rate = map.required("rate")?.quantity(Rate.self)
        let mean = map.required("mean")?.quantity(SimTime.self)
        guard let rate, let mean else { return nil }
        return Burst(rate: rate, mean: mean)
    }

    // MARK: Batches

    /// A number, or `{values: [1, 5], weights: [3, 1]}`.
    private func batch(_ field: Field) -> BatchSize? {
        let sizes = 1...BatchSize.largest
        switch field.node.value {
        case .scalar: return field.count(sizes).map { BatchSize(sizes: [$0], weights: [1]) }
        case .list:
            field.note("this is a list", "write a number, or {values: [1, 5], weights: [3, 1]}")
            return nil
        case .map:
            guard let map = field.map(["values", "weights"]) else { return nil }
            let values = all(
                map.required("values")?.items("a list of numbers")?.map { $0.count(sizes) })
            let weights = map["weights"].optional { weights in
                all(weights.items("a list of numbers")?.map { $0.number(0...1e12) })
            }
            guard let values, let weights else { return nil }
            return BatchSize(sizes: values, weights: weights ?? values.map { _ in 1 })
        }
    }

    // MARK: Laws of the time between arrivals

    private enum Name: String, CaseIterable {
        case poisson, deterministic
    }

    /// The laws whose shape may be named; the mean comes from the rate.
    private enum Law: String, CaseIterable {
        case gamma, lognormal, hyperexponential, weibull, uniform, pareto, empirical

        var forms: [[String]] {
            switch self {
            case .gamma, .lognormal, .hyperexponential: [["scv"]]
            case .weibull: [["shape"], ["scv"]]
            case .uniform: [["low", "high"]]
            case .pareto: [["low", "high", "shape"]]
            case .empirical: [["values"], ["values", "weights"]]
            }
        }

        var needsMean: Bool {
            switch self {
            case .gamma, .lognormal, .hyperexponential, .weibull: true
            case .uniform, .pareto, .empirical: false
            }
        }
    }

    private func law(_ field: Field) -> InterarrivalLaw? {
        guard case .map(let entries) = field.node.value else {
            switch field.choice(Name.self) {
            case .poisson: return .poisson
            case .deterministic: return .deterministic
            case nil: return nil
            }
        }
        let keys = ["law", "scv", "shape", "low", "high", "values", "weights", "mean"]
        guard let map = field.map(keys), let law = map.required("law")?.choice(Law.self) else {
            return nil
        }
        if let mean = map["mean"] {
            mean.note(
                at: mean.keyPlace, "the mean time between arrivals is 1 / rate",
                "leave 'mean' out", value: "mean")
            return nil
        }
        let given = entries.map(\.key).filter { $0 != "law" }.sorted()
        guard law.forms.contains(where: { $0.sorted() == given }) else {
            let forms = law.forms.map { $0.joined(separator: " and ") }
            field.note(
                "the keys do not make a \(law.rawValue) law of arrivals",
                "give " + forms.joined(separator: ", or "))
            return nil
        }
        return shape(field, entries, needsMean: law.needsMean)
    }

    /// The law with a mean that is only its unit.
    private func shape(
        _ field: Field, _ entries: [DocumentNode.Entry], needsMean: Bool
    ) -> InterarrivalLaw? {
        let unit = DocumentNode.Entry(
            key: "mean", keyPlace: field.node.place,
            value: DocumentNode(
                place: field.node.place,
                value: .scalar(DocumentNode.Scalar(text: "1000s", isQuoted: false))))
        let whole = DocumentNode(
            place: field.node.place, value: .map(entries + (needsMean ? [unit] : [])))
        return Field(
            node: whole, keyPlace: field.keyPlace, path: field.path, problems: field.problems
        ).distribution().map { .renewal($0) }
    }
}
