// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Quantities

extension Bill {
    /// What a month would cost that went on like each replication, in their order: how far the bill
    /// is chance. None where nothing was sampled.
    ///
    /// Where a price has free units or steps, the mean of these bills need not be the bill of the
    /// mean use, which is the better forecast: a month evens out what a short run does not.
    ///
    /// - Parameter hoursOfMonth: those of a month that has a date; else the price book's are taken.
    public static func ofReplications(
        _ model: Model, _ measurements: Measurements, hoursOfMonth: Int64? = nil
    ) throws(CostError) -> [Bill] {
        var bills: [Bill] = []
        for number in 0..<(measurements.sampledReplications ?? 0) {
            bills.append(
                try Bill(model, measurements.replication(number), hoursOfMonth: hoursOfMonth))
        }
        return bills
    }

    /// What a layer costs a month; zero where nothing of it is billed.
    public func perMonth(of layer: CostLayer) -> Money {
        layers.first { $0.layer == layer }?.perMonth ?? .zero
    }
}
