// SPDX-License-Identifier: GPL-3.0-or-later

/// A chart and the name of its file.
public struct NamedChart: Sendable, Equatable {
    /// Of a file without its ending: lower-case letters, digits and hyphens.
    public let name: String
    public let chart: Chart

    /// - Precondition: the name is lawful.
    public init(_ name: String, _ chart: Chart) {
        precondition(GnuplotScript.isLawful(name), "a name of a-z, 0-9 and hyphens")
        self.name = name
        self.chart = chart
    }

    public var script: GnuplotScript { chart.script(named: name) }
}
