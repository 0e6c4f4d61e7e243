// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Evidence
import Glibc
import Quantities
import Reports

/// What a live Prometheus is asked for.
struct PrometheusOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask a live Prometheus instead of a file; PLIMSOLL_PROMETHEUS_TOKEN in the environment"
                + " is its bearer token, if it wants one.", valueName: "address"))
    var prometheus: String?

    @Option(help: ArgumentHelp("What to ask for, in PromQL.", valueName: "promql"))
    var query: String?

    @Option(
        help: ArgumentHelp(
            "The first instant: a day, such as 2026-10-01, or 2026-10-01T08:00:00Z.",
            valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("The last instant, itself included.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("From one point to the next.", valueName: "duration"))
    var step: String?

    @Option(help: ArgumentHelp("How long to wait for an answer.", valueName: "duration"))
    var timeout = "60s"

    @Option(help: ArgumentHelp("Keep what the server answered in this file.", valueName: "file"))
    var save: String?

    /// Nil where none is asked; throws `ValidationError` where a part is missing.
    func range() throws -> PrometheusRange? {
        let parts = [("--query", query), ("--from", from), ("--to", to), ("--step", step)]
        guard let prometheus else {
            if let given = (parts + [("--save", save)]).first(where: { $0.1 != nil }) {
                throw ValidationError("\(given.0) belongs to --prometheus, which is missing.")
            }
            return nil
        }
        if let missing = parts.first(where: { $0.1 == nil }) {
            throw ValidationError("--prometheus needs \(missing.0), too.")
        }
        do {
            return try PrometheusRange(
                server: prometheus, query: query ?? "", from: Self.instant(from, "--from"),
                to: Self.instant(to, "--to"),
                step: OptionText.read(step ?? "", of: "--step", as: SimTime.self))
        } catch let error as EvidenceError {
            throw ValidationError("--\(error)")
        }
    }

    /// Whole seconds, at least one.
    func patience() throws -> Int {
        let time = try OptionText.read(timeout, of: "--timeout", as: SimTime.self)
        guard time >= .seconds(1), time <= .hours(24) else {
            throw ValidationError("--timeout is \(time); it must be from 1s to 24h.")
        }
        return Int(time.nanoseconds / 1_000_000_000)
    }

    private static func instant(_ text: String?, _ option: String) throws -> Timestamp {
        let text = text ?? ""
        guard let time = Timestamp(parsing: text) ?? Timestamp(parsing: text + "T00:00:00Z") else {
            throw ValidationError(
                "\(option): '\(text)' is no time; expected a day such as 2026-10-01 or an instant"
                    + " such as 2026-10-01T08:00:00Z.")
        }
        return time
    }

    /// Asks for all of the range, and keeps the answer where that is wanted.
    func ask(_ range: PrometheusRange) throws -> (file: ObservedFile, warnings: [String]) {
        let patience = try patience()
        // What is kept is evidence: nothing replaces it.
        if let save, access(save, F_OK) == 0 { throw Failure.exists(path: save) }
        var replies = PrometheusReplies()
        var bytes = 0
        for fields in range.requests {
            let reply = try Curl.post(
                .init(
                    address: range.address, fields: fields,
                    token: StandardStream.variable("PLIMSOLL_PROMETHEUS_TOKEN"),
                    patience: patience, largest: ObservedFile.largest - bytes))
            bytes += reply.body.count
            do { try replies.add(status: reply.status, body: reply.body) } catch {
                throw Failure.server(range.address, "\(error)")
            }
        }
        let file: ObservedFile
        do { file = try replies.file() } catch { throw Failure.server(range.address, "\(error)") }
        if let save {
            let text = String(decoding: replies.bytes, as: UTF8.self)
            guard try NewFile(save, text).publish() else { throw Failure.exists(path: save) }
        }
        return (file, replies.warnings)
    }
}
