// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Statistics

/// What people should know when they read a run's tables: the bounds of operational analysis, what
/// the inputs rest on, and the scenario's own notes.
struct RunNotes {
    private let assessment: Assessment
    private let end: StoppingRule.End

    init(_ assessment: Assessment, _ end: StoppingRule.End) {
        self.assessment = assessment
        self.end = end
    }

    var lines: [String] {
        let own = [
            precision, warmUp, limit, batches, variance, stopping, endedEarly, storm, laws,
            TurnedAway.note(assessment.measurements),
            DegradationTables.note(assessment.measurements), resharding, throughputBound, knee,
            Self.inputs(assessment.model),
        ]
        let chains = ChainNotes(assessment.model)
        return own.compactMap { $0 } + chains.lines + chains.measured(assessment.measurements)
            + assessment.model.remarks.notes
    }

    /// What figures must not be read without, in any report.
    var cautions: [String] {
        [limit, endedEarly, storm, laws, TurnedAway.note(assessment.measurements), resharding]
            .compactMap { $0 }
    }

    private var resharding: String? {
        CacheTables.note(assessment.measurements, assessment.model)
    }

    private var precision: String? {
        switch assessment.measurements.engine {
        case .simulation(let replications, _):
            replications > 1 || assessment.measurements.batches != nil
                ? nil
                : "One replication gives no confidence interval, and hence no verdict: run at least"
                    + " two, better five (--replications 5)."
        case .closedForm(let system):
            "Computed by closed form (\(system)); nothing was simulated. Brackets are bands in"
                + " which the truth should lie, no confidence intervals; whether a limit inside one"
                + " is kept, a simulation tells (--engine des)."
        }
    }

    private var warmUp: String? {
        assessment.measurements.warmUp.map(Self.words)
    }

    static func words(_ warmUp: WarmUpFinding) -> String {
        warmUp.isSettled
            ? "The warm-up of \(warmUp.time) was detected (MSER-5 on pilot runs with a seed of"
                + " their own)."
            : "Pilot runs did not settle within an eighth of the measured time; \(warmUp.time) were"
                + " thrown away. Measure longer (--set run.duration=…), or give run.warmup a time."
    }

    private var limit: String? {
        LimitNote.text(assessment.measurements, assessment.model.run)
    }

    private var batches: String? {
        guard let batches = assessment.measurements.batches else { return nil }
        let joined =
            batches.together == 1
            ? "" : ", \(batches.together) neighbours of which are joined to one value"
        let warning =
            batches.isIndependent
            ? ""
            : " Even so neighbours are alike, or hold no answer, and the intervals are narrower"
                + " than they should be: measure longer (--set run.duration=…)."
        return "One replication was cut in \(batches.cut) batches\(joined); intervals rest on"
            + " \(batches.values) values.\(warning)"
    }

    private var variance: String? {
        assessment.measurements.variance.map {
            VarianceNote($0, overall: assessment.measurements.overall).text
        }
    }

    private var stopping: String? {
        switch end {
        case .planned: nil
        // The report says so first, as a `PartialRun`.
        case .interrupted: nil
        case .precise: "Replicated until every interval was as narrow as was asked for."
        case .decided: "Replicated until every service level was decided."
        case .exhausted:
            "The most replications were run without reaching what was asked for; allow more with"
                + " --most, or make each longer (--set run.duration=…)."
        case .budgetSpent:
            "The time budget was spent before what was asked for was reached. How far a run comes"
                + " in a time differs from machine to machine, and so does this answer."
        }
    }

    private var endedEarly: String? {
        guard let saturation = assessment.measurements.saturation, saturation.endedEarly else {
            return nil
        }
        return "The run ended early, because too many requests were in flight; its figures describe"
            + " a queue that grows without end."
    }

    private var storm: String? {
        assessment.measurements.storm.map { StormWords($0).note }
    }

    private var laws: String? {
        let broken = assessment.measurements.brokenLaws
        if broken.isEmpty { return nil }
        let list = broken.map(\.description).joined(separator: "; ")
        return "The figures do not balance: \(list). The warm-up or the window is too short for"
            + " this platform to settle; make them longer."
    }

    /// 1/Dmax: no load beyond it can be carried (Denning and Buzen, 1978).
    private var throughputBound: String? {
        guard let bottleneck, let bound = bottleneck.saturationLoad?.value, !isLimited else {
            return nil
        }
        let demand = Figures.text(bottleneck.demand.value, .duration).main
        let servers = bottleneck.servers == 1 ? "" : " on \(bottleneck.servers) servers"
        return "No load beyond \(Words.load(bound)) can be carried (1/Dmax): a request takes"
            + " \(demand) of \(bottleneck.name)\(servers)."
    }

    private var bottleneck: ResourceMeasurement? {
        assessment.measurements.resources
            .filter { $0.saturationLoad != nil }
            .min { ($0.saturationLoad?.value ?? 0) < ($1.saturationLoad?.value ?? 0) }
    }

    /// Whether a limit turns away what the components would carry.
    private var isLimited: Bool { assessment.measurements.binding?.isLimit ?? false }

    /// N* = (D + Z) / Dmax: from there on more users wait rather than get more done. D is the mean
    /// time of a request without waiting, Z the mean think time.
    private var knee: String? {
        guard let bound = bottleneck?.saturationLoad?.value, !isLimited else { return nil }
        var users = 0.0
        var thinking = 0.0
        for source in assessment.model.sources {
            guard case .closed(let closed) = source.demand else { return nil }
            users += Double(closed.users)
            thinking += Double(closed.users) * closed.think.meanSeconds
        }
        guard users > 0 else { return nil }
        let knee = (timeAlone + thinking / users) * bound
        guard knee.isFinite else { return nil }
        let shown = Figures.text(knee, .number).main
        return "The knee lies at \(shown) users ((D + Z)/Dmax); the scenario has"
            + " \(Figures.text(users, .number).main)."
    }

    /// Mean time of a request that nobody keeps waiting, in seconds. Where servers are shared, the
    /// service is stretched by others, and its demand says what it would be alone.
    private var timeAlone: Double {
        let shared = assessment.measurements.resources.filter {
            switch assessment.model.component($0.id.component).kind {
            case .station(let station): station.discipline.isShared
            case .pods(let pods): pods.discipline.isShared
            case .cache, .database, .service, .delivery, .chain, .function, .account, .table:
                false
            }
        }
        let names = Set(shared.map(\.name))
        let others = assessment.measurements.overall.breakdown.filter {
            $0.activity == .service && !names.contains($0.place)
        }
        return others.reduce(0) { $0 + $1.time.value }
            + shared.reduce(0) { $0 + $1.demand.value }
    }

    static func inputs(_ model: Model) -> String? {
        let assumptions = model.remarks.assumptions
        guard !assumptions.isEmpty else { return nil }
        var parts: [String] = []
        for basis in Assumption.Basis.allCases {
            let count = assumptions.filter { $0.basis == basis }.count
            if count > 0 { parts.append("\(count) \(basis.rawValue)") }
        }
        let silent = assumptions.filter { $0.basis == nil }.count
        if silent > 0 { parts.append("\(silent) without a stated basis") }
        return "Inputs: \(parts.joined(separator: ", ")); --table assumptions lists them."
    }
}
