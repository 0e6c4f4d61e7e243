// SPDX-License-Identifier: GPL-3.0-or-later

/// A time whose survival function is a sum of exponentials, P(T > t) = Σ w e^(-r t), Σ w = 1; the
/// weights may be negative.
///
/// The sojourn time of M/M/c is one (Gross and others, Fundamentals of Queueing Theory, 4th ed.
/// 2008, section 2.3), and mixtures and sums of independent ones are ones again.
struct ExponentialSum {
    struct Term {
        let weight: Double
        /// Per second.
        let rate: Double
    }

    let terms: [Term]

    /// The sojourn time of M/M/c: with δ = c μ - λ and C by Erlang C, the term of rate δ weighs
    /// C μ / (μ - δ), and that of rate μ the rest; of one server only the first remains.
    static func station(arrivalRate: Double, serviceTime: Double, servers: Int) -> Self {
        let service = 1 / serviceTime
        let drain = Double(servers) * service - arrivalRate
        if servers == 1 { return Self(terms: [Term(weight: 1, rate: drain)]) }
        // Erlang B by its recurrence, then C = B / (1 - ρ (1 - B)).
        let load = arrivalRate * serviceTime
        var blocking = 1.0
        for count in 1...servers { blocking = load * blocking / (Double(count) + load * blocking) }
        let waiting = blocking / (1 - load / Double(servers) * (1 - blocking))
        let weight = waiting * service / (service - drain)
        return Self(
            terms: [Term(weight: 1 - weight, rate: service), Term(weight: weight, rate: drain)])
    }

    /// One of several times, with probabilities that add up to 1.
    static func mixture(_ parts: [(share: Double, time: Self)]) -> Self {
        Self(
            terms: parts.flatMap { part in
                part.time.terms.map { Term(weight: part.share * $0.weight, rate: $0.rate) }
            })
    }

    /// The sum of two independent times whose rates all differ.
    ///
    /// For densities v r e^(-r t) and w s e^(-s t) the sum survives t with
    /// v w (s e^(-r t) - r e^(-s t)) / (s - r): partial fractions of the product of transforms.
    static func + (first: Self, second: Self) -> Self {
        var terms: [Term] = []
        for a in first.terms {
            for b in second.terms {
                let product = a.weight * b.weight / (b.rate - a.rate)
                terms.append(Term(weight: product * b.rate, rate: a.rate))
                terms.append(Term(weight: -product * a.rate, rate: b.rate))
            }
        }
        return Self(terms: terms)
    }

    /// Seconds.
    var mean: Double { terms.reduce(0) { $0 + $1.weight / $1.rate } }

    /// The time that a share of 1 - q exceeds, in seconds; by bisection to the last bits.
    func quantile(_ q: Double, exp: (Double) -> Double) -> Double {
        func survival(_ time: Double) -> Double {
            terms.reduce(0) { $0 + $1.weight * exp(-$1.rate * time) }
        }
        var low = 0.0
        var high = mean
        while survival(high) > 1 - q { high *= 2 }
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if survival(middle) > 1 - q { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
