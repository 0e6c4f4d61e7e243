// SPDX-License-Identifier: GPL-3.0-or-later
import Engine

/// A system of the known answers that has a closed form here.
protocol KnownSystem: Sendable {
    /// The name in the files.
    static var name: String { get }
    /// Takes exactly the parameters of the system.
    init(_ parameters: inout Parameters) throws(VerificationError)
    /// Every metric that the system has.
    var answers: [(metric: Metric, answer: Answer)] { get }
    /// The system as a model for the simulation; nil where the engine cannot express it.
    var experiment: Experiment? { get }
    /// What a simulation of its own finds, which no interval judges but the case's own tolerance;
    /// nil where there is none.
    func simulated(seed: UInt64, threads: Int) -> [(metric: Metric, value: Double)]?
}

extension KnownSystem {
    func simulated(seed: UInt64, threads: Int) -> [(metric: Metric, value: Double)]? { nil }
}

/// All systems that are known, by their names.
enum SystemRegistry {
    static let systems: [any KnownSystem.Type] = [
        MM1System.self, MMcSystem.self, MMcComparison.self, MMcKSystem.self, MMInfinitySystem.self,
        ErlangBSystem.self, ErlangCSystem.self, ErlangCHeadroomSystem.self, EngsetSystem.self,
        MG1System.self, MDcSystem.self, GIM1System.self, BatchArrivalsSystem.self,
        NonpreemptivePrioritySystem.self, PreemptivePrioritySystem.self,
        ProcessorSharingSystem.self, MultiServerProcessorSharingSystem.self, ErlangASystem.self,
        BalkingSystem.self, HeterogeneousServersSystem.self, ForkJoinSystem.self,
        SquareRootStaffingSystem.self, HalfinWhittSystem.self,
        JacksonOpenSystem.self, OpenVisitsSystem.self, OpenMulticlassSystem.self,
        ClosedMVASystem.self, MixedMVASystem.self, AsymptoticBoundsSystem.self,
        MachineRepairSystem.self, StationaryBaseFeeSystem.self,
        MonthlyCostSystem.self, BillSystem.self, InvocationCostSystem.self,
        TrimmedMeanSystem.self, PaybackSystem.self, LeastSquaresSystem.self,
        LinearForecastSystem.self, LinearRunwaySystem.self, SeasonalNaiveSystem.self,
    ]

    static func system(named name: String) -> (any KnownSystem.Type)? {
        systems.first { $0.name == name }
    }
}

extension Parameters {
    /// Runs a closed form; what it refuses is an error of the case.
    func solve<Solution>(
        _ closedForm: () throws(AnalyticError) -> Solution
    ) throws(VerificationError) -> Solution {
        do { return try closedForm() } catch { throw self.error(.closedForm(error)) }
    }
}
