// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// Whether intervals that say 95% hold the truth so often: `make coverage`, minutes on two cores.
@Suite struct CoverageTests {
    /// The file to write the table to; the suite runs only where one is named.
    private static let file = ProcessInfo.processInfo.environment["PLIMSOLL_COVERAGE"]
    /// Some words of the only rule to count; then the table is printed and not written.
    private static let only = ProcessInfo.processInfo.environment["PLIMSOLL_COVERAGE_RULE"]
    /// Of 2,000 runs 95% ± 1.5% are three standard errors.
    private static let seeds = 2_000
    private static let expected = 0.935...0.965

    @Test(
        "95% intervals hold the exact value in 93.5% to 96.5% of the runs",
        .enabled(if: file != nil))
    func coverage() throws {
        var rows: [CoverageStudy.Row] = []
        for platform in KnownPlatform.all {
            for rule in [CoverageStudy.Rule.replications(10), .precision, .control(20)]
            where Self.only.map(rule.words.contains) ?? true {
                let study = CoverageStudy(platform: platform, rule: rule)
                let found = try study.rows(seeds: Self.seeds)
                for row in found {
                    print(Self.line(row))
                    #expect(row.runs == Self.seeds)
                    #expect(
                        Self.expected.contains(row.coverage), "\(row.platform), \(row.metric)")
                }
                rows += found
            }
        }
        if Self.only == nil { try Self.write(rows) }
    }

    private static func write(_ rows: [CoverageStudy.Row]) throws {
        guard let file else { return }
        let outside = rows.filter { !expected.contains($0.coverage) }.map {
            "- \($0.platform), \($0.metric), \($0.rule)"
        }
        let verdict =
            outside.isEmpty
            ? ["Every row lies within the bounds."]
            : ["Outside the bounds, so not to be trusted as 95%:", ""] + outside
        let lines = [head] + rows.map(line) + [""] + verdict
        let text = lines.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    private static let head = """
        <!-- SPDX-License-Identifier: GPL-3.0-or-later -->
        <!-- Written by make coverage; do not edit. -->
        # Coverage

        An interval that says 95% should hold the exact value in 95% of all runs. Here each
        system is run from \(seeds) seeds, 1, 2 and so on, and the intervals that hold it are
        counted. With that many runs, 93.5% to 96.5% are three standard errors around 95%.
        `make coverage` writes this page.

        - Exact values: M/M/c by Erlang C. The web stack is ten pods of two cores, chosen at
          random, then a cache node (80%) or a database of six servers (20%), all exponential,
          first come first served: a Jackson network. The times at the two stations of a route
          are independent (Burke 1969), so the 95th percentile comes from a convolution.
        - Rules: a fixed number of replications, or `--precision`, which replicates until the
          half-widths of the mean and of the 95th percentile are within a share of their values;
          or control variates (`run: {variance reduction: control}`).
        - A replication is long enough for its mean and percentile to be nearly normal. Bias is
          the mean of all estimates against the exact value: a percentile of a finite sample is
          off by a little. Half-width is the mean one, over the exact value.

        | system | metric | rule | exact, s | coverage | bias | half-width | replications | runs |
        |---|---|---|--:|--:|--:|--:|--:|--:|
        """

    private static func line(_ row: CoverageStudy.Row) -> String {
        let runs = Double(row.runs)
        let cells = [
            row.platform, row.metric, row.rule, String(format: "%.6g", row.exact),
            String(format: "%.2f%%", 100 * row.coverage),
            String(format: "%+.2f%%", 100 * (row.values / runs / row.exact - 1)),
            String(format: "%.2f%%", 100 * row.halfWidths / runs / row.exact),
            String(format: "%.1f", Double(row.replications) / runs), String(row.runs),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
