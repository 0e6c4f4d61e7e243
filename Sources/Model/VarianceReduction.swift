// SPDX-License-Identifier: GPL-3.0-or-later

/// How a simulation narrows its intervals besides running longer.
public enum VarianceReduction: String, Sendable, CaseIterable {
    case none
    /// Control variates: what chance brought in arrivals and in work is known exactly on average,
    /// and its effect on latency is regressed away.
    case control
}
