// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities
import Testing

@testable import Planning
@testable import Reports

/// Each sentence and cell of `breakeven` against what it is of: always, from, up to, some, never.
@Suite("Breakeven in words") struct BreakevenWordsTests {
    private static func study(_ sets: [String], to name: String = "there") throws -> BreakevenStudy
    {
        let plan = try BreakevenTests.plan(to: name, sets: sets)
        return try BreakevenStudy(
            plan, paths: 200, seed: 3, latency: MigrationLatency(plan, nil))
    }

    private static let free = ["effort", "one-off", "bridge", "liquidity"].map {
        "migration.\($0)=~"
    }

    @Test(
        arguments: [
            (
                [], "there", "pays back in 0.643 months: ",
                "It pays from 642 requests a day on, and from"
            ),
            (free, "there", "pays at once: ", "It pays at any volume, and from a base fee of"),
            (
                free + ["migration.to.there.rpc=4000 USD/month"], "there", "pays at once: ",
                "It pays at any volume, and from a base fee of"
            ),
            (
                [], "dear", "does not pay back within 12 months: ",
                "It pays at no volume, as more requests save no more; but from a base fee of"
            ),
            (
                ["migration.bridge=99999999999 USD/month"], "there",
                "does not pay back within 12 months: ",
                "It pays at no volume: what is saved does not cover what is paid besides;"
                    + " and at no base fee of 'chain': what is saved does not"
            ),
            (
                free + ["migration.bridge=200000 USD/month"], "there", "does not pay: ",
                "It would pay from"
            ),
            (
                free + ["migration.bridge=92000 USD/month", "migration.growth=1%/month"], "there",
                "pays back in", "It pays"
            ),
            (
                [
                    "migration.months=1", "migration.effort=60000 USD",
                    "migration.discount rate=40%",
                ],
                "there", "pays back in 0.998 months, but not with interest: ", "It would pay from"
            ),
            (
                [
                    "migration.growth=-40%/month", "migration.bridge=60000 USD/month",
                    "migration.effort=1000 USD", "migration.one-off=0 USD",
                ],
                "there", "months and loses it again: ", "It would pay from"
            ),
        ] as [([String], String, String, String)])
    func headline(sets: [String], target: String, decision: String, points: String) throws {
        let study = try Self.study(sets, to: target)
        let headline = BreakevenWords(study).headline
        #expect(headline.hasPrefix("Moving to \(target) "), "\(headline)")
        #expect(headline.contains(decision), "\(headline)")
        #expect(headline.contains(points), "\(headline)")
    }

    /// Where batches bend the gain.
    @Test(
        arguments: [
            ([], #"It would pay up to \d+ requests a day; but at no base fee of 'chain', as a"#),
            (
                [EvenSearchTests.standing],
                #"It would pay at these requests a day: [\d.]+ to [\d.]+; but at no base fee"#
            ),
            (
                ["migration.bridge=10 USD/month", EvenSearchTests.lateOthers],
                #"It would pay at these requests a day: [\d.]+ to [\d.]+, from [\d,.]+ on; but"#
            ),
        ] as [([String], String)])
    func bends(sets: [String], pattern: String) throws {
        let plan = try EvenSearchTests.plan(sets)
        let study = try BreakevenStudy(
            plan, paths: 100, seed: 3, latency: MigrationLatency(plan, nil))
        let headline = BreakevenWords(study).headline
        #expect(try headline.contains(Regex(pattern)), "\(headline)")
    }

    /// The share of cases that pay back decides what the range says.
    @Test(
        arguments: [
            ("{low: 1 gwei, mid: 2 gwei, high: 6 gwei}", [], " (80%: 0."),
            (
                "{low: 0.001 gwei, mid: 2 gwei, high: 6 gwei}", [],
                "(one case in ten: within 0."
            ),
            (
                "{low: 0.001 gwei, mid: 0.002 gwei, high: 0.003 gwei}", [],
                "does not pay back within 12 months (at least nine cases in ten: never): "
            ),
            (
                "{low: 0.001 gwei, mid: 0.002 gwei, high: 6 gwei}", [],
                "does not pay back within 12 months (one case in ten: within"
            ),
            ("{low: 1 gwei, mid: 2 gwei, high: 6 gwei}", free, "pays at once (80%: 0 to 0): "),
        ] as [(String, [String], String)])
    func range(baseFee: String, sets: [String], words: String) throws {
        let study = try Self.study(sets + ["migration.base fee=" + baseFee])
        let headline = BreakevenWords(study).headline
        #expect(headline.contains(words), "\(headline)")
    }

    @Test(
        arguments: [
            (.from(3), .value(3, .number)), (.upTo(3), .text("up to 3")),
            (.always, .word("any", .good)),
            (.never(.notCovered), .word("none", .bad)),
            (.never(.nothingSaved), .word("none", .bad)),
            (
                .within([
                    EvenRange(from: nil, upTo: 2), EvenRange(from: 3, upTo: 4),
                    EvenRange(from: 5, upTo: nil),
                ]), .text("up to 2, 3 to 4, from 5 on")
            ),
        ] as [(EvenPoint<Double>, Cell)])
    func point(point: EvenPoint<Double>, cell: Cell) {
        #expect(EvenCells().cell(point) { $0 } == cell)
    }

    @Test(
        arguments: [
            (.from, .below, .word("any", .good)), (.from, .number(2), .value(2, .number)),
            (.from, .beyond, .word("never for good", .bad)), (.upTo, .below, .word("none", .bad)),
            (.upTo, .number(2), .text("up to 2")), (.upTo, .beyond, .word("any", .good)),
        ] as [(MigrationPaths.EvenBand.Side, MigrationPaths.Level, Cell)])
    func cases(side: MigrationPaths.EvenBand.Side, level: MigrationPaths.Level, cell: Cell) {
        let band = MigrationPaths.Band(low: level, mid: level, high: level)
        let cells = EvenCells().cells(MigrationPaths.EvenBand(side: side, band: band))
        #expect(cells == [cell, cell, cell])
    }

    @Test(
        arguments: [
            (.below, .word("none", .bad)), (.number(0), .number(0, .ratio)),
            (.number(0.5), .number(0.5, .ratio)), (.number(11), .text("above 1,000%")),
            (.beyond, .text("no outlay")),
        ] as [(MigrationPaths.Level, Cell)])
    func rates(level: MigrationPaths.Level, cell: Cell) {
        let band = MigrationPaths.Band(low: level, mid: level, high: level)
        #expect(EvenCells().rates(band) == [cell, cell, cell])
    }

    /// A payback at once is a number, and a loss without outlay none.
    @Test func levels() throws {
        let fee = "migration.base fee={low: 1 gwei, mid: 2 gwei, high: 6 gwei}"
        let atOnce = try #require(try Self.study(Self.free + [fee]).paths)
        #expect(atOnce.payback.low == .number(0) && atOnce.payback.high == .number(0))
        #expect(atOnce.internalRate.mid == .beyond && atOnce.paysBack == .one)
        #expect(atOnce.volume.side == .from && atOnce.volume.band.mid == .below)
        let losing = try Self.study(
            Self.free + [fee, "migration.bridge=9000000 USD/month"])
        #expect(losing.breakeven.payback == .never)
        let paths = try #require(losing.paths)
        #expect(paths.payback.low == .beyond && paths.paysBack == .zero)
        let dear = try #require(
            try Self.study([fee, "migration.rpc=900000 USD/month"], to: "dear").paths)
        #expect(dear.volume.side == .from || dear.volume.side == .upTo)
    }

    /// The month is the measured window so many times, and is said to be.
    @Test(arguments: [("10s", "262,800"), ("730h", "1")])
    func month(duration: String, times: String) throws {
        let notes = BreakevenWords(
            try Self.study([
                "operations.look.steps=[{submit: chain, gas: 50000}]", "run.duration=" + duration,
            ])
        ).notes
        #expect(
            notes.contains {
                $0.contains("those of the measured window, times \(times) for a month of 730 h")
            }, "\(notes)")
        #expect(!BreakevenWords(try Self.study([])).notes.contains { $0.contains("window") })
    }
}
