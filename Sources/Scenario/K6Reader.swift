// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Reads `k6`: a scenario with an `executor`, as it stands in a test script. It ends when k6 would
/// end it.
struct K6Reader {
    enum Executor: String, CaseIterable {
        case constantVUs = "constant-vus"
        case rampingVUs = "ramping-vus"
        case constantArrivalRate = "constant-arrival-rate"
        case rampingArrivalRate = "ramping-arrival-rate"

        var keys: [String] {
            let own =
                switch self {
                case .constantVUs: ["vus", "duration"]
                case .rampingVUs: ["startVUs", "stages"]
                case .constantArrivalRate: ["rate", "timeUnit", "duration"]
                case .rampingArrivalRate: ["startRate", "timeUnit", "stages"]
                }
            return ["executor", "startTime"] + own
        }
    }

    /// What stands for the sleep of the script.
    let think: Field?
    let time: Distribution?

    /// The demand; nil once it has noted what is wrong.
    func read(_ field: Field) -> Demand? {
        guard let whole = field.names("a scenario such as {executor: constant-vus, vus: 10}"),
            let executor = whole.required("executor")?.choice(Executor.self)
        else { return nil }
        guard !refusesWorkers(whole), let map = field.map(executor.keys) else { return nil }
        let begin = map["startTime"].or(.zero) { $0.quantity(SimTime.self) }
        switch executor {
        case .constantVUs:
            let users = map["vus"].or(1) { $0.count(1...TrafficReader.mostUsers) }
            return self.users(begin, first: users, stages: constant(map, users))
        case .rampingVUs:
            let users = map["startVUs"].or(1, Int.read)
            let stages = map.required("stages").flatMap { stages in
                all(stages.items(Self.stages)?.map { stage($0, Int.read) })
            }
            return self.users(begin, first: users, stages: stages)
        case .constantArrivalRate:
            let unit = timeUnit(map)
            let rate = map.required("rate").flatMap { self.rate($0, unit) }
            return arrivals(begin, unit, first: rate, stages: constant(map, rate))
        case .rampingArrivalRate:
            let unit = timeUnit(map)
            let first = map["startRate"].or(.zero) { rate($0, unit) }
            let stages = map.required("stages").flatMap { stages in
                all(stages.items(Self.stages)?.map { stage($0) { rate($0, unit) } })
            }
            return arrivals(begin, unit, first: first, stages: stages)
        }
    }

    private static let stages = "a list such as [{duration: 5m, target: 100}]"

    /// k6 drops what finds no worker free; here nothing is dropped for want of one.
    private func refusesWorkers(_ map: MapReader) -> Bool {
        var isRefused = false
        for key in ["preAllocatedVUs", "maxVUs", "gracefulStop", "gracefulRampDown"] {
            guard let field = map[key] else { continue }
            field.note(
                at: field.keyPlace, "'\(key)' is about the machine that runs the test",
                "leave it out: requests begin whenever they are due, and are never cut short",
                value: key)
            isRefused = true
        }
        return isRefused
    }

    // MARK: Parts

    private func timeUnit(_ map: MapReader) -> SimTime? {
        guard let unit = map["timeUnit"].or(.seconds(1), { $0.quantity(SimTime.self) }) else {
            return nil
        }
        if unit == .zero {
            map["timeUnit"]?.note("no iterations fit into no time", "write a time such as 1s")
            return nil
        }
        return unit
    }

    /// Iterations in each time unit; in a second where that is wrong.
    private func rate(_ field: Field, _ unit: SimTime?) -> Rate? {
        field.number(0...1e12).map { .perSecond($0 / (unit?.seconds ?? 1)) }
    }

    private func stage<Level>(
        _ field: Field, _ level: (Field) -> Level?
    ) -> LoadStage<Level>? {
        guard let map = field.map(["duration", "target"]) else { return nil }
        let duration = map.required("duration")?.quantity(SimTime.self)
        let target = map.required("target").flatMap(level)
        guard let duration, let target else { return nil }
        return LoadStage(over: duration, target: target)
    }

    private func constant<Level>(_ map: MapReader, _ level: Level?) -> [LoadStage<Level>]? {
        guard let duration = map.required("duration")?.quantity(SimTime.self), let level else {
            return nil
        }
        return [LoadStage(over: duration, target: level)]
    }

    /// What comes before the start of the scenario, and after its end.
    private func framed<Level: LoadLevel>(
        _ stages: [LoadStage<Level>], from first: Level, begin: SimTime
    ) -> (first: Level, stages: [LoadStage<Level>]) {
        let end = [LoadStage(over: .zero, target: Level.nothing)]
        guard begin > .zero else { return (first, stages + end) }
        let wait = [
            LoadStage(over: begin, target: Level.nothing), LoadStage(over: .zero, target: first),
        ]
        return (.nothing, wait + stages + end)
    }

    // MARK: Demands

    /// Without a `think` a user asks again at once, as in a script without a sleep.
    private func users(
        _ begin: SimTime?, first: Int?, stages: [LoadStage<Int>]?
    ) -> Demand? {
        let time = think == nil ? try? .deterministic(.zero) : time
        guard let begin, let first, let stages, let time else { return nil }
        let all = framed(stages, from: first, begin: begin)
        return .closed(
            ClosedDemand(
                users: all.first, think: time,
                stages: all.stages.map { UserStage(duration: $0.over, target: $0.target) }))
    }

    /// Iterations begin at equal intervals.
    private func arrivals(
        _ begin: SimTime?, _ unit: SimTime?, first: Rate?, stages: [LoadStage<Rate>]?
    ) -> Demand? {
        if let think {
            think.note(
                at: think.keyPlace, "iterations at a rate wait for nobody, so nobody thinks",
                "leave 'think' out", value: "think")
            return nil
        }
        guard let begin, unit != nil, let first, let stages else { return nil }
        let all = framed(stages, from: first, begin: begin)
        return .open(
            OpenDemand(
                rate: all.first, law: .deterministic,
                stages: all.stages.map { RateStage(duration: $0.over, target: $0.target) }))
    }
}

/// Reads `locust`: `users` that come at a `spawn rate`.
struct LocustReader {
    let think: Distribution?

    func read(_ field: Field) -> Demand? {
        guard let map = field.map(["users", "spawn rate", "run time"]) else { return nil }
        let users = map.required("users")?.count(1...TrafficReader.mostUsers)
        let rate = map["spawn rate"].or(.perSecond(1)) { $0.quantity(Rate.self) }
        let runTime = map["run time"].optional { $0.quantity(SimTime.self) }
        guard let users, let rate, let runTime, let think else { return nil }
        let seconds = Double(users) / rate.perSecond
        guard seconds <= 3.15e9 else {
            map["spawn rate"]?.note(
                "it would take \(users) users more than 100 years to come at \(rate)",
                "raise the spawn rate", value: "\(rate)")
            return nil
        }
        let ramp = SimTime(roundingSeconds: seconds)
        var stages = [UserStage(duration: ramp, target: users)]
        if let runTime {
            let rest = runTime > ramp ? runTime - ramp : .zero
            // Who has not come by then does not come.
            if rest == .zero, ramp > .zero {
                let come = Int(Double(users) * runTime.ratio(to: ramp))
                stages = [UserStage(duration: runTime, target: come)]
            } else {
                stages.append(UserStage(duration: rest, target: users))
            }
            stages.append(UserStage(duration: .zero, target: 0))
        }
        return .closed(ClosedDemand(users: 0, think: think, stages: stages))
    }
}
