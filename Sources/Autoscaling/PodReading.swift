// SPDX-License-Identifier: GPL-3.0-or-later

/// A pod as the autoscaler sees it at a sync.
public struct PodReading: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case ready
        /// Within its CPU initialization period and not ready, or its sample is too old to count.
        case unready
        /// Not scheduled, or its containers do not run yet.
        case pending
        case failed
        /// To be removed.
        case deleted
    }

    public var state: State
    /// CPU in millicores, or another metric in thousandths of its unit; nil where none arrived.
    public var use: Int64?
    /// CPU request in millicores; only a utilization asks for it.
    public var request: Int64

    public init(state: State = .ready, use: Int64?, request: Int64 = 0) {
        self.state = state
        self.use = use
        self.request = request
    }
}
