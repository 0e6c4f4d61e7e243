// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// A single station and who comes to it; times in seconds, rates a second, of the case.
struct StationSetting: Sendable {
    let source: Source
    let serviceTime: Double
    let law: ServiceLaw
    let servers: Int
    /// Most customers that may wait; nil for no limit.
    let queueLimit: Int?

    enum Source: Sendable {
        case open(arrivalRate: Double, law: InterarrivalLaw = .poisson)
        case closed(population: Int, thinkTime: Double)
    }

    init(
        arrivalRate: Double, arrivals: InterarrivalLaw = .poisson, serviceTime: Double,
        law: ServiceLaw, servers: Int, queueLimit: Int? = nil
    ) {
        source = .open(arrivalRate: arrivalRate, law: arrivals)
        self.serviceTime = serviceTime
        self.law = law
        self.servers = servers
        self.queueLimit = queueLimit
    }

    init(
        population: Int, thinkTime: Double, serviceTime: Double, servers: Int,
        queueLimit: Int? = nil
    ) {
        source = .closed(population: population, thinkTime: thinkTime)
        self.serviceTime = serviceTime
        law = .exponential
        self.servers = servers
        self.queueLimit = queueLimit
    }

    /// The utilization of an open station without limit, where it decides how long a run must be;
    /// nil where the queue is bounded.
    var openUtilization: Double? {
        guard case .open(let rate, _) = source, queueLimit == nil else { return nil }
        return rate * serviceTime / Double(servers)
    }

    /// About how long it takes to forget how it began, in seconds: the relaxation time of M/M/1,
    /// S / (c (1 - √ρ)²), times the mean of the variations, or that of a walk between two walls,
    /// whichever is less; at least a service and a think time.
    ///
    /// Source: Cohen, The Single Server Queue (1982), section II.2.
    var relaxationTime: Double {
        let spread = Double(servers) / (1 + law.scv) * 2
        switch source {
        case .open(let rate, _):
            let gap = 1 - (rate * serviceTime / Double(servers)).squareRoot()
            let free = 1 / (gap * gap)
            let places = queueLimit.map { Double(servers + $0) }
            return serviceTime * (1 + min(free, places.map { $0 * $0 / 5 } ?? free) / spread)
        case .closed(let population, let thinkTime):
            let places = Double(min(population, servers + (queueLimit ?? population)))
            let load = Double(population) * serviceTime / (thinkTime + serviceTime)
            let gap = 1 - (load / Double(servers)).squareRoot()
            let walk = min(1 / (gap * gap), places * places / 5)
            return thinkTime + serviceTime * (1 + walk / spread)
        }
    }
}

/// The laws of service time that the files name.
enum ServiceLaw: Sendable, Equatable {
    case deterministic
    case exponential
    case erlang(phases: Int)
    case hyperexponentialBalanced(scv: Double)

    static let names = ["deterministic", "erlang", "exponential", "hyperexponential-balanced"]

    /// Nil where the law of that name does not have that squared coefficient of variation.
    init?(name: String, scv: Double) {
        switch name {
        case "deterministic" where scv == 0: self = .deterministic
        case "exponential" where scv == 1: self = .exponential
        case "erlang" where scv >= 1e-6 && scv <= 1:
            let phases = (1 / scv).rounded()
            guard abs(phases * scv - 1) <= 1e-9 else { return nil }
            self = .erlang(phases: Int(phases))
        case "hyperexponential-balanced" where scv >= 1: self = .hyperexponentialBalanced(scv: scv)
        default: return nil
        }
    }

    var scv: Double {
        switch self {
        case .deterministic: 0
        case .exponential: 1
        case .erlang(let phases): 1 / Double(phases)
        case .hyperexponentialBalanced(let scv): scv
        }
    }
}
