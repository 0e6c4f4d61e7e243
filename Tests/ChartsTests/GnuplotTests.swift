// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Charts

@Suite struct GnuplotTests {
    @Test(arguments: Samples.all)
    func drawsEachChartTheSameTwice(_ sample: Samples.Sample) async throws {
        let gnuplot = try await Self.ours()
        let script = sample.chart.script(named: sample.name)
        let svg = try await gnuplot.svg(script)
        #expect(svg == (try await gnuplot.svg(script)))
        #expect(XMLText.fault(svg) == nil)
        #expect(!svg.contains("GNUPLOT") && !svg.contains("Gnuplot"))
        #expect(svg.contains("<title>\(SVGDocument.escaped(sample.chart.title))</title>"))
        #expect(svg.contains("id=\"\(sample.name)-gnuplot_canvas\""))
    }

    /// Names from outside are text in the picture and nothing else.
    @Test(arguments: Samples.all.filter { $0.name.hasSuffix("-hostile") })
    func namesAreNoCommands(_ sample: Samples.Sample) async throws {
        let gnuplot = try await Self.ours()
        let svg = try await gnuplot.svg(sample.chart.script(named: sample.name))
        #expect(svg.contains("`touch pwned`"))
        #expect(!FileManager.default.fileExists(atPath: "pwned"))
        // A line begins with a command of ours or a number of the data, whatever names say.
        for line in sample.chart.script(named: sample.name).text.split(separator: "\n") {
            let word = line.prefix { $0.isLetter }
            let isData = line.first.map { $0.isNumber || "-$N".contains($0) } ?? false
            #expect(isData || ["set", "unset", "plot", "EOD"].contains(word), "\(line)")
            #expect(line.filter { $0 == "'" }.count.isMultiple(of: 2), "\(line)")
        }
    }

    @Test(arguments: [
        ("plain", "'plain'"), ("it's", "'it''s'"), ("a\nb\r\tc", "'a b  c'"),
        ("`x` \"y\" \\", "'`x` \"y\" \\'"), ("\u{202E}x\u{2028}y\u{0}", "'x y '"), ("", "''"),
        // U+0D4E begins a character that goes on with what follows.
        ("\u{0D4E}';system\"id\"#", "'\u{0D4E}'';system\"id\"#'"), ("'", "''''"),
        ("ü 漢字 é", "'ü 漢字 é'"),
    ])
    func textsAreQuoted(_ text: String, _ quoted: String) {
        #expect(GnuplotText.quoted(text) == quoted)
    }

    // MARK: Programs that are not gnuplot

    @Test func missing() async throws {
        #expect(try await Gnuplot.find(in: "") == nil)
        #expect(try await Gnuplot.find(in: "/nonexistent:/etc") == nil)
    }

    @Test(arguments: [
        ("echo gnuplot 4.6 patchlevel 6", "4.6; charts need 5.0 or newer: install gnuplot-nox"),
        ("echo something else", "does not say which gnuplot it is, but 'something else'"),
        ("exit 3", "does not say which gnuplot it is"),
    ])
    func strangers(_ program: String, _ words: String) async throws {
        let folder = try Self.folder(program)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let error = await #expect(throws: ChartError.self) {
            _ = try await Gnuplot.find(in: folder)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("cat > /dev/null; echo 'line 3: bad thing' >&2; exit 1", "'x': line 3: bad thing"),
        ("cat > /dev/null; echo '<?xml version'", "no whole SVG for the chart 'x'"),
        ("cat > /dev/null", "no whole SVG for the chart 'x': nothing"),
        ("exec sleep 20", "did not draw the chart 'x' within 0 s"),
    ])
    func failures(_ program: String, _ words: String) async throws {
        let folder = try Self.folder(program)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let gnuplot = Gnuplot(path: folder + "/gnuplot", version: "5.4")
        let error = await #expect(throws: ChartError.self) {
            _ = try await gnuplot.svg(
                GnuplotScript(name: "x", title: "", text: "plot x\n"),
                patience: program.contains("sleep") ? .milliseconds(200) : .seconds(20))
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    // MARK: Help

    private static func ours() async throws -> Gnuplot {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return try #require(
            try await Gnuplot.find(in: path), "gnuplot is missing: make setup installs it")
    }

    private static func folder(_ program: String) throws -> String {
        let folder = NSTemporaryDirectory() + "plimsoll-gnuplot-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/gnuplot"
        try "#!/bin/sh\n\(program)\n".write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        return folder
    }
}
