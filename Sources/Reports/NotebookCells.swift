// SPDX-License-Identifier: GPL-3.0-or-later

/// The cells of a notebook over the files of a run: only those whose tables there are.
///
/// Names from the scenario stand in its files and its headline, never in its code.
struct NotebookCells {
    struct Cell {
        /// Letters, digits and hyphens, unlike those of other cells.
        let id: String
        let kind: Kind
        let source: String

        enum Kind: String {
            case markdown, code
        }
    }

    private let report: Report
    private let tables: Set<String>

    init(_ report: Report, tables: Set<String>) {
        self.report = report
        self.tables = tables
    }

    var all: [Cell] {
        [
            Cell(id: "title", kind: .markdown, source: title),
            Cell(id: "load", kind: .code, source: Self.load),
            Cell(id: "columns", kind: .code, source: "columns"),
        ]
            + Self.sections.filter { tables.isSuperset(of: $0.needs) }.flatMap { section in
                [
                    Cell(
                        id: "about-" + section.id, kind: .markdown,
                        source: "## \(section.title)\n\n\(section.words)"),
                    Cell(id: section.id, kind: .code, source: section.code),
                ]
            }
    }

    private var title: String {
        let name = MarkdownRenderer.escaped(report.identity.scenario ?? report.identity.command)
        return """
            # \(name)

            \(MarkdownRenderer.escaped(report.headline))

            Each CSV file is one table in long format: a fact a row, its unit in `unit`, and where \
            its 95% confidence interval begins and ends in `low` and `high`. `columns.csv` says \
            what each column and each measure means.

            *\(MarkdownRenderer.escaped(report.identity.footer))*
            """
    }

    private static let load = """
        from pathlib import Path

        import matplotlib.pyplot as plt
        import pandas as pd

        folder = Path(".")
        # Only an empty field is missing: a component may be called "none" or "NA".
        read = {"keep_default_na": False, "na_values": [""]}
        columns = pd.read_csv(folder / "columns.csv", **read)
        facts = {
            path.stem: pd.read_csv(path, **read)
            for path in sorted(folder.glob("*.csv"))
            if path.stem != "columns"
        }

        # Okabe and Ito's colours, which readers who confuse red and green tell apart.
        colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
        styles = ["-", "--", ":", "-."]
        hatches = ["", "//", "..", "xx"]
        plt.rcParams.update({
            "axes.axisbelow": True, "axes.grid": True, "grid.color": "#DDDDDD",
            "axes.spines.top": False, "axes.spines.right": False, "font.size": 12,
        })


        def plain(text):
            "A name as it is: matplotlib would take what stands between dollars for a formula."
            return str(text).replace("$", r"\\$")


        def reach(rows, scale=1):
            "How far the ends of the intervals are from the values; 0 where there is no interval."
            low = (rows["value"] - rows["low"]).fillna(0).clip(lower=0)
            high = (rows["high"] - rows["value"]).fillna(0).clip(lower=0)
            return [low * scale, high * scale]
        """

    private struct Section {
        let id: String
        let needs: Set<String>
        let title: String
        let words: String
        let code: String
    }

    private static let sections = [
        Section(
            id: "levels", needs: ["slo"], title: "Service levels",
            words: "What was promised, what was measured, and whether the whole interval keeps it.",
            code: #"facts["slo"]"#),
        Section(
            id: "timeline", needs: ["timeline"], title: "p95 and replicas over time",
            words: "Each point is a window, at its middle; replicas are pods that take requests.",
            code: timeline),
        Section(
            id: "latency", needs: ["operations"], title: "Latency by operation",
            words: "Quantiles of answered requests, with 95% confidence intervals.",
            code: latency),
        Section(
            id: "utilization", needs: ["components"], title: "How busy each resource is",
            words: "The share of the time in use, the busiest on top.", code: utilization),
        Section(
            id: "costs", needs: ["layers"], title: "Cost by layer",
            words: "USD a month.", code: costs),
    ]

    private static let timeline = """
        windows = facts["timeline"]
        windows = windows.assign(minute=(windows["start_s"] + windows["end_s"]) / 120)
        ready = sorted(name for name in windows["measure"].unique() if name.endswith("_ready"))
        figure, axes = plt.subplots(
            3 if ready else 2, sharex=True, figsize=(9, 8), layout="constrained")

        p95 = windows[windows["measure"] == "p95"].sort_values("minute")
        axes[0].plot(p95["minute"], p95["value"] * 1000, color=colours[0])
        axes[0].fill_between(
            p95["minute"], p95["low"] * 1000, p95["high"] * 1000, color=colours[0], alpha=0.25)
        axes[0].set_ylabel("p95 latency, ms")

        names = {"arrivals": "came", "completions": "answered"}
        for index, (measure, name) in enumerate(names.items()):
            rows = windows[windows["measure"] == measure].sort_values("minute")
            axes[1].plot(
                rows["minute"], rows["value"], styles[index], color=colours[index], label=name)
        axes[1].set_ylabel("requests/s")
        axes[1].legend()

        for index, measure in enumerate(ready[:len(colours)]):
            rows = windows[windows["measure"] == measure].sort_values("start_s")
            axes[2].step(
                rows["start_s"] / 60, rows["value"], styles[index % 4], where="post",
                color=colours[index], label=plain(measure.removesuffix("_ready")))
        if ready:
            axes[2].set_ylabel("pods")
            axes[2].legend()
        for axis in axes:
            axis.set_ylim(bottom=0)
        axes[-1].set_xlabel("simulated time, min")
        plt.show()
        """

    private static let latency = """
        operations = facts["operations"]
        quantiles = ["p50", "p95", "p99"]
        names = list(dict.fromkeys(operations["operation"]))
        figure, axis = plt.subplots(
            figsize=(9, 1.5 + 0.6 * len(names)), layout="constrained")
        for index, quantile in enumerate(quantiles):
            rows = operations[operations["measure"] == quantile]
            place = rows["operation"].map(names.index) + 0.26 * (index - 1)
            axis.barh(
                place, rows["value"] * 1000, height=0.24, xerr=reach(rows, 1000), label=quantile,
                color=colours[index], hatch=hatches[index], edgecolor="white")
        axis.set_yticks(range(len(names)), [plain(name) for name in names])
        axis.invert_yaxis()
        axis.set_xlabel("latency, ms")
        axis.legend()
        plt.show()
        """

    private static let utilization = """
        components = facts["components"]
        rows = components[components["measure"] == "utilization"].sort_values("value")
        figure, axis = plt.subplots(figsize=(9, 1.5 + 0.35 * len(rows)), layout="constrained")
        axis.barh(
            [plain(name) for name in rows["component"]], rows["value"] * 100,
            xerr=reach(rows, 100), color=colours[0])
        axis.axvline(100, color="black", linestyle="--")
        axis.set_xlabel("utilization, %")
        plt.show()
        """

    private static let costs = """
        layers = facts["layers"]
        rows = layers[(layers["measure"] == "per_month") & (layers["layer"] != "total")]
        figure, axis = plt.subplots(figsize=(9, 1.5 + 0.35 * len(rows)), layout="constrained")
        bars = axis.barh([plain(name) for name in rows["layer"]], rows["value"], color=colours[0])
        axis.bar_label(bars, fmt="{:,.2f}", padding=4)
        axis.invert_yaxis()
        axis.margins(x=0.15)
        axis.set_xlabel("USD a month")
        plt.show()
        """
}
