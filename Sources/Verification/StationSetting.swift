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
    let conduct: Conduct

    enum Source: Sendable {
        case open(arrivalRate: Double, law: InterarrivalLaw = .poisson)
        case closed(population: Int, thinkTime: Double)
    }

    /// What customers do when they come.
    enum Conduct: Sendable, Equatable {
        /// They wait, first come, first served.
        case waiting
        /// They share the servers.
        case sharing
        /// They leave after an exponential patience of that mean.
        case impatient(mean: Double)
        /// They join with a probability by the number found; the last one is 0.
        case balking([Double])
    }

    init(
        arrivalRate: Double, arrivals: InterarrivalLaw = .poisson, serviceTime: Double,
        law: ServiceLaw, servers: Int, queueLimit: Int? = nil, conduct: Conduct = .waiting
    ) {
        source = .open(arrivalRate: arrivalRate, law: arrivals)
        self.serviceTime = serviceTime
        self.law = law
        self.servers = servers
        self.queueLimit = queueLimit
        self.conduct = conduct
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
        conduct = .waiting
    }

    /// The utilization of an open station without limit, where it decides how long a run must be;
    /// nil where the queue is bounded.
    var openUtilization: Double? {
        guard case .open(let rate, _) = source, places == nil else { return nil }
        switch conduct {
        case .waiting, .sharing, .balking: return rate * serviceTime / Double(servers)
        case .impatient: return nil
        }
    }

    /// Most customers in the station; nil for no limit.
    private var places: Int? {
        switch conduct {
        case .waiting, .sharing, .impatient: queueLimit.map { servers + $0 }
        case .balking(let joining): joining.firstIndex(of: 0)
        }
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
            let places = places.map(Double.init)
            let walk = min(free, places.map { $0 * $0 / 5 } ?? free) / spread
            // No wait outlasts the patience by much, so neither does a crowd.
            if case .impatient(let mean) = conduct {
                return serviceTime + min(serviceTime * walk, mean) + mean
            }
            return serviceTime * (1 + walk)
        case .closed(let population, let thinkTime):
            let places = Double(min(population, servers + (queueLimit ?? population)))
            let load = Double(population) * serviceTime / (thinkTime + serviceTime)
            let gap = 1 - (load / Double(servers)).squareRoot()
            let walk = min(1 / (gap * gap), places * places / 5)
            return thinkTime + serviceTime * (1 + walk / spread)
        }
    }
}
