// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model

/// The answer to one scenario: what was measured, what it costs, and whether its service levels are
/// kept.
public struct Assessment: Sendable {
    public let model: Model
    public let measurements: Measurements
    public let bill: Bill
    /// In the order of `Model.objectives`.
    public let levels: [ServiceLevel]
    public let outcome: Outcome

    public enum Outcome: String, Sendable, CaseIterable {
        case met
        case breached
        case cannotTell = "cannot tell"
        /// The platform does not keep up with its load, whatever its service levels say.
        case saturated
    }

    /// Throws where the model cannot be billed.
    public init(_ model: Model, _ measurements: Measurements) throws(CostError) {
        self.model = model
        self.measurements = measurements
        let bill = try Bill(model, measurements)
        self.bill = bill
        levels = model.objectives.map { ServiceLevel($0, model, measurements, bill) }
        if measurements.saturation != nil || measurements.fullBlocks != nil {
            outcome = .saturated
        } else {
            switch Judgement.all(levels.map(\.judgement)) {
            case .met: outcome = .met
            case .breached: outcome = .breached
            case .cannotTell: outcome = .cannotTell
            }
        }
    }
}
