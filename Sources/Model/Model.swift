// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Statistics

/// A platform and the load on it, with every invariant holding: ids are in range, names differ,
/// shares add up, each step names a component that can do it, and the run is one that ends.
///
/// Throws `ModelError` for data from outside that breaks an invariant.
public struct Model: Sendable {
    public internal(set) var name: String
    public internal(set) var sources: [TrafficSource]
    public internal(set) var operations: [Operation]
    public internal(set) var components: [Component]
    public internal(set) var keyspaces: [Keyspace]
    public internal(set) var objectives: [Objective]
    public internal(set) var faults: [Fault]
    public internal(set) var alerts: [Alert]
    public internal(set) var frontend: Frontend
    /// Absent where load changes nothing of what the platform offers.
    public internal(set) var degradation: Degradation?
    public internal(set) var run: RunPlan
    public internal(set) var economics: Economics
    public internal(set) var remarks: Remarks

    /// What the answer is priced with.
    public struct Economics: Sendable {
        public let prices: PriceBook?
        /// Business transactions by which the cost of one is divided; absent: completed requests.
        public internal(set) var transactions: Volume?
        /// How the load and the stated volumes grow from month to month; absent: they stay.
        public internal(set) var growth: Growth?
        public internal(set) var agreements: Agreements

        /// Who uses the platform in a month; absent: the users of its traffic.
        public internal(set) var activeUsers: Int?
        public let budgets: CostBudgets

        public init(
            prices: PriceBook?, transactions: Volume?, growth: Growth? = nil,
            agreements: Agreements = .none, activeUsers: Int? = nil,
            budgets: CostBudgets = .none
        ) {
            self.prices = prices
            self.transactions = transactions
            self.growth = growth
            self.agreements = agreements
            self.activeUsers = activeUsers
            self.budgets = budgets
        }
    }

    /// What people should know when they read the answer.
    public struct Remarks: Sendable {
        public let notes: [String]
        public let assumptions: [Assumption]
        public let observations: [Observation]

        public init(
            notes: [String], assumptions: [Assumption], observations: [Observation]
        ) {
            self.notes = notes
            self.assumptions = assumptions
            self.observations = observations
        }
    }

    public init(
        name: String, sources: [TrafficSource], operations: [Operation], components: [Component],
        keyspaces: [Keyspace], objectives: [Objective], faults: [Fault] = [],
        alerts: [Alert] = [], frontend: Frontend = .none, degradation: Degradation? = nil,
        run: RunPlan, economics: Economics, remarks: Remarks
    ) throws(ModelError) {
        self.name = name
        self.sources = sources
        self.operations = operations
        self.components = components
        self.keyspaces = keyspaces
        self.objectives = objectives
        self.faults = faults
        self.alerts = alerts
        self.frontend = frontend
        self.degradation = degradation
        self.run = run
        self.economics = economics
        self.remarks = remarks
        try ModelInvariants(self).check()
    }

    /// The same model under another run plan, its invariants checked again.
    public func with(run: RunPlan) throws(ModelError) -> Model {
        try changed { $0.run = run }
    }

    /// The same model but for what that changes, its invariants checked again.
    func changed(
        _ change: (inout Model) throws(ModelError) -> Void
    ) throws(ModelError) -> Model {
        var copy = self
        try change(&copy)
        try ModelInvariants(copy).check()
        return copy
    }

    public func component(_ id: ComponentID) -> Component { components[id.index] }
    public func operation(_ id: OperationID) -> Operation { operations[id.index] }
    public func keyspace(_ id: KeyspaceID) -> Keyspace { keyspaces[id.index] }

    /// What reports call a resource: `api`, or `db bouncer` where a component has several.
    public func name(of resource: ResourceID) -> String {
        let component = component(resource.component)
        return resource.role == .servers
            ? component.name : "\(component.name) \(resource.role.rawValue)"
    }
}
