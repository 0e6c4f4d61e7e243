// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

/// What is known of one system, apart from its built-in answers: the four kinds of test that each
/// must have.
struct SystemRow: Sendable, CustomTestStringConvertible {
    /// As in the files of known answers.
    let name: String
    /// A number from another source than this program.
    let known: [Check]
    /// Where it meets a simpler system.
    let reduction: [Check]
    /// What it obeys whatever its numbers: L = λW, flow balance, conservation, an equation.
    let law: [Check]
    /// What must rise or fall.
    let monotonicity: [Check]

    var testDescription: String { name }
}

/// One thing that must hold.
struct Check: Sendable {
    let label: String
    let find: @Sendable () throws -> Finding

    init(_ label: String, _ find: @escaping @Sendable () throws -> Finding) {
        self.label = label
        self.find = find
    }
}

/// What a check found.
struct Finding: Sendable, Equatable {
    /// Nil where it holds.
    let fault: String?

    /// |got - expected| <= tolerance |expected|, one by one.
    static func equal(
        _ got: [Double], _ expected: [Double], _ tolerance: Double = 1e-12
    ) -> Finding {
        let isEqual =
            !got.isEmpty && got.count == expected.count
            && zip(got, expected).allSatisfy { abs($0 - $1) <= tolerance * abs($1) }
        return Finding(fault: isEqual ? nil : "\(got) for \(expected)")
    }

    static func equal(_ got: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Finding {
        equal([got], [expected], tolerance)
    }

    /// Each above the one before.
    static func rising(_ values: [Double]) -> Finding {
        let isRising = values.count > 1 && zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
        return Finding(fault: isRising ? nil : "\(values) should rise")
    }

    /// All of them hold; else the first that does not.
    static func all(_ findings: [Finding]) -> Finding {
        findings.first { $0.fault != nil } ?? Finding(fault: findings.isEmpty ? "nothing" : nil)
    }

    static func falling(_ values: [Double]) -> Finding {
        Finding(fault: rising(values.reversed()).fault.map { _ in "\(values) should fall" })
    }
}
