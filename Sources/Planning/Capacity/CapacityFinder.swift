// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Finds how much load a platform carries, how much each component would carry alone, and how much
/// is left when one member of something is lost.
///
/// Each is a search by simulation for the load that breaks a service level (`StressTest`), at the
/// scenario's mean load times a factor. For one component the others have ample of everything
/// (`Relief`), so that what breaks is its own; where it is not, the answer says so. Every search
/// errs with 5%.
public struct CapacityFinder {
    public struct Settings: Sendable {
        /// The largest factor that is tried.
        public let most: Ratio
        /// How near the two ends of a search shall come.
        public let precision: Ratio
        public let budget: WorkBudget
        /// The busy hour over the mean; nil for what the load itself says.
        public let peak: Double?

        public init(most: Ratio, precision: Ratio, budget: WorkBudget, peak: Double?) {
            self.most = most
            self.precision = precision
            self.budget = budget
            self.peak = peak
        }
    }

    /// Says what is searched for, and at which factor.
    public typealias Announce = (String) -> StressTest.Announce

    /// Of the budget, for the platform as it is, and as much for the platform without one member.
    private static let shareOfPlatform = 0.3
    /// Fuller than this is near enough to be what breaks.
    private static let half = 0.5
    /// A component that is so much emptier by law needs no search.
    private static let margin = 2.0

    private let model: Model
    private let busy: BusyHour
    private let settings: Settings
    private let threads: Int
    private let announce: Announce

    /// - Parameter model: with something to break (`StressTest.canBreak`).
    public init(
        _ model: Model, _ settings: Settings, threads: Int,
        announce: @escaping Announce = { _ in { _ in nil } }
    ) throws {
        busy = BusyHour(model, stated: settings.peak)
        self.model = try busy.steady(model)
        self.settings = settings
        self.threads = threads
        self.announce = announce
    }

    /// Throws where the load as it is cannot be simulated.
    public func answer() throws -> CapacityAnswer {
        let platform = try search(
            model, named: "the platform", budget: share(Self.shareOfPlatform))
        guard let base = platform.step(.one)?.assessment else { throw EngineError.stopped }
        let failure = try answer(largestFailure(base), platform)
        let asked = components(base)
        let isSearched = asked.map { !isFar($0, platform) }
        let left = 1 - Self.shareOfPlatform * (failure == nil ? 1 : 2)
        let each = share(left / Double(max(isSearched.count { $0 }, 1)))
        var rows: [CapacityRow] = []
        for (part, isSearched) in zip(asked, isSearched) {
            rows.append(try row(part, isSearched, each, platform))
        }
        return CapacityAnswer(
            base: base, busy: busy, settings: settings, platform: platform, components: rows,
            parts: CapacityPartFinder(base: base).parts, failure: failure,
            unrelieved: Relief(model: model, kept: nil).unrelieved)
    }

    private func share(_ share: Double) -> WorkBudget {
        WorkBudget(events: UInt64(Double(settings.budget.events) * share))
    }

    private func search(
        _ model: Model, named name: String, budget: WorkBudget, upTo most: Ratio? = nil,
        given: StressTest.Given = StressTest.Given()
    ) throws -> StressAnswer {
        var test = test(model, named: name, budget: budget, upTo: most, given: given)
        return try test.run()
    }

    private func test(
        _ model: Model, named name: String, budget: WorkBudget, upTo most: Ratio?,
        given: StressTest.Given
    ) -> StressTest {
        StressTest(
            model,
            StressTest.Settings(
                most: most ?? settings.most, precision: settings.precision, budget: budget),
            threads: threads, given: given, announce: announce(name))
    }

    // MARK: Components

    private struct Asked {
        let id: ComponentID
        let ceilings: [Ceiling]
    }

    /// Those that requests ask for something that may run out.
    private func components(_ base: Assessment) -> [Asked] {
        model.components.indices.compactMap { index in
            let id = ComponentID(index)
            let own = base.measurements.ceilings.filter {
                $0.saturationLoad != nil && $0.component == id
            }
            return own.isEmpty ? nil : Asked(id: id, ceilings: own)
        }
    }

    /// Whether the law says that it is far from full at the largest load that is looked at, which
    /// it can only say of a load that is carried.
    private func isFar(_ asked: Asked, _ platform: StressAnswer) -> Bool {
        guard let met = platform.met, met >= .one else { return false }
        return isFar(share: share(of: asked))
    }

    private func isFar(share: Double) -> Bool {
        share * settings.most.fraction * Self.margin < 1
    }

    /// Of what is fullest.
    private func share(of asked: Asked) -> Double {
        asked.ceilings.map { 1 - $0.headroom.value }.max() ?? 0
    }

    private func row(
        _ asked: Asked, _ isSearched: Bool, _ budget: WorkBudget, _ platform: StressAnswer
    ) throws -> CapacityRow {
        let component = model.component(asked.id)
        let relieved = Relief(model: model, kept: asked.id).relieved
        let finding: CapacityRow.Finding
        if !isSearched {
            // A law about queues says nothing of service levels.
            finding = .beyond(
                holds: model.objectives.isEmpty ? settings.most : platform.met ?? .one)
        } else {
            finding = try self.finding(asked, relieved, budget, platform)
        }
        let binding = asked.ceilings.min { $0.headroom.value < $1.headroom.value }
        let row = CapacityRow(
            component: asked.id, name: component.name,
            kind: binding.map { CapacityKind(component: $0.place) } ?? .flow, finding: finding,
            hardLimit: HardLimit(component, asked.ceilings), withoutOne: nil)
        return row.with(withoutOne: withoutOne(row, asked, relieved))
    }

    private func finding(
        _ asked: Asked, _ relieved: Model?, _ budget: WorkBudget, _ platform: StressAnswer
    ) throws -> CapacityRow.Finding {
        guard let relieved, StressTest.canBreak(relieved) else { return .unanswered }
        let answer: StressAnswer
        do {
            answer = try search(
                relieved, named: model.component(asked.id).name, budget: budget,
                given: StressTest.Given(holds: platform.met))
        } catch EngineError.stopped {
            throw EngineError.stopped
        } catch { return .unanswered }
        let isOwn = try isOwn(asked.id, answer, budget)
        return isOwn ? .found(answer) : .elsewhere(answer, holds: platform.met)
    }

    /// Whether what breaks is the component's own, and not a level that breaks elsewhere. A queue
    /// and blocks have an owner. A level is the component's where it is at least half full and
    /// nothing else is; else where the platform with ample of it, too, is not surely broken by the
    /// same load.
    private func isOwn(
        _ id: ComponentID, _ answer: StressAnswer, _ budget: WorkBudget
    ) throws -> Bool {
        guard let broken = answer.broken, let step = answer.step(broken) else { return true }
        let relief = Relief(model: model, kept: id)
        let owners = step.breaks.compactMap(\.owner)
        if !owners.isEmpty { return owners.contains(where: relief.isKept) }
        let loads = step.assessment.measurements.ceilings.map { ceiling in
            (
                isOwn: ceiling.component.map(relief.isKept) ?? false,
                share: 1 - ceiling.headroom.value
            )
        }
        let own = loads.filter(\.isOwn).map(\.share).max() ?? 0
        let others = loads.filter { !$0.isOwn }.map(\.share).max() ?? 0
        if own >= Self.half, others < Self.half { return true }
        let binds = own >= others
        guard !relief.unrelieved.contains(id),
            let ample = Relief(model: model, kept: nil).relieved
        else { return binds }
        var test = test(
            ample, named: "ample of everything", budget: budget, upTo: nil,
            given: StressTest.Given(plan: answer.model.run))
        do {
            switch try test.judgement(at: broken) {
            case .met: return true
            case .breached: return false
            case .cannotTell: return binds
            }
        } catch EngineError.stopped {
            throw EngineError.stopped
        } catch { return binds }
    }

    /// What it carries with one less: in proportion to what closed forms expect of both, or to its
    /// members where there are none.
    private func withoutOne(_ row: CapacityRow, _ asked: Asked, _ relieved: Model?) -> Double? {
        guard let met = row.met, let failure = SingleFailure(row.component, of: model) else {
            return nil
        }
        if case .found(let answer) = row.finding, let relieved,
            let lessened = SingleFailure(row.component, of: relieved)?.model,
            let whole = answer.guess?.fraction,
            let less = StressGuess(model: lessened).factor(upTo: settings.most.fraction)
        {
            return met * min(1, less / whole)
        }
        guard let members = model.component(row.component).kind.instances, members > failure.lost
        else { return nil }
        let left = Double(members - failure.lost) / Double(members)
        // What is far from full without one, too, still holds what it does.
        if case .beyond = row.finding, isFar(share: share(of: asked) / left) { return met }
        return met * left
    }

    // MARK: Failures

    /// Searched for under the seed, the plan and the budget of the whole platform's search, and of
    /// loads that it holds: what breaks the whole breaks a part of it. Nil where no load holds.
    private func answer(
        _ failure: SingleFailure?, _ platform: StressAnswer
    ) throws -> CapacityAnswer.FailureAnswer? {
        guard let failure, let met = platform.met else { return nil }
        do {
            let answer = try search(
                failure.model, named: "one \(failure.member.rawValue) less",
                budget: share(Self.shareOfPlatform), upTo: met,
                given: StressTest.Given(breaks: platform.broken, plan: platform.model.run))
            return CapacityAnswer.FailureAnswer(failure: failure, answer: answer)
        } catch EngineError.stopped {
            throw EngineError.stopped
        } catch { return nil }
    }

    /// The one after which closed forms expect the platform to break first; where there are none,
    /// that of the component with the least headroom then.
    private func largestFailure(_ base: Assessment) -> SingleFailure? {
        let failures = model.components.indices.compactMap {
            SingleFailure(ComponentID($0), of: model)
        }
        let ranked = failures.map { failure -> (failure: SingleFailure, left: Double) in
            let guess = StressGuess(model: failure.model).factor(upTo: settings.most.fraction)
            return (failure, guess ?? lawful(failure, base))
        }
        return ranked.min { $0.left < $1.left }?.failure
    }

    private func lawful(_ failure: SingleFailure, _ base: Assessment) -> Double {
        let loads = base.measurements.resources.map { resource -> Double in
            guard resource.id.component == failure.component else {
                return 1 - resource.headroom.value
            }
            return 1 - (resource.headroomWithoutOne ?? resource.headroom).value
        }
        let most = loads.max() ?? 0
        return most > 0 ? 1 / most : .infinity
    }
}

extension CapacityRow {
    fileprivate func with(withoutOne: Double?) -> CapacityRow {
        CapacityRow(
            component: component, name: name, kind: kind, finding: finding, hardLimit: hardLimit,
            withoutOne: withoutOne)
    }
}

extension Ceiling {
    /// Absent for a limit of an operation.
    var component: ComponentID? {
        switch place {
        case .resource(let id): id.component
        case .limit(let id):
            switch id.owner {
            case .operation: nil
            case .component(let id): id
            }
        }
    }
}

extension LoadBreak {
    /// Whose queue or blocks they are; nil of a level.
    fileprivate var owner: ComponentID? {
        switch self {
        case .level: nil
        case .saturation(let id): id.component
        case .blocks(let id):
            switch id.owner {
            case .operation: nil
            case .component(let component): component
            }
        }
    }
}
