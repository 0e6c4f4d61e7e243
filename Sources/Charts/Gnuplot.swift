// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Subprocess

/// The gnuplot of this machine, a program of its own that reads commands and writes SVG.
public struct Gnuplot: Sendable, Equatable {
    public let path: String
    /// As it says itself: 5.4.
    public let version: String

    /// What a drawing may take; one takes a tenth of a second.
    public static let patience = Duration.seconds(30)

    static let oldest = 5

    /// The first gnuplot in the directories of a search path; nil where there is none.
    ///
    /// Throws where it is too old, or does not answer.
    public static func find(
        in searchPath: String, patience: Duration = Gnuplot.patience
    ) async throws(ChartError) -> Gnuplot? {
        let candidates = searchPath.split(separator: ":").map { "\($0)/gnuplot" }
        guard let path = candidates.first(where: isProgram) else { return nil }
        let answer = try await outcome(
            of: path, arguments: ["--version"], input: "", chart: "version", patience: patience)
        // gnuplot 5.4 patchlevel 4
        let words = answer.output.split(whereSeparator: \.isWhitespace)
        guard answer.isSuccess, words.count >= 2, words[0] == "gnuplot",
            let major = Int(words[1].prefix { $0 != "." })
        else { throw .notGnuplot(path: path, answer: excerpt(answer.output + answer.errors)) }
        let version = String(words[1])
        guard major >= oldest else {
            throw .tooOld(path: path, version: version, needs: "\(oldest).0")
        }
        return Gnuplot(path: path, version: version)
    }

    /// What a script draws, as an SVG document that says nothing of the program that made it: the
    /// same script and gnuplot give the same bytes.
    public func svg(
        _ script: GnuplotScript, patience: Duration = Gnuplot.patience
    ) async throws(ChartError) -> String {
        // -d: no file of the user's changes what we draw.
        let answer = try await Self.outcome(
            of: path, arguments: ["-d", "-"], input: script.text, chart: script.name,
            patience: patience)
        guard answer.isSuccess else {
            throw .refused(
                path: path, chart: script.name, reason: Self.excerpt(answer.errors))
        }
        guard let document = SVGDocument(answer.output, of: script) else {
            throw .noPicture(path: path, chart: script.name, answer: Self.excerpt(answer.output))
        }
        return document.text
    }

    // MARK: The process

    private struct Outcome: Sendable {
        let isSuccess: Bool
        let output: String
        let errors: String
    }

    /// What ended first: the program, or our patience.
    private enum Race: Sendable {
        case ended(Outcome)
        case failed(String)
        case timedOut
    }

    /// A chart of ten thousand points takes less than a megabyte.
    private static let mostOutput = 64 << 20
    private static let mostErrors = 1 << 20

    private static func outcome(
        of path: String, arguments: [String], input: String, chart: String, patience: Duration
    ) async throws(ChartError) -> Outcome {
        let race = await withTaskGroup(of: Race.self) { group in
            group.addTask { await run(path, arguments, input) }
            group.addTask {
                // Cancelled where the program ends first; then nobody asks what it says.
                try? await Task.sleep(for: patience)
                return .timedOut
            }
            let first = await group.next() ?? .timedOut
            group.cancelAll()
            return first
        }
        switch race {
        case .ended(let outcome): return outcome
        case .failed(let reason): throw .cannotStart(path: path, reason: reason)
        case .timedOut: throw .tookTooLong(path: path, chart: chart, limit: patience)
        }
    }

    /// A file without a name that holds a text, to be read from its beginning. A pipe would break
    /// where the program ends before it has read all, which Subprocess 1.0.2 does not survive.
    private static func file(of text: String) -> Int32? {
        var name = Array("/tmp/plimsoll-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { return nil }
        unlink(&name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                close(descriptor)
                return nil
            }
            rest = rest.dropFirst(count)
        }
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func run(_ path: String, _ arguments: [String], _ input: String) async -> Race {
        // Nothing of the user's environment: no start-up files, no locale's decimal comma.
        let environment = Environment.custom(["LC_ALL": "C.UTF-8", "HOME": "/nonexistent"])
        guard let script = file(of: input) else { return .failed("there is no temporary file") }
        do {
            let result = try await Subprocess.run(
                .path(.init(path)), arguments: Arguments(arguments), environment: environment,
                input: .fileDescriptor(.init(rawValue: script), closeAfterSpawningProcess: true),
                output: .string(limit: mostOutput),
                error: .string(limit: mostErrors))
            return .ended(
                Outcome(
                    isSuccess: result.terminationStatus.isSuccess,
                    output: result.standardOutput, errors: result.standardError))
        } catch {
            return .failed("\(error)")
        }
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return access(path, X_OK) == 0
    }

    private static func excerpt(_ text: String) -> String {
        let line = GnuplotText.printable(text).split(separator: " ").joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
