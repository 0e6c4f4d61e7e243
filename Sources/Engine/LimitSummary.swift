// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// Makes measurements of how near the load is to each limit from the replications.
///
/// The load of a limit is its mean demand over what it allows: tokens or units a second, or by
/// Little's law the places that are held at a time. Where limits turn away, the demand is that of
/// the requests that came, each attempt once; else what came.
struct LimitSummary {
    let summary: Summary
    let isSaturated: Bool

    private var program: Program { summary.program }
    private var model: Model { program.model }
    private var runs: [Replication] { summary.runs }

    var loads: [LimitLoad] {
        rateLimits + reserved + accounts + tables + connections
    }

    // MARK: Rate limits

    private var rateLimits: [LimitLoad] {
        let plans = program.limits.limits
        return plans.indices.compactMap { index in
            let plan = plans[index]
            guard let share = CallerShare(model, plan).largest else { return nil }
            let rate = plan.limit.rate.perSecond
            let isTwin = plans.contains { other in
                other.owner == plan.owner && other.limit.subject == plan.limit.subject
                    && other.limit != plan.limit
            }
            let passed: [Double] = runs.map { run in
                Double(run.limits[index].came - run.limits[index].limited) / run.window / rate
            }
            let (kind, component, owner) = subject(plan)
            return limit(
                kind, component, owner, suffix: isTwin ? " (\(plan.limit.rate))" : "",
                used: plan.limit.subject == .all ? passed : nil,
                rejected: runs.map { Self.share($0.limits[index].limited, $0.limits[index].came) },
                loads: runs.map { run in
                    let tokens = asked(
                        run, came: Double(run.limits[index].came), \.tokens, index)
                    return tokens / run.window * share / rate
                })
        }
    }

    private func subject(_ plan: LimitPlan) -> (LimitLoad.Kind, ComponentID?, String) {
        let kind: LimitLoad.Kind =
            switch plan.limit.subject {
            case .all: .rateLimit
            case .user: .userLimit
            case .address: .addressLimit
            }
        switch plan.owner {
        case .operation(let number): return (kind, nil, program.operations[number].name)
        case .service(let id): return (kind, id, model.component(id).name)
        }
    }

    // MARK: Functions

    /// Places that a function has set aside for itself.
    private var reserved: [LimitLoad] {
        program.functions.components.indices.compactMap { number in
            let id = program.functions.components[number]
            guard let most = model.function(id)?.concurrency else { return nil }
            return limit(
                .reservedConcurrency, id, model.component(id).name, places: most,
                used: runs.map { held($0, number) / Double(most) },
                rejected: runs.map {
                    Self.share($0.functions[number].beyondConcurrency, $0.functions[number].came)
                },
                loads: runs.map { wanted($0, number) / Double(most) })
        }
    }

    /// What an account leaves to the functions that have nothing set aside but environments.
    private var accounts: [LimitLoad] {
        model.components.indices.compactMap { index in
            guard case .account(let account) = model.components[index].kind else { return nil }
            let id = ComponentID(index)
            let components = program.functions.components
            let all = components.indices.filter {
                model.function(components[$0])?.account == id
            }
            let sharing = all.filter { model.function(components[$0])?.concurrency == nil }
            let taken = all.reduce(0) {
                $0 + (model.function(components[$1])?.concurrency ?? 0)
            }
            let most = account.concurrency - taken
            guard most > 0, !sharing.isEmpty else { return nil }
            return limit(
                .concurrency, id, model.components[index].name, places: most,
                used: runs.map { run in
                    sharing.reduce(0) { $0 + held(run, $1) } / Double(most)
                },
                rejected: runs.map { run in
                    Self.share(
                        sharing.reduce(0) { $0 + run.functions[$1].beyondAccount },
                        sharing.reduce(0) { $0 + run.functions[$1].came })
                },
                loads: runs.map { run in
                    sharing.reduce(0) { $0 + wanted(run, $1) } / Double(most)
                })
        }
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
            * asked(run, came: Double(counts.came), \.invocations, number) / begun
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
                    beyond: { ($0.readsBeyondTable, $0.readPieces) }),
                units(
                    .writeCapacity, number, used: { Double($0.written) / $1 / most.writes },
                    load: { _, _, writes, window in writes / window / most.writes },
                    beyond: {
                        ($0.beyondTable - $0.readsBeyondTable, $0.pieces - $0.readPieces)
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
            kind, id, model.component(id).name,
            used: runs.map { used($0.tables[number], $0.window) },
            rejected: runs.map { run in
                let (part, whole) = beyond(run.tables[number])
                return Self.share(part, whole)
            },
            loads: runs.map { run in
                let counts = run.tables[number]
                return load(
                    counts, asked(run, came: Double(counts.askedReads), \.reads, number),
                    asked(run, came: Double(counts.askedWrites), \.writes, number), run.window)
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
                .connections, plan.database, model.component(plan.database).name, places: most,
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
                    let kept = served - Double(run.connections[index].refused)
                    guard kept > 0 else { return 0 }
                    return demand * served / kept * offered(run) / Double(most)
                })
        }
    }

    // MARK: Parts of the above

    private func asked(
        _ run: Replication, came: Double, _ part: KeyPath<LimitDemand, [Double]>, _ index: Int
    ) -> Double {
        let demand = run.asked[keyPath: part]
        guard demand.indices.contains(index), demand[index] > 0 else { return came }
        if run.turnsAway { return demand[index] }
        return isSaturated ? max(came, demand[index]) : came
    }

    /// Requests that came, a second.
    private func offered(_ run: Replication) -> Double { Double(run.overall.arrived) / run.window }

    private static func share(_ part: Int, _ whole: Int) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }

    private func limit(
        _ kind: LimitLoad.Kind, _ component: ComponentID?, _ owner: String, suffix: String = "",
        places: Int? = nil, used: [Double]?, rejected: [Double], loads: [Double]
    ) -> LimitLoad {
        let saturation = zip(runs, loads).map { run, load in
            load > 0 ? offered(run) / load : nil
        }
        return LimitLoad(
            kind: kind, component: component, name: "\(owner) \(kind.rawValue)\(suffix)",
            places: places, utilization: used.map { summary.sampled($0) },
            rejected: summary.sampled(rejected), saturationLoad: summary.optional(saturation),
            headroom: summary.sampled(loads.map { 1 - $0 }))
    }
}
