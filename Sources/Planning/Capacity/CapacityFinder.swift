// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

/// Finds how much load a platform carries, how much each component would carry alone, and how much
/// is left when one member of something is lost.
///
/// Each is a search by simulation for the load that breaks a service level (`StressTest`), at the
/// scenario's mean load times a factor. For one component the others have ample of everything
/// (`Relief`), so that what breaks is its own. Every search errs with 5%.
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

    /// Of the budget, for the platform as it is.
    private static let shareOfPlatform = 0.3
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
            model, named: "the platform", budget: share(Self.shareOfPlatform), holds: nil)
        guard let base = platform.step(.one)?.assessment else { throw EngineError.stopped }
        let asked = components(base)
        let isSearched = asked.map { !isFar($0.ceilings) }
        let failure = largestFailure(base)
        let count = isSearched.count { $0 } + (failure == nil ? 0 : 1)
        let each = share((1 - Self.shareOfPlatform) / Double(max(count, 1)))
        var rows: [CapacityRow] = []
        for (part, isSearched) in zip(asked, isSearched) {
            rows.append(row(part, isSearched, each, platform))
        }
        return CapacityAnswer(
            base: base, busy: busy, settings: settings, platform: platform, components: rows,
            parts: CapacityPartFinder(base: base).parts,
            failure: failure.flatMap { failure in
                let answer = try? search(
                    failure.model, named: "one \(failure.member.rawValue) less", budget: each,
                    holds: nil)
                return answer.map { CapacityAnswer.FailureAnswer(failure: failure, answer: $0) }
            })
    }

    private func share(_ share: Double) -> WorkBudget {
        WorkBudget(events: UInt64(Double(settings.budget.events) * share))
    }

    private func search(
        _ model: Model, named name: String, budget: WorkBudget, holds: Ratio?
    ) throws -> StressAnswer {
        var test = StressTest(
            model,
            StressTest.Settings(
                most: settings.most, precision: settings.precision, budget: budget),
            threads: threads, holds: holds, announce: announce(name))
        return try test.run()
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

    private func isFar(_ ceilings: [Ceiling]) -> Bool {
        let load = ceilings.map { 1 - $0.headroom.value }.max() ?? 0
        return load * settings.most.fraction * Self.margin < 1
    }

    private func row(
        _ asked: Asked, _ isSearched: Bool, _ budget: WorkBudget, _ platform: StressAnswer
    ) -> CapacityRow {
        let component = model.component(asked.id)
        let relieved = Relief(model: model).sparing(asked.id)
        let finding: CapacityRow.Finding
        if !isSearched {
            finding = .beyond(settings.most)
        } else if let relieved,
            let answer = try? search(
                relieved, named: component.name, budget: budget, holds: platform.met)
        {
            finding = .found(answer, holds: platform.met)
        } else {
            finding = .unanswered
        }
        let binding = asked.ceilings.min { $0.headroom.value < $1.headroom.value }
        let row = CapacityRow(
            component: asked.id, name: component.name,
            kind: binding.map { CapacityKind(component: $0.place) } ?? .flow, finding: finding,
            hardLimit: HardLimit(component, asked.ceilings), withoutOne: nil)
        return row.with(withoutOne: withoutOne(row, relieved))
    }

    /// What it carries with one less: in proportion to what closed forms expect of both, or to its
    /// members where there are none.
    private func withoutOne(_ row: CapacityRow, _ relieved: Model?) -> Double? {
        guard let met = row.met, let failure = SingleFailure(row.component, of: model) else {
            return nil
        }
        if let relieved, let lessened = SingleFailure(row.component, of: relieved)?.model,
            let whole = StressGuess(model: relieved).factor(upTo: settings.most.fraction),
            let less = StressGuess(model: lessened).factor(upTo: settings.most.fraction)
        {
            return met * min(1, less / whole)
        }
        guard let members = model.component(row.component).kind.instances, members > 0 else {
            return nil
        }
        return met * Double(max(members - failure.lost, 0)) / Double(members)
    }

    // MARK: Failures

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
