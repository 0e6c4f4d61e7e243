// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A range of time that a live Prometheus is asked for: `/api/v1/query_range` as a form, in as many
/// requests as it takes (Prometheus, HTTP API).
public struct PrometheusRange: Sendable, Equatable {
    /// Where its requests go.
    public let address: String
    public let query: String
    /// Whole milliseconds, as all below.
    public let from: Timestamp
    /// Not before `from`; the last point lies at it or less than a step before it.
    public let to: Timestamp
    /// Above zero.
    public let step: SimTime

    /// Steps that the server answers in one request, for each series.
    public static let mostSteps: Int64 = 11_000
    public static let mostRequests: Int64 = 200

    /// - Parameter server: such as http://127.0.0.1:9090, with a path where it has one.
    ///
    /// Throws where the server's address is none or holds a password, the query is empty, or the
    /// range is upside down, finer than milliseconds or of too many steps.
    public init(
        server: String, query: String, from: Timestamp, to: Timestamp, step: SimTime
    ) throws(EvidenceError) {
        address = try Self.endpoint(server)
        guard query.contains(where: { !$0.isWhitespace }) else {
            throw .badQuestion(key: "query", value: "", reason: "it is empty")
        }
        guard step.nanoseconds > 0, step.nanoseconds % 1_000_000 == 0 else {
            throw .badQuestion(
                key: "step", value: "\(step)", reason: "expected whole milliseconds above zero")
        }
        for (key, time) in [("from", from), ("to", to)]
        where time.nanoseconds < 0 || time.nanoseconds % 1_000_000 != 0 {
            throw .badQuestion(
                key: key, value: "\(time)", reason: "expected whole milliseconds since 1970")
        }
        guard from.nanoseconds <= to.nanoseconds else {
            throw .badQuestion(key: "to", value: "\(to)", reason: "it is before \(from)")
        }
        let steps = (to.nanoseconds - from.nanoseconds) / step.nanoseconds
        guard steps / Self.mostSteps < Self.mostRequests else {
            throw .badQuestion(
                key: "step", value: "\(step)",
                reason: "it makes \(steps) points a series; take a longer one")
        }
        self.query = query
        self.from = from
        self.to = to
        self.step = step
    }

    private static func endpoint(_ server: String) throws(EvidenceError) -> String {
        let fault = { (reason: String) in
            EvidenceError.badQuestion(
                // What may be a password is not repeated.
                key: "prometheus", value: server.contains("@") ? "..." : server, reason: reason)
        }
        let scheme = ["http://", "https://"].first { server.lowercased().hasPrefix($0) }
        guard let scheme, server.utf8.count > scheme.utf8.count,
            server.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw fault("expected an address such as http://127.0.0.1:9090") }
        if server.contains("@") {
            throw fault("no password goes in an address; PLIMSOLL_PROMETHEUS_TOKEN takes a token")
        }
        if server.contains("?") || server.contains("#") || server.contains("/api/v1") {
            throw fault("expected the server's own address, to which /api/v1/query_range is added")
        }
        var base = server[...]
        while base.last == "/" { base.removeLast() }
        return base + "/api/v1/query_range"
    }

    /// The fields of each request's form. The points of one follow those of the one before.
    public var requests: [[(name: String, value: String)]] {
        var requests: [[(name: String, value: String)]] = []
        let stride = step.nanoseconds
        var start = from.nanoseconds
        while true {
            // Points at both ends: so many steps and one.
            let (length, isLong) = stride.multipliedReportingOverflow(by: Self.mostSteps - 1)
            let (end, isBeyond) = start.addingReportingOverflow(length)
            let isLast = isLong || isBeyond || end >= to.nanoseconds
            requests.append([
                ("query", query), ("start", Self.seconds(start)),
                ("end", Self.seconds(isLast ? to.nanoseconds : end)),
                ("step", Self.seconds(stride)),
            ])
            if isLast || to.nanoseconds - end < stride { return requests }
            start = end + stride
        }
    }

    /// With the decimals that it takes.
    private static func seconds(_ nanoseconds: Int64) -> String {
        "\(ExactDecimal(scaled: Int128(nanoseconds) * 1_000_000_000))"
    }
}
