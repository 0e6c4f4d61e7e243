// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Statistics

/// How often an alert fired.
public struct AlertMeasurement: Sendable {
    public let alert: Alert
    /// Replications in which it fired, of all.
    public let fired: Ratio
    /// Times that it fired in a replication.
    public let times: Estimate<Double>
    /// Share of the time in which it was firing.
    public let firing: Estimate<Ratio>
    /// When it first fired, in the first replication in which it did; of the scenario's time.
    public let first: SimTime?
}
