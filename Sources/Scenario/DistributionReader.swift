// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

extension Field {
    private static var distributionForms: String {
        "a duration such as 5ms, or a map such as {mean: 1s} or {mean: 1s, p95: 3s}"
    }

    /// A time that varies: a duration is always the same, `{mean: 1s}` is exponential, and so on.
    func distribution() -> Distribution? {
        ask(.definition(.time))
        switch node.value {
        case .scalar:
            guard let time = quantity(SimTime.self) else { return nil }
            return valid { () throws(DistributionError) in try .deterministic(time) }
        case .list:
            note("this is a list", "write \(Self.distributionForms)")
            return nil
        case .map:
            let keys = [
                "law", "mean", "p95", "scv", "shape", "low", "high", "values", "weights",
            ]
            guard let map = map(keys) else { return nil }
            guard let law = law(of: map) else { return nil }
            return read(law, map)
        }
    }

    private enum Law: String, CaseIterable {
        case exponential, deterministic, uniform, lognormal, gamma, hyperexponential, empirical
        case weibull, pareto

        /// The sets of keys that say everything about the law.
        var forms: [[String]] {
            switch self {
            case .exponential, .deterministic: [["mean"]]
            case .uniform: [["low", "high"]]
            case .lognormal: [["mean", "p95"], ["mean", "scv"]]
            case .gamma, .hyperexponential: [["mean", "scv"]]
            case .empirical: [["values"], ["values", "weights"]]
            case .weibull: [["mean", "shape"], ["mean", "scv"]]
            case .pareto: [["low", "high", "shape"]]
            }
        }

        /// The law that a set of keys means where none is named.
        static let unnamed: [Law] = [.exponential, .lognormal, .uniform, .empirical]
    }

    /// The law that is named or that the keys mean.
    private func law(of map: MapReader) -> Law? {
        let given = map.fields.map(\.key).filter { $0 != "law" }.sorted()
        func fits(_ law: Law) -> Bool { law.forms.contains { $0.sorted() == given } }
        if let named = map["law"] {
            guard let law = named.choice(Law.self) else { return nil }
            guard fits(law) else {
                let forms = law.forms.map { $0.joined(separator: " and ") }
                let keys = given.isEmpty ? "no keys" : given.joined(separator: ", ")
                note(
                    "\(keys) do not make a \(law.rawValue) law",
                    "give only " + forms.joined(separator: ", or ") + "; null removes a key")
                return nil
            }
            return law
        }
        if let law = Law.unnamed.first(where: fits) { return law }
        note(
            "these keys do not make a law of times",
            "give mean; mean and p95; mean and scv; low and high; or values")
        return nil
    }

    private func read(_ law: Law, _ map: MapReader) -> Distribution? {
        switch law {
        case .exponential:
            guard let mean = map.time("mean") else { return nil }
            return valid { () throws(DistributionError) in try .exponential(mean: mean) }
        case .deterministic:
            guard let mean = map.time("mean") else { return nil }
            return valid { () throws(DistributionError) in try .deterministic(mean) }
        case .uniform:
            let (low, high) = (map.time("low"), map.time("high"))
            guard let low, let high else { return nil }
            return valid { () throws(DistributionError) in try .uniform(low: low, high: high) }
        case .lognormal where map.has("p95"):
            let (mean, p95) = (map.time("mean"), map.time("p95"))
            guard let mean, let p95 else { return nil }
            return valid { () throws(DistributionError) in try .lognormal(mean: mean, p95: p95) }
        case .weibull where map.has("shape"):
            let (mean, shape) = (map.time("mean"), map["shape"]?.number(0...1e6))
            guard let mean, let shape else { return nil }
            return valid { () throws(DistributionError) in try .weibull(mean: mean, shape: shape) }
        case .pareto:
            let (low, high) = (map.time("low"), map.time("high"))
            let shape = map.required("shape")?.number(0...1e6)
            guard let low, let high, let shape else { return nil }
            return valid { () throws(DistributionError) in
                try .pareto(low: low, high: high, shape: shape)
            }
        case .lognormal, .gamma, .hyperexponential, .weibull:
            let (mean, scv) = (map.time("mean"), map.required("scv")?.number(0...1e6))
            guard let mean, let scv else { return nil }
            return valid { () throws(DistributionError) in
                switch law {
                case .gamma: try .gamma(mean: mean, scv: scv)
                case .hyperexponential: try .hyperexponentialBalanced(mean: mean, scv: scv)
                case .weibull: try .weibull(mean: mean, scv: scv)
                case .exponential, .deterministic, .uniform, .lognormal, .empirical, .pareto:
                    try .lognormal(mean: mean, scv: scv)
                }
            }
        case .empirical:
            return empirical(map)
        }
    }

    private func empirical(_ map: MapReader) -> Distribution? {
        let items = map.required("values")?.items("a list of durations") ?? []
        let values = items.map { $0.quantity(SimTime.self) }
        let weights = map["weights"].optional { field in
            all(field.items("a list of numbers")?.map { $0.number(0...1e12) })
        }
        guard let values = all(values), !items.isEmpty, let weights else {
            if items.isEmpty { note("there are no values", "give at least one duration") }
            return nil
        }
        return valid { () throws(DistributionError) in
            try .empirical(values: values, weights: weights)
        }
    }

    private func valid(
        _ make: () throws(DistributionError) -> Distribution
    ) -> Distribution? {
        do { return try make() } catch {
            note("this is no law of times: \(error)", "change its values")
            return nil
        }
    }
}

extension MapReader {
    func time(_ key: String) -> SimTime? { required(key)?.quantity(SimTime.self) }
}

/// The values if none is missing.
func all<Value>(_ values: [Value?]?) -> [Value]? {
    guard let values else { return nil }
    let present = values.compactMap { $0 }
    return present.count == values.count ? present : nil
}
