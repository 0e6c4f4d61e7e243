// SPDX-License-Identifier: GPL-3.0-or-later
import Planning

/// Changes that must not be, and whether they are.
enum CompareGates {
    static func table(_ gates: [GateCheck]) -> Table? {
        if gates.isEmpty { return nil }
        return Table(
            id: "gates", title: "Changes that must not be",
            columns: [
                .text("gate", "Fails if"), .estimate("change", "Change", nil),
                .value("limit", "Limit", nil), .text("unit", "Unit", isDataOnly: true),
                .text("verdict", "Verdict"),
            ], rows: gates.map(row))
    }

    private static func row(_ check: GateCheck) -> [Cell] {
        let dimension = check.difference.map { Words.dimension($0.metric) }
        return [
            .text(check.gate.text), check.difference.map { .change($0) } ?? .absent,
            dimension.flatMap { dimension in
                check.limit.map { .change($0, interval: nil, dimension) }
            } ?? .absent,
            .text(dimension?.unit ?? ""),
            .word(check.judgement.rawValue, Words.tone(check.judgement)),
        ]
    }

    /// Nil where there is no gate.
    static func verdict(_ gates: [GateCheck]) -> Report.Verdict? {
        if gates.isEmpty { return nil }
        return switch Judgement.all(gates.map(\.judgement)) {
        case .met: .met
        case .breached: .breached
        case .cannotTell: .cannotTell
        }
    }

    /// Nil where there is none.
    static func words(_ gates: [GateCheck]) -> String? {
        func texts(_ judgement: Judgement) -> String? {
            let texts = gates.filter { $0.judgement == judgement }.map { "'\($0.gate.text)'" }
            return texts.isEmpty ? nil : texts.joined(separator: ", ")
        }
        if gates.isEmpty { return nil }
        if let texts = texts(.breached) { return "Fails: \(texts)." }
        if let texts = texts(.cannotTell) {
            return "Whether it fails (\(texts)), this precision cannot tell."
        }
        return "Passes \(Words.count(gates.count, "gate"))."
    }
}
