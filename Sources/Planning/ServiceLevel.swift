// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// One objective of a model, held against what was measured.
public struct ServiceLevel: Sendable {
    public let objective: Objective
    /// Absent where nothing was measured: no request was answered, or the engine cannot tell.
    public let measured: Figure?
    /// In the base unit of the measure.
    public let limit: Double
    /// True where the measured figure must be at least the limit.
    public let isFloor: Bool
    public let judgement: Judgement

    public init(
        _ objective: Objective, _ model: Model, _ measurements: Measurements, _ bill: Bill
    ) {
        self.objective = objective
        limit = objective.limit
        isFloor = objective.isFloor
        if case .costPerTransaction = objective.measure {
            measured = bill.transaction.map {
                Figure(value: $0.amount.approximation, interval: $0.interval)
            }
        } else {
            measured = objective.simulated(measurements).map {
                Figure(
                    value: $0.value, interval: $0.interval(Figure.confidence),
                    origin: $0.origin)
            }
        }
        judgement = Judgement(measured, limit: limit, isFloor: isFloor)
    }
}
