// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Makes measurements of how near the load is to each limit from the replications.
///
/// The load of a limit is its mean demand over what it allows: tokens or units a second, or by
/// Little's law the places that are held at a time. Where limits turn away, the demand is that of
/// the requests that came, tried again after failures only, and no less than what was let through;
/// else what came.
struct LimitSummary {
    let summary: Summary
    let isSaturated: Bool

    var program: Program { summary.program }
    private var model: Model { program.model }
    var runs: [Replication] { summary.runs }

    var loads: [LimitLoad] {
        rateLimits + reserved + accounts + tables + connections + blockGas + blobs
    }

    // MARK: Rate limits

    private var rateLimits: [LimitLoad] {
        let plans = program.limits.limits
        return plans.indices.compactMap { index in
            let plan = plans[index]
            guard let share = CallerShare(model, plan).largest else { return nil }
            // What a fault or a stage lowers for a while counts with its mean.
            let allowed = runs.map {
                plan.limit.rate.perSecond * $0.paces[index] * $0.window
            }
            let passed: [Double] = runs.map {
                Double($0.limits[index].came - $0.limits[index].limited)
            }
            let loads: [Double] = runs.indices.map { number in
                let tokens = asked(
                    runs[number], came: Double(runs[number].limits[index].came),
                    passed: passed[number], \.tokens, index)
                return tokens * share / allowed[number]
            }
            return limit(
                id(plan, index), suffix: suffix(plan),
                used: plan.limit.subject == .all ? zip(passed, allowed).map(/) : nil,
                rejected: runs.map { Self.share($0.limits[index].limited, $0.limits[index].came) },
                loads: loads)
        }
    }

    private func id(_ plan: LimitPlan, _ index: Int) -> LimitID {
        let kind: LimitLoad.Kind =
            switch plan.limit.subject {
            case .all: .rateLimit
            case .user: .userLimit
            case .address: .addressLimit
            }
        return switch plan.owner {
        case .operation(let number):
            LimitID(kind: kind, owner: .operation(OperationID(number)), number: index)
        case .service(let id): LimitID(kind: kind, owner: .component(id), number: index)
        }
    }

    /// Tells limits of one owner apart.
    private func suffix(_ plan: LimitPlan) -> String {
        let twins = program.limits.limits.filter { other in
            other.owner == plan.owner && other.limit.subject == plan.limit.subject
                && other.limit != plan.limit
        }
        if twins.isEmpty { return "" }
        let isSameRate = twins.contains { $0.limit.rate == plan.limit.rate }
        return isSameRate
            ? " (\(plan.limit.rate), burst \(plan.limit.burst))" : " (\(plan.limit.rate))"
    }

    // MARK: Functions

    /// Places that a function has set aside for itself.
    private var reserved: [LimitLoad] {
        program.functions.components.indices.compactMap { number in
            let id = program.functions.components[number]
            guard let most = model.function(id)?.concurrency else { return nil }
            return limit(
                LimitID(kind: .reservedConcurrency, owner: .component(id)), places: most,
                used: runs.map { held($0, number) / Double(most) },
                rejected: runs.map {
                    Self.share($0.functions[number].beyondConcurrency, $0.functions[number].came)
                },
                loads: runs.map { wanted($0, number) / Double(most) })
        }
    }

    /// What an account leaves to the functions that have nothing set aside but environments, which
    /// they use before anything that they share.
    private var accounts: [LimitLoad] {
        model.components.indices.compactMap { index in
            guard case .account(let account) = model.components[index].kind else { return nil }
            let id = ComponentID(index)
            let components = program.functions.components
            let all = components.indices.filter {
                model.function(components[$0])?.account == id
            }
            let sharing = all.filter { model.function(components[$0])?.concurrency == nil }
            let own = all.map { model.function(components[$0])?.setAside ?? 0 }
            let most = account.concurrency - own.reduce(0, +)
            guard most > 0, !sharing.isEmpty else { return nil }
            return limit(
                LimitID(kind: .concurrency, owner: .component(id)), places: most,
                used: runs.map { run in
                    let area = sharing.reduce(0) { $0 + run.functions[$1].areaOnDemand }
                    return area * 1e-9 / run.window / Double(most)
                },
                rejected: runs.map { run in
                    Self.share(
                        sharing.reduce(0) { $0 + run.functions[$1].beyondAccount },
                        sharing.reduce(0) { $0 + run.functions[$1].came })
                },
                loads: runs.map { run in
                    Self.load(
                        sharing.map { number in
                            let own = model.function(components[number])?.provisioned ?? 0
                            return (wanted(run, number), Double(own))
                        }, shared: Double(most))
                })
        }
    }

    /// 1 / f for the load f at which what does not fit into places of their own,
    ///
    ///     sum over functions of max(0, f wanted - own),
    ///
    /// fills the shared places, on average.
    private static func load(
        _ functions: [(wanted: Double, own: Double)], shared: Double
    ) -> Double {
        // Those first who fill their own places at the least load.
        let sorted = functions.filter { $0.wanted > 0 }.sorted {
            $0.own * $1.wanted < $1.own * $0.wanted
        }
        var (wanted, places) = (0.0, shared)
        for function in sorted where wanted * function.own <= places * function.wanted {
            wanted += function.wanted
            places += function.own
        }
        return wanted / places
    }

    /// Environments in use.
    private func held(_ run: Replication, _ number: Int) -> Double {
        run.functions[number].area * 1e-9 / run.window
    }

    /// Those that would be, were nothing turned away: L = λ W.
    private func wanted(_ run: Replication, _ number: Int) -> Double {
        let counts = run.functions[number]
        let begun = Double(counts.came - counts.throttled)
        guard begun > 0 else { return 0 }
        return held(run, number)
            * asked(run, came: Double(counts.came), passed: begun, \.invocations, number) / begun
    }

    // MARK: Tables

    private var tables: [LimitLoad] {
        program.tableRules.components.indices.flatMap { number -> [LimitLoad] in
            let id = program.tableRules.components[number]
            guard case .table(let table) = model.component(id).kind else { return [] }
            let partition = units(
                .partition, number, used: { counts, _ in counts.hottestLoad },
                load: { counts, reads, writes, _ in
                    let side = { (hottest: Double, wanted: Double, asked: Int64) in
                        asked > 0 ? hottest * wanted / Double(asked) : 0
                    }
                    return max(
                        side(counts.hottestReads, reads, counts.askedReads),
                        side(counts.hottestWrites, writes, counts.askedWrites))
                }, beyond: { ($0.beyondPartition, $0.pieces) })
            // What is on demand grows with the load.
            guard table.capacity.isProvisioned else { return [partition] }
            let most = (
                reads: 2 * Double(table.capacity.read), writes: 2 * Double(table.capacity.write)
            )
            return [
                units(
                    .readCapacity, number, used: { Double($0.read) / $1 / most.reads },
                    load: { _, reads, _, window in reads / window / most.reads },
                    beyond: {
                        ($0.readsBeyondTable, $0.readPieces - $0.readsBeyondPartition)
                    }),
                units(
                    .writeCapacity, number, used: { Double($0.written) / $1 / most.writes },
                    load: { _, _, writes, window in writes / window / most.writes },
                    beyond: {
                        let beyond = $0.beyondPartition - $0.readsBeyondPartition
                        return (
                            $0.beyondTable - $0.readsBeyondTable,
                            $0.pieces - $0.readPieces - beyond
                        )
                    }),
                partition,
            ]
        }
    }

    /// - Parameters:
    ///   - used: of counts in a window of so many seconds.
    ///   - load: of counts, half units that were to be read and written, and the window.
    ///   - beyond: how many keys and pages found no units, of how many.
    private func units(
        _ kind: LimitLoad.Kind, _ number: Int, used: (TableCounts, Double) -> Double,
        load: (TableCounts, Double, Double, Double) -> Double,
        beyond: (TableCounts) -> (Int, of: Int)
    ) -> LimitLoad {
        let id = program.tableRules.components[number]
        return limit(
            LimitID(kind: kind, owner: .component(id)),
            used: runs.map { used($0.tables[number], $0.window) },
            rejected: runs.map { run in
                let (part, whole) = beyond(run.tables[number])
                return Self.share(part, whole)
            },
            loads: runs.map { run in
                let counts = run.tables[number]
                let reads = asked(
                    run, came: Double(counts.askedReads), passed: Double(counts.read), \.reads,
                    number)
                let writes = asked(
                    run, came: Double(counts.askedWrites), passed: Double(counts.written),
                    \.writes, number)
                return load(counts, reads, writes, run.window)
            })
    }

    // MARK: Connections

    /// By Little's law those that statements hold; none where the pools together have no more.
    private var connections: [LimitLoad] {
        program.connections.indices.compactMap { index in
            let plan = program.connections[index]
            let holder = plan.holder
            guard let most = plan.most, most < program.resources[holder].servers else {
                return nil
            }
            let servers = Double(program.resources[holder].servers)
            return limit(
                LimitID(kind: .connections, owner: .component(plan.database)), places: most,
                used: runs.map { $0.resources[holder].utilization * servers / Double(most) },
                rejected: runs.map {
                    let counts = $0.connections[index]
                    return Self.share(counts.refused, counts.refused + counts.opened)
                },
                loads: runs.map { run in
                    let resource = run.resources[holder]
                    let demand = run.turnsAway ? resource.offeredDemand : resource.demand
                    // Who is refused a connection holds none.
                    let served = resource.throughput * run.window
                    let refused = Double(run.connections[index].refused)
                    let load = demand * offered(run) / Double(most)
                    // Where nobody is kept, nobody tells how long.
                    guard served > refused else { return refused > 0 ? max(load, 1) : load }
                    return load * served / (served - refused)
                })
        }
    }

    // MARK: Parts of the above

    private func asked(
        _ run: Replication, came: Double, passed: Double,
        _ part: KeyPath<LimitDemand, [Double]>, _ index: Int
    ) -> Double {
        let demand = run.asked[keyPath: part]
        guard demand.indices.contains(index), demand[index] > 0 else { return came }
        if run.turnsAway { return max(demand[index], passed) }
        return isSaturated ? max(came, demand[index]) : came
    }

    /// Requests that came, a second.
    private func offered(_ run: Replication) -> Double { Double(run.overall.arrived) / run.window }

    static func share(_ part: Int, _ whole: Int) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }

    func limit(
        _ id: LimitID, suffix: String = "", places: Int? = nil, used: [Double]?,
        rejected: [Double], loads: [Double]
    ) -> LimitLoad {
        let saturation = zip(runs, loads).map { run, load in
            load > 0 ? offered(run) / load : nil
        }
        return LimitLoad(
            id: id, name: "\(model.name(of: id.owner)) \(id.kind.rawValue)\(suffix)",
            places: places, utilization: used.map { summary.sampled($0) },
            rejected: summary.sampled(rejected), saturationLoad: summary.optional(saturation),
            headroom: summary.sampled(loads.map { 1 - $0 }))
    }
}
