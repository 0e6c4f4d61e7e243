// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Audit

@Suite struct FigureAuditTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/published-figures/figures.csv")

    private static let published: FigureAudit? = try? FigureAudit(Array(Data(contentsOf: file)))

    /// What was recomputed by hand, and how many times what follows was published.
    @Test(
        arguments: [
            ("S011", 0.3, 0.1 / 0.3), ("S015", 0.015, 1.0 / 6), ("S016", 20, 2), ("S022", 15, 0.5),
            ("S050", 387_082.5, 379_575 / 387_082.5), ("S056", 216_000, 0.2),
            ("S141", 4_000 / 720.0, 1.33 * 720 / 4_000), ("S176", 139.2, 232 / 139.2),
            ("S197", 8.152_5, 4 / 8.152_5), ("S213", 55_000, 50 / 55.0), ("S217", 80, 0.125),
            ("S218", 1.596_6, 18 / 1.596_6),
        ] as [(String, Double, Double)])
    func misses(id: String, recomputed: Double, factor: Double) throws {
        let audit = try #require(Self.published)
        let finding = try #require(audit.derived.first { audit.figures[$0.figure].id == id })
        #expect(finding.verdict == .doesNotFollow)
        let found = try #require(finding.computation)
        #expect(abs(found.recomputed.approximation / recomputed - 1) < 1e-4)
        #expect(abs((found.factor ?? 0) / factor - 1) < 1e-4)
    }

    @Test func thereAreNoOthers() throws {
        let audit = try #require(Self.published)
        let misses = audit.derived.filter { $0.verdict != .follows }
            .map { audit.figures[$0.figure].id }
        #expect(
            misses == [
                "S011", "S015", "S016", "S022", "S050", "S056", "S141", "S176", "S197", "S213",
                "S217", "S218",
            ])
        #expect(audit.derived.count == 58)
        #expect(audit.figures.count { $0.kind == .derived } == 58)
        #expect(audit.hasMisses)
    }

    /// Which assumption makes it true.
    @Test(arguments: [
        ("S011", "1,000 USD"), ("S015", "500 USD"), ("S016", "not the gas"), ("S022", "1,500 USD"),
        ("S056", "6 days"), ("S176", "all layers"), ("S197", "the database"),
        ("S213", "the replicas alone"), ("S218", "a tenth"),
    ])
    func explanations(id: String, words: String) throws {
        let audit = try #require(Self.published)
        let finding = try #require(audit.derived.first { audit.figures[$0.figure].id == id })
        let found = try #require(finding.computation).alternatives.filter(\.follows)
        #expect(found.contains { $0.words.contains(words) }, "\(found)")
    }

    /// What single inputs would have to be: ether at three prices.
    @Test(arguments: [("S011", 1_000.0), ("S015", 500), ("S022", 1_500)] as [(String, Double)])
    func implied(id: String, ether: Double) throws {
        let audit = try #require(Self.published)
        let finding = try #require(audit.derived.first { audit.figures[$0.figure].id == id })
        let needs = try #require(finding.computation).needs
        let price = needs.first { audit.figures[$0.figure].id == "S020" }
        #expect(abs((price?.value ?? 0) - ether) < 1e-6)
        #expect(needs.count == 3)
    }

    /// The growth at which the API lasts 4 months, and the rates that Brent's method finds.
    @Test func impliedByLogarithms() throws {
        let audit = try #require(Self.published)
        let finding = try #require(audit.derived.first { audit.figures[$0.figure].id == "S197" })
        let needs = try #require(finding.computation).needs
        let growth = needs.first { audit.figures[$0.figure].id == "S196" }?.value ?? 0
        #expect(abs(growth - 100 * (3.125.squareRoot().squareRoot() - 1)) < 1e-6, "\(growth)")
        let rate = needs.first { audit.figures[$0.figure].id == "S181" }?.value ?? 0
        #expect(abs(rate - 10_000 / (1.15 * 1.15 * 1.15 * 1.15)) < 1e-3, "\(rate)")
    }

    /// What follows from published figures that do not follow: the hourly total with the RPC bill
    /// that the month has, the share of gas in it, and savings on gas alone.
    @Test(
        arguments: [("S146", 13.907_4), ("S024", 41.704), ("S147", 10_013.4), ("S179", 3_967.2)]
            as [(String, Double)])
    func fromTheGroundUp(id: String, value: Double) throws {
        let audit = try #require(Self.published)
        let finding = try #require(audit.derived.first { audit.figures[$0.figure].id == id })
        #expect(finding.verdict == .follows && finding.restsOnMisses)
        #expect(abs((finding.rebuilt?.approximation ?? 0) / value - 1) < 1e-3)
    }

    /// A month of 730 h is another bill.
    @Test func hoursOfAMonth() throws {
        let bytes = Array(try Data(contentsOf: Self.file))
        let long = try FigureAudit(bytes, hoursPerMonth: 730)
        let finding = try #require(long.derived.first { long.figures[$0.figure].id == "S151" })
        #expect(finding.verdict == .doesNotFollow)
        #expect(abs((finding.computation?.recomputed.approximation ?? 0) - 367.92) < 1e-9)
    }

    @Test(
        arguments: [
            ("S1 = 2.5", true), ("S1 = 2.54", true), ("2.5 = S1", true), ("S1 = 2.6", false),
            ("S1 < 2.5", false), ("S1 <= 2.5", true), ("S1 >= 2.5", true), ("S1 > 2.4", true),
            ("S1 + 0 = 2.54", false), ("S1 * 2 = 2 * 2.52", true), ("S1 * 2 = 2 * 2.53", false),
            ("10 / 3 = 3.33", true), ("10 / 3 = 3.3", false), ("10 / 3 = 3.4", false),
            ("S1 = 3", false), ("S1 = 2", false), ("3 = S1", false), ("S1 - 0 = 2", false),
            ("2 = S1 - 0.51", true), ("S1 - 0.51 = 2", true), ("S1 - 0.53 = 2", false),
            ("S1 = 2.51", true), ("S1 = 2.52", true), ("S1 = 2.475", true), ("S1 = 2.44", false),
        ] as [(String, Bool)])
    func checks(formula: String, holds: Bool) throws {
        let audit = try FigureReaderTests.audit(
            "S1,2.5,,parameter,,\nX1,,,check,\(formula),it is 3: S1 + 0.5 = 3\n")
        #expect(audit.checks.map(\.holds) == [holds])
        #expect(audit.checks[0].alternatives.map(\.follows) == (holds ? [] : [true]))
        #expect(audit.hasMisses != holds)
    }

    /// A number in the formula is exact: nothing is rounded to its digits, and 1% is much.
    @Test(
        arguments: [
            ("S1 = 2", false), ("2 = S1", false), ("S1 = 1.985", true), ("S1 = 1.9949", true),
            ("S1 = 1.999", true), ("S1 = 2.0001", false), ("S1 = 4 / 2", true),
            ("S1 = 1.97", false),
        ] as [(String, Bool)])
    func numbersInFormulas(formula: String, holds: Bool) throws {
        let audit = try FigureReaderTests.audit(
            "S1,1.99,,parameter,,\nX1,,,check,\(formula),\n")
        #expect(audit.checks.map(\.holds) == [holds])
    }

    @Test func measurements() throws {
        let audit = try FigureAudit(
            Array("id,value,unit,kind,model\nS1,5,s,measurement,A: p95\nS2,5,s,measurement,\n".utf8)
        )
        let table = "scenario,figure,modelled,modelled_low,modelled_high,residual,verdict,unit\n"
        let known = try ReproducedFigures(Array((table + "A,p95,4,3,5,-0.2,differs,s\n").utf8))
        let found = try audit.measured(by: known)
        #expect(found.map { $0.model?.value } == [4, nil])
        #expect(found[0].model?.residual == -0.2)
        let others = try ReproducedFigures(Array((table + "B,p95,4,,,,differs,s\n").utf8))
        #expect(throws: AuditErrors.self) { try audit.measured(by: others) }
        for broken in ["", "scenario,figure\n", table + "A,p95,four,,,,differs,s\n", table + "A\n"]
        {
            #expect(throws: AuditErrors.self) { try ReproducedFigures(Array(broken.utf8)) }
        }
    }
}
