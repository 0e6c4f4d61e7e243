// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model
import Planning
import Quantities

/// The answer to `pages`: when what is seen of each page, by whom, and whether budgets are kept.
public enum PagesReport {
    /// Every table that there may be; one without its subject is left out.
    public static let tableIDs = [
        "budgets", "vitals", "regions", "bytes", "observations", "assumptions",
    ]

    public static func make(_ assessment: PageAssessment, identity: Identity) -> Report {
        let tables = [
            budgets(assessment), vitals(assessment), regions(assessment), bytes(assessment),
            observations(assessment), RunReport.assumptions(assessment.model),
        ]
        return Report(
            identity: identity, verdict: verdict(assessment),
            headline: PagesHeadline(assessment).text, notes: PagesHeadline(assessment).notes,
            tables: tables.compactMap { $0 })
    }

    private static func verdict(_ assessment: PageAssessment) -> Report.Verdict? {
        if assessment.saturation != nil { return .saturated }
        switch assessment.outcome {
        case .met: return .met
        case .breached: return .breached
        case .cannotTell: return .cannotTell
        case nil: return nil
        }
    }

    private static func budgets(_ assessment: PageAssessment) -> Table? {
        if assessment.checks.isEmpty { return nil }
        let rows = assessment.checks.map { check -> [Cell] in
            let dimension = Words.dimension(check.measure)
            return [
                .text(Words.name(check.measure)), .of(check.measured, dimension),
                .number(check.limit.value, dimension), .text(dimension.unit),
                .number(check.beyond?.fraction, .ratio),
                .word(check.judgement.rawValue, Words.tone(check.judgement)),
            ]
        }
        return Table(
            id: "budgets", title: "Budgets",
            columns: [
                .text("budget", "Budget"), .estimate("measured", "Measured", nil),
                .value("limit", "At most", nil), .text("unit", "Unit", isDataOnly: true),
                .value("beyond", "Views beyond", .ratio), .text("verdict", "Verdict"),
            ], rows: rows)
    }

    private static func vitals(_ assessment: PageAssessment) -> Table {
        let frontend = assessment.model.frontend
        var rows: [[Cell]] = []
        for answer in assessment.pages {
            for row in answer.rows where row.share > .zero {
                rows.append(
                    [
                        .text(answer.page.name), .text(frontend.devices[row.device].name),
                        .text(frontend.connections[row.connection].name),
                        .number(row.share.fraction, .ratio), .of(row.scripts, .duration),
                    ] + row.vitals.map { .of($0, .duration) })
            }
            rows.append(
                [
                    .text(answer.page.name), .text("all views"), .text(""), .number(1, .ratio),
                    .absent,
                ] + answer.all.map { .of($0, .duration) })
        }
        let percentile = Words.quantile(frontend.quantile)
        return Table(
            id: "vitals",
            title: "Vitals: first views at the \(percentile) of places, and of all views",
            columns: [
                .text("page", "Page"), .text("device", "Device"),
                .text("connection", "Connection"), .value("share", "Share", .ratio),
                .estimate("scripts", "Scripts", .duration, isDataOnly: true),
            ]
                + Vital.allCases.map {
                    .estimate(
                        $0.rawValue, $0.rawValue.uppercased(), .duration, isDataOnly: $0 == .tbt)
                }, rows: rows)
    }

    private static func regions(_ assessment: PageAssessment) -> Table? {
        if assessment.regions.isEmpty { return nil }
        let rows = assessment.regions.map { answer -> [Cell] in
            [
                .text(answer.region.name), .text(answer.places.joined(separator: ", ")),
                .number(answer.share.fraction, .ratio),
                .count(Int64(answer.region.instances)),
                .number(answer.networkP95?.seconds, .duration),
                .number(answer.p95?.seconds, .duration),
                .number(answer.networkP95FromFirst?.seconds, .duration),
                .number(answer.viewsPerInstance?.perSecond, .rate),
            ]
        }
        let first = assessment.regions.first?.region.name ?? ""
        return Table(
            id: "regions", title: "Regions: round trips of those nearest to each",
            columns: [
                .text("region", "Region"), .prose("places", "Places"),
                .value("share", "Share", .ratio),
                .number("instances", "Instances", unit: "instances"),
                .value("network_p95", "Network p95", .duration),
                .value("p95", "With last mile", .duration),
                .value("network_p95_from_first", "From \(first) only", .duration),
                .value("views_per_instance", "Views an instance", .rate),
            ], rows: rows)
    }

    private static func observations(_ assessment: PageAssessment) -> Table? {
        ObservationTable.make(
            assessment.model.remarks.observations.compactMap { observation in
                observation.pageMetric.map { metric in
                    switch assessment.figure(metric) {
                    case .time(let figure): (observation, figure, .duration)
                    case .size(let figure): (observation, figure, .bytes)
                    }
                }
            })
    }

    private static func bytes(_ assessment: PageAssessment) -> Table {
        var rows = assessment.pages.map { answer -> [Cell] in
            let bytes = answer.bytes
            return [
                .text(answer.page.name), .number(bytes.html, .bytes),
                .number(bytes.scripts, .bytes), .number(bytes.images, .bytes),
                .of(answer.viewsPerMonth, .number), .of(answer.deliveredPerMonth, .bytes),
            ]
        }
        rows.append(
            [.text("all"), .absent, .absent, .absent, .absent]
                + [.of(assessment.deliveredPerMonth, .bytes)])
        return Table(
            id: "bytes", title: "Bytes a view, and what the CDN serves in a month",
            columns: [
                .text("page", "Page"), .value("html", "HTML", nil),
                .value("scripts", "Scripts", nil), .value("images", "Images", nil),
                .estimate("views", "Views a month", .number),
                .estimate("delivered", "CDN a month", nil),
            ], rows: rows)
    }
}
