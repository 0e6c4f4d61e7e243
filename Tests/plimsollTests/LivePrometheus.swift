// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// A Prometheus of one test: on loopback only, on a port that was free, with a history of its own
/// in a folder that goes with it.
///
/// A class, because its end stops the server.
final class LivePrometheus {
    let address: String
    private let process: Process
    private let workspace: Workspace

    /// Debian's package has both; nobody else starts them.
    static let isInstalled = ["prometheus", "promtool"].allSatisfy { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// Where a build server runs the tests, what is missing is a failure.
    static let isDemanded = ProcessInfo.processInfo.environment["CI"] == "true"

    /// - Parameter history: OpenMetrics with a timestamp for each sample.
    init(history: String) throws {
        workspace = try Workspace()
        try workspace.write("history.om", history)
        try workspace.write("prometheus.yml", "global: {scrape_interval: 1h}\n")
        let loading = try Program.shell(
            "cd '\(workspace.folder)' && promtool tsdb create-blocks-from openmetrics history.om"
                + " data")
        try #require(loading.status == 0, "\(loading.errors)")
        let port = try Self.freePort()
        address = "http://127.0.0.1:\(port)"
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            // It ends by itself, should the tests be killed.
            "timeout", "--kill-after=5", "120", "prometheus",
            "--config.file=\(workspace.path("prometheus.yml"))",
            "--storage.tsdb.path=\(workspace.path("data"))", "--storage.tsdb.retention.time=100y",
            "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try waitUntilReady(port)
    }

    /// Both it and the `timeout` above it, which lead a process group of their own; its folder goes
    /// anyway.
    deinit {
        kill(-process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private func waitUntilReady(_ port: UInt16) throws {
        for _ in 0..<300 {
            let asked = try? Loopback.exchange(
                "GET /-/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", port: port)
            if asked?.contains(" 200 ") == true { return }
            try #require(process.isRunning, "prometheus ended at once")
            usleep(100_000)
        }
        Issue.record("prometheus is not ready after 30 s")
    }

    /// Taken and given back, so that it is free with all likelihood.
    private static func freePort() throws -> UInt16 {
        let (socket, port) = try Loopback.listen()
        close(socket)
        return port
    }
}

/// Sockets of this machine alone.
enum Loopback {
    struct NobodyThere: Error {}

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func with<Answer>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Answer
    ) -> Answer {
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }

    private static let length = socklen_t(MemoryLayout<sockaddr_in>.size)

    /// On a port that was free.
    static func listen() throws -> (socket: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var own = address(0)
        try #require(with(&own) { bind(listener, $0, length) } == 0)
        try #require(Glibc.listen(listener, 16) == 0)
        var size = length
        try #require(with(&own) { getsockname(listener, $0, &size) } == 0)
        return (listener, UInt16(bigEndian: own.sin_port))
    }

    /// Sends a text and reads until the other side ends.
    static func exchange(_ text: String, port: UInt16) throws -> String {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var other = address(port)
        // Nobody there is no failure yet: who asks may ask again.
        guard with(&other, { connect(connection, $0, length) }) == 0 else { throw NobodyThere() }
        send(text, connection)
        var answer = ""
        while let part = receive(connection) { answer += part }
        return answer
    }

    static func send(_ text: String, _ connection: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    static func receive(_ connection: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

/// A server that gives each request the same answer, whatever it is.
///
/// A class, because its end closes the socket; `heard` is under a lock.
final class SameAnswer: @unchecked Sendable {
    let port: UInt16
    private let socket: Int32
    private let lock = NSLock()
    private var requests: [String] = []

    var heard: [String] { lock.withLock { requests } }

    /// - Parameter answer: nil where it never answers.
    init(_ answer: String?) throws {
        (socket, port) = try Loopback.listen()
        let listener = socket
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                // The form follows the head, at times in a part of its own.
                var text = Loopback.receive(connection) ?? ""
                while text.contains("\r\n\r\n"), !text.contains("step="), text.hasPrefix("POST"),
                    let more = Loopback.receive(connection)
                {
                    text += more
                }
                self?.lock.withLock { self?.requests.append(text) }
                if let answer {
                    Loopback.send(answer, connection)
                } else {
                    while Loopback.receive(connection) != nil {}
                }
                close(connection)
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }
}
