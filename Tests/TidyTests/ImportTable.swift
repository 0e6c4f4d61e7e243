// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Which room of the house may use what. The compiler lets a target reach through to what its
/// dependencies import, so the table is held here.
enum ImportTable {
    struct Room: Sendable, Equatable {
        let target: String
        /// Our own targets, as the package declares them.
        let own: [String]
        /// Products of other packages.
        let packages: [String]
        /// What comes with the toolchain.
        let system: [String]

        init(
            _ target: String, own: [String] = [], packages: [String] = [], system: [String] = []
        ) {
            self.target = target
            self.own = own
            self.packages = packages
            self.system = system
        }
    }

    static let rooms: [Room] = [
        Room("Quantities"),
        Room("Statistics", own: ["Quantities", "CGSL"]),
        Room("Forecasting", own: ["Quantities", "Statistics"]),
        Room("Chains", own: ["Quantities"]),
        Room("Autoscaling", own: ["Quantities"]),
        Room("Model", own: ["Quantities", "Statistics", "Chains", "Autoscaling"]),
        Room(
            "Scenario", own: ["Quantities", "Statistics", "Chains", "Autoscaling", "Model"],
            packages: ["Yams"], system: ["Foundation"]),
        Room(
            "Engine",
            own: ["Quantities", "Statistics", "Chains", "Autoscaling", "Model", "CPrefetch"],
            system: ["Dispatch", "Glibc", "Synchronization"]),
        Room("Cost", own: ["Quantities", "Statistics", "Model", "Engine"]),
        Room("Evidence", own: ["Quantities"], system: ["Foundation"]),
        Room("Calibration", own: ["Quantities", "Statistics", "Model", "Engine", "Evidence"]),
        Room("Audit", own: ["Quantities", "Statistics"]),
        Room("Ledger", own: ["Quantities"], packages: ["GRDB"], system: ["Glibc"]),
        Room("Charts", own: ["Quantities"], packages: ["Subprocess"], system: ["Glibc"]),
        Room(
            "Planning",
            own: [
                "Quantities", "Statistics", "Forecasting", "Model", "Engine", "Cost", "Evidence",
            ]),
        Room(
            "Verification",
            own: [
                "Quantities", "Statistics", "Forecasting", "Chains", "Autoscaling", "Model",
                "Engine", "Planning",
            ],
            system: ["Foundation"]),
        Room(
            "Review",
            own: [
                "Quantities", "Forecasting", "Model", "Engine", "Cost", "Evidence", "Planning",
            ]),
        Room(
            "Reports",
            own: [
                "Quantities", "Statistics", "Forecasting", "Model", "Engine", "Cost", "Evidence",
                "Audit", "Calibration", "Charts", "Ledger", "Planning", "Review",
                "Verification",
            ],
            system: ["Foundation"]),
    ]

    static let program = Room(
        "plimsoll", own: rooms.map(\.target), packages: ["ArgumentParser"],
        system: ["Dispatch", "Foundation", "Glibc", "Synchronization"])

    private static let forTests = ["Testing", "Foundation", "Dispatch", "Synchronization"]

    /// What a file in this folder may import; nil where no room of that name stands.
    static func allowed(area: String, target: String) -> Set<String>? {
        let all = rooms + [program]
        if area == "Sources" {
            return all.first { $0.target == target }.map { Set($0.own + $0.packages + $0.system) }
                ?? (["CGSL", "CPrefetch"].contains(target) ? [] : nil)
        }
        if ["plimsollTests", "CoverageTests", "ChaosTests", "TidyTests"].contains(target) {
            return Set(rooms.map(\.target) + forTests)
        }
        return rooms.first { $0.target + "Tests" == target }
            .map { Set([$0.target] + $0.own + $0.packages + forTests) }
    }

    static func violations(_ file: SourceFile) -> [Violation] {
        guard let target = file.target else { return [] }
        guard let allowed = allowed(area: file.area, target: target) else {
            return [Violation(path: file.path, line: 1, remark: "\(target) is not in the table")]
        }
        return imports(file).filter { !allowed.contains($0.module) }.map {
            Violation(
                path: file.path, line: $0.line, remark: "\(target) may not import \($0.module)")
        }
    }

    /// The modules that a file imports, submodules and single declarations included.
    static func imports(_ file: SourceFile) -> [(module: String, line: Int)] {
        let pattern =
            #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*"#
            + #"(?:(?:public|package|internal|private|fileprivate)\s+)?"#
            + #"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"#
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
        return file.lines(ofCode: true).enumerated().compactMap { index, line in
            let line = String(line)
            let whole = NSRange(line.startIndex..., in: line)
            guard let match = expression.firstMatch(in: line, range: whole) else { return nil }
            return Range(match.range(at: 1), in: line).map { (String(line[$0]), index + 1) }
        }
    }

    /// The rows of the table in a package manifest: a name, our targets, products of others.
    static func declared(inManifest text: String) -> [Room] {
        let row = #"\(\s*"(\w+)",\s*\[([^\]]*)\],\s*\[((?:[^\[\]])*)\]\s*\)"#
        guard let expression = try? NSRegularExpression(pattern: row) else { return [] }
        let whole = NSRange(text.startIndex..., in: text)
        return expression.matches(in: text, range: whole).compactMap { match in
            let parts = (1...3).compactMap { Range(match.range(at: $0), in: text) }
                .map { String(text[$0]) }
            guard parts.count == 3 else { return nil }
            let products = parts[2].components(separatedBy: ".product(name:").dropFirst()
            return Room(
                parts[0], own: quoted(parts[1]), packages: products.compactMap { quoted($0).first })
        }
    }

    private static func quoted(_ text: String) -> [String] {
        text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }
            .map(\.element)
    }
}
