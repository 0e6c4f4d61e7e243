// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// One request of HTTP, by the program `curl`: it knows TLS, proxies and certificates, and costs a
/// program that asks no server nothing. Linking a client would add its start to every command.
enum Curl {
    struct Reply {
        let status: Int
        let body: [UInt8]
    }

    struct Request {
        let address: String
        /// The fields of a form, which is posted.
        let fields: [(name: String, value: String)]
        /// Absent where the server asks for none.
        let token: String?
        /// In seconds, for the whole answer.
        let patience: Int
        /// Bytes that an answer may have.
        let largest: Int
    }

    /// Throws where there is no curl, no server, or no whole answer in time.
    static func post(_ request: Request) throws(Failure) -> Reply {
        let (status, output, words) = try run(
            // What a user's own settings say must not send a token elsewhere.
            ["curl", "--disable", "--config", "-"], input: try settings(request),
            largest: request.largest + 100)
        guard status == 0 else { throw failure(status, words, request) }
        // The last line is the status, which --write-out adds.
        let end = output.lastIndex(of: UInt8(ascii: "\n")) ?? output.startIndex
        let line = String(decoding: output[end...].dropFirst(), as: UTF8.self)
        guard let code = Int(line) else {
            throw .server(request.address, "curl tells no status of HTTP")
        }
        return Reply(status: code, body: Array(output[..<end]))
    }

    /// What curl reads from its standard input: no argument of a process shows a token.
    private static func settings(_ request: Request) throws(Failure) -> String {
        var lines = [
            "url = " + quoted(request.address), "globoff", "silent", "show-error", "compressed",
            "proto = \"=http,https\"", "connect-timeout = \(min(request.patience, 10))",
            "max-time = \(request.patience)", "write-out = \"\\n%{http_code}\"",
        ]
        for (name, value) in request.fields {
            lines.append("data-urlencode = " + quoted(name + "=" + value))
        }
        if let token = request.token {
            guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .server(
                    request.address, "PLIMSOLL_PROMETHEUS_TOKEN has space or what is no ASCII")
            }
            lines.append("header = " + quoted("Authorization: Bearer " + token))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As curl's configuration files have it (curl's manual, --config).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "\""
    }

    /// Curl's exit codes (curl's manual, "EXIT CODES").
    private static func failure(_ status: Int32, _ words: String, _ request: Request) -> Failure {
        let reason =
            switch status {
            case 127:
                "there is no program curl to ask it; install it (apt-get install curl), or save"
                    + " the answer in another way and observe the file"
            case 5, 6: "there is no such host; check the address"
            case 7: "nobody answers; check that the server runs, and its address"
            case 28:
                "no answer came within \(request.patience) s; take a shorter range or a longer"
                    + " --timeout"
            case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91:
                "it cannot be trusted: \(words)"
            default: words.isEmpty ? "curl failed with exit code \(status)" : words
            }
        return .server(request.address, reason)
    }

    // MARK: The process

    /// Its exit code (127 where there is no such program), output, and first line of errors.
    private static func run(
        _ arguments: [String], input: String, largest: Int
    ) throws(Failure) -> (status: Int32, output: [UInt8], words: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let (settings, answer, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = settings
        process.standardOutput = answer
        process.standardError = errors
        do { try process.run() } catch { return (127, [], "") }
        // Who does not read its settings has left already, and its exit code says why.
        try? settings.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? settings.fileHandleForWriting.close()
        var output: [UInt8] = []
        while output.count <= largest,
            let chunk = try? answer.fileHandleForReading.read(upToCount: 1 << 16), !chunk.isEmpty
        {
            output += chunk
        }
        let isWhole = output.count <= largest
        if !isWhole { process.terminate() }
        let words = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        guard isWhole else {
            throw .server(
                "curl", "the answer has more than \(largest >> 20) MiB; take a longer step")
        }
        let line = String(decoding: words.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return (process.terminationStatus, output, line)
    }
}
