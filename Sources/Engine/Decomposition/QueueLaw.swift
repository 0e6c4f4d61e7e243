// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// The wait at one resource: which formula holds, and within which band.
///
/// | arrivals, service | formula | band |
/// |---|---|---|
/// | Poisson, exponential | M/M/c, M/M/c/K | exact |
/// | Poisson, any, one server | M/G/1 (Pollaczek and Khinchine) | exact |
/// | Poisson in turn to n, or deterministic; exponential, one server each | GI/M/1 | exact |
/// | any | Allen-Cunneen, with Krämer's and Langenbach-Belz's factor for regular arrivals | |
/// | the shortest of n queues | M/M/(nc) times 1 + (n - 1)(1 - ρ)/(2 c^(1/4)) | |
///
/// Regular arrivals, scv a below 1, take e^(-x) off, x = 2(1 - ρ)(1 - a)²/(3ρ (a + s)), with
/// several servers 1.15 √c x (fitted). The factor of the shortest queue is fitted too: both to
/// simulations with n = 2, 3, 4, 10 and c = 1, 2, 4, 8 at ρ = 0.5 to 0.95, and within 10% there
/// wherever the wait is more than 5% of the service. The shortest queue waits no less than one
/// queue before all servers (Winston, Journal of Applied Probability 14 (1977) 181) and no more
/// than a random choice; its band is cut at these.
///
/// Source: Whitt, Bell System Technical Journal 62 (1983) 2779 (QNA).
struct QueueLaw {
    enum Routing {
        /// One member.
        case single
        case random
        case inTurn
        case shortest
    }

    /// Servers of a member, and members.
    let servers: Int
    let members: Int
    let routing: Routing
    let queueLimit: Int?
    /// Of all members.
    let arrivalRate: Double
    let arrivalScv: Double
    let isPoisson: Bool
    let service: Double
    let scv: Double
    let isExponential: Bool
    /// Whether requests come again to the member at which they were.
    let returns: Bool
    /// Whether arrivals come at equal intervals, straight from their source.
    let isDeterministic: Bool
    /// What an arrival of a closed source sees of the load: (N - 1)/N of its own source's part
    /// (Schweitzer, 1979).
    let seen: Double

    /// What is likely, and between which waits and shares of blocking.
    struct Answer {
        var state = QueueState()
        var waits = 0.0...0.0
        var blocking = 0.0...0.0

        func state(_ bias: Bias) -> QueueState {
            var state = state
            let likely = state.wait
            switch bias {
            case .likely: return state
            case .fast: (state.wait, state.blocking) = (waits.lowerBound, blocking.lowerBound)
            case .slow: (state.wait, state.blocking) = (waits.upperBound, blocking.upperBound)
            }
            // Those that wait do so for longer or shorter; then more or fewer do.
            guard likely > 0, state.wait > likely else { return state }
            state.waitProbability = min(
                1, state.waitProbability * (state.wait / likely).squareRoot())
            return state
        }
    }

    private var memberRate: Double { arrivalRate * seen / Double(members) }
    private var load: Double { memberRate * service / Double(servers) }

    /// Nil where the queue grows without end.
    func solve() -> Answer? {
        // The only user of a platform meets nobody.
        guard arrivalRate > 0, service > 0, seen > 0 else { return Answer() }
        // Below saturation a long queue never fills.
        if let queueLimit, load >= 0.99 || queueLimit < 10_000 { return limited(queueLimit) }
        guard load < 1 else { return nil }
        if case .shortest = routing, members > 1 { return shortest() }
        return plain()
    }

    private func markov(_ rate: Double, _ servers: Int) -> MMc? {
        try? MMc(
            arrivalRate: .perSecond(rate), serviceRate: .perSecond(1 / service), servers: servers)
    }

    /// The scv of what comes to one member.
    private var memberScv: Double {
        let n = Double(members)
        switch routing {
        case .single, .shortest: return arrivalScv
        case .random: return arrivalScv / n + 1 - 1 / n
        case .inTurn: return arrivalScv / n
        }
    }

    /// Times Wq(M/M/c).
    private var factor: Double {
        let a = memberScv
        let half = (a + scv) / 2
        guard a < 1, half > 0 else { return half }
        let c = servers == 1 ? 1 : 1.15 * Double(servers).squareRoot()
        let exponent = 2 * (1 - load) / (3 * load) * (1 - a) * (1 - a) / (a + scv)
        return half * Elementary.exp(-c * exponent)
    }

    private func plain() -> Answer? {
        guard let queue = markov(memberRate, servers) else { return nil }
        if let exact = exact(queue) { return answer(exact.wait, 0, exact.probability) }
        let base = queue.waitingTime.seconds
        let half = factor
        let wait = base * half
        // What is not Poisson, not of one server, and not in a steady stream is known less well.
        var spread = base * abs(1 - half) * (1 - load) * Double(servers).squareRoot() / 4
        spread += wait * (isPoisson ? 0.05 : 0.15)
        if seen < 1 { spread += wait * min(0.25, 0.1 + (1 - seen)) }
        if returns { spread += wait * 0.3 }
        // Regular arrivals wait less often, and then not so much shorter.
        let regular = memberScv < 1 && half > 0 ? half / ((1 + scv) / 2) : 1
        return answer(
            wait, spread, queue.waitProbability.fraction * min(1, regular).squareRoot())
    }

    private func exact(_ queue: MMc) -> (wait: Double, probability: Double)? {
        guard seen == 1 else { return nil }
        let wait = queue.waitingTime.seconds
        let probability = queue.waitProbability.fraction
        switch routing {
        case .single, .random, .shortest:
            if isDeterministic, members == 1 { return renewal(.deterministic) }
            guard isPoisson else { return nil }
            if isExponential { return (wait, probability) }
            return servers == 1 ? (wait * (1 + scv) / 2, probability) : nil
        case .inTurn:
            guard !returns else { return nil }
            if isDeterministic { return renewal(.deterministic) }
            return isPoisson ? renewal(.erlang(phases: members)) : nil
        }
    }

    private func renewal(
        _ law: GIM1.InterarrivalLaw
    ) -> (wait: Double, probability: Double)? {
        guard isExponential, servers == 1,
            let queue = try? GIM1(
                interarrivalTime: .seconds(1 / memberRate), law: law,
                serviceRate: .perSecond(1 / service))
        else { return nil }
        return (queue.waitingTime.seconds, queue.waitProbability.fraction)
    }

    /// Share of those admitted to M/M/c/K who find all servers busy.
    private func admittedWaitProbability(_ room: Int) -> Double {
        var weight = 1.0
        var (all, waiting) = (0.0, 0.0)
        for n in 0..<(servers + room) {
            if n > 0 { weight *= load * Double(servers) / Double(min(n, servers)) }
            if weight > 1e200 {
                (weight, all, waiting) = (weight * 1e-200, all * 1e-200, waiting * 1e-200)
            }
            all += weight
            if n >= servers { waiting += weight }
        }
        return waiting / all
    }

    private func answer(_ wait: Double, _ spread: Double, _ probability: Double) -> Answer {
        Answer(
            state: QueueState(wait: wait, waitProbability: max(probability, 1e-12), blocking: 0),
            waits: max(0, wait - spread)...(wait + spread))
    }

    private func shortest() -> Answer? {
        guard let pooled = markov(arrivalRate * seen, servers * members),
            let split = markov(memberRate, servers)
        else { return nil }
        let root = Double(servers).squareRoot().squareRoot()
        let factor = (arrivalScv + scv) / 2
        let likely =
            pooled.waitingTime.seconds
            * (1 + Double(members - 1) * (1 - load) / (2 * root)) * factor
        let least = pooled.waitingTime.seconds * min(1, factor)
        let most = split.waitingTime.seconds * max(1, factor)
        let margin = isPoisson && isExponential && seen == 1 ? 0.2 : 0.35
        let low = max(least, likely * (1 - margin))
        let high = max(low, min(most, likely * (1 + margin)))
        let wait = min(max(likely, low), high)
        // Whoever waits, waits for one of the cores of its own pod.
        let one = max(service / Double(servers), service / Double(servers) * factor)
        return Answer(
            state: QueueState(
                wait: wait, waitProbability: min(1, max(wait / one, 1e-12)), blocking: 0),
            waits: low...high)
    }

    /// M/M/c/K; with no room to wait M/G/c/c, whatever the law (Erlang B).
    private func limited(_ limit: Int) -> Answer? {
        // Above saturation a long queue turns the excess away, however long it is.
        let room = min(limit, 100_000)
        guard
            let queue = try? MMcK(
                arrivalRate: .perSecond(memberRate), serviceRate: .perSecond(1 / service),
                servers: servers, capacity: servers + room)
        else { return nil }
        let blocking = queue.blockingProbability.fraction
        let isSplit: Bool
        switch routing {
        case .single, .random: isSplit = true
        case .inTurn, .shortest: isSplit = members == 1
        }
        let isExact = isPoisson && seen == 1 && isSplit && (isExponential || limit == 0)
        let factor = isExact ? 1 : self.factor
        let wait = queue.waitingTime.seconds * factor
        let spread = isExact ? 0 : 0.3 + abs(1 - factor)
        let excess = max(0, 1 - 1 / max(load, 1e-300))
        var answer = self.answer(
            wait, wait * min(spread, 1), admittedWaitProbability(room) * min(1, factor))
        answer.state.blocking = blocking
        answer.blocking =
            isExact
            ? blocking...blocking
            : min(blocking, max(excess, blocking * 0.3))...min(1, max(blocking * 2, excess))
        return answer
    }
}

/// From which side a band is looked at: with the shortest waits and the most hits, with those that
/// are likely, or with the longest waits and the fewest hits.
enum Bias: CaseIterable {
    case fast, likely, slow
}
