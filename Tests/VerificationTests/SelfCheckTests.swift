// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Verification

@Suite struct SelfCheckTests {
    @Test func everyBuiltInAnswerIsMetByClosedForm() throws {
        let cases = try KnownAnswers.builtIn()
        let rows = try SelfCheck(simulate: false).run(cases)
        // 56 queueing systems, 3 fee markets, 10 of finance and forecasts, 190 fee rules, 56 steps
        // of the autoscaler.
        #expect(cases.count == 315)
        #expect(rows.count >= 334)
        for row in rows {
            #expect(row.verdict == .pass, "\(row.caseID) \(String(describing: row.comparison))")
        }
        #expect(Set(rows.map(\.caseID)).count == cases.count)
    }

    struct Verdict: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let verdicts: [CheckRow.Verdict]

        init(_ label: String, _ text: String, _ verdicts: [CheckRow.Verdict]) {
            testDescription = label
            self.text = text
            self.verdicts = verdicts
        }
    }

    static let mm1 = KnownCaseReadingTests.text(expected: #"{"utilization": 0.75}"#)
    static let staffing = #"{"arrivalRate": 9, "serviceMean": 1, "serviceGrade": 1}"#

    static func rule(_ servers: String, _ tolerance: String) -> String {
        KnownCaseReadingTests.text(
            system: #""square-root-staffing""#, parameters: staffing,
            expected: #"{"servers": \#(servers)}"#, tolerance: tolerance)
    }

    static let closedForms: [Verdict] = [
        Verdict("a right answer", mm1, [.pass]),
        Verdict(
            "a wrong answer",
            KnownCaseReadingTests.text(expected: #"{"utilization": 0.7500001}"#), [.fail]),
        Verdict(
            "a wrong answer under a wide tolerance",
            KnownCaseReadingTests.text(
                expected: #"{"utilization": 0.7500001}"#, tolerance: #"{"relative": 1e-6}"#),
            [.pass]),
        Verdict(
            "one wrong of two",
            KnownCaseReadingTests.text(expected: #"{"meanInSystem": 3, "meanWait": 0.76}"#),
            [.pass, .fail]),
        Verdict("an equal integer", rule("12", #"{"absolute": 0}"#), [.pass]),
        Verdict("another integer", rule("13", #"{"absolute": 0}"#), [.fail]),
        Verdict("another integer, near enough", rule("13", #"{"absolute": 1}"#), [.pass]),
        Verdict(
            "an unknown system", KnownCaseReadingTests.text(system: #""no-such-system""#),
            [.unknownSystem]),
        Verdict(
            "one wrong in an array",
            KnownCaseReadingTests.text(
                system: #""mminf""#, parameters: #"{"arrivalRate": 1, "serviceRate": 1}"#,
                expected: #"{"occupancyProbabilities": [0.36787944117144233, 0.3]}"#),
            [.pass, .fail]),
    ]

    @Test(arguments: closedForms)
    func verdictByClosedForm(row: Verdict) throws {
        let cases = try KnownCaseReadingTests.read(row.text)
        let rows = try SelfCheck(simulate: false).run(cases)
        #expect(rows.map(\.verdict) == row.verdicts)
    }

    /// The rough precision keeps these runs short; the planted answers are wrong by more.
    static let simulations: [Verdict] = [
        Verdict(
            "M/M/1", KnownCaseReadingTests.text(expected: #"{"meanSojourn": 1}"#), [.pass, .pass]),
        Verdict(
            "M/M/1 with a planted answer",
            KnownCaseReadingTests.text(expected: #"{"meanSojourn": 1.5}"#), [.fail, .fail]),
        Verdict(
            "how many wait, with a planted answer beside",
            KnownCaseReadingTests.text(
                system: #""mmc""#,
                parameters: #"{"arrivalRate": 2, "serviceRate": 1, "servers": 3}"#,
                expected: #"{"waitProbability": 0.4444444444444444, "utilization": 0.8}"#),
            [.pass, .fail, .pass, .fail]),
        Verdict(
            "what the engine does not measure",
            KnownCaseReadingTests.text(
                system: #""fork-join-2""#,
                parameters: #"{"arrivalRate": 1, "serviceRates": [2, 2]}"#,
                expected: #"{"branchMeanSojourn": [1, 1]}"#), [.pass, .pass]),
        Verdict(
            "priorities the wrong way round",
            KnownCaseReadingTests.text(
                system: #""priority-nonpreemptive""#,
                parameters:
                    #"{"classes": [{"arrivalRate": 0.2, "serviceMean": 1, "serviceScv": 1},"#
                    + #" {"arrivalRate": 0.6, "serviceMean": 1, "serviceScv": 1}]}"#,
                expected: #"{"meanSojourn": [6, 2]}"#), [.fail, .fail, .fail, .fail]),
        Verdict(
            "what happens too seldom",
            KnownCaseReadingTests.text(
                system: #""erlang-b""#, parameters: #"{"offeredLoad": 0.001, "servers": 3}"#,
                expected: #"{"blockingProbability": 1.6650008330556943e-10}"#), [.pass]),
        Verdict(
            "what would take for ever",
            KnownCaseReadingTests.text(
                parameters: #"{"arrivalRate": 0.999999, "serviceRate": 1}"#,
                expected: #"{"utilization": 0.999999}"#), [.pass, .notSimulated]),
        Verdict(
            "what would take a pilot of billions of customers",
            KnownCaseReadingTests.text(
                parameters: #"{"arrivalRate": 0.9991, "serviceRate": 1}"#,
                expected: #"{"utilization": 0.9991}"#), [.pass, .notSimulated]),
        Verdict(
            "a change with a planted sign",
            KnownCaseReadingTests.text(
                system: #""mmc-comparison""#,
                parameters: #"{"arrivalRate": 2, "serviceRate": 1, "baselineServers": 3, "#
                    + #""candidateServers": 4}"#,
                expected: #"{"meanWaitChange": 0.357487922705314}"#), [.fail, .fail]),
        Verdict(
            "a network with a loop",
            KnownCaseReadingTests.text(
                system: #""jackson-open""#,
                parameters: #"{"stations": [{"serviceMean": 1}, {"serviceMean": 0.5}], "#
                    + #""externalArrivalRates": [0.25, 0], "routing": [[0, 0.5], [1, 0]]}"#,
                expected: #"{"utilization": [0.5, 0.125], "networkMeanSojourn": "#
                    + "4.571428571428571}"),
            [.pass, .pass, .pass, .pass, .pass, .pass]),
    ]

    @Test(arguments: simulations)
    func verdictBySimulation(row: Verdict) throws {
        let cases = try KnownCaseReadingTests.read(row.text)
        let rows = try SelfCheck(simulate: true, threads: 2, precision: .percent(10)).run(cases)
        #expect(rows.map(\.verdict) == row.verdicts, "\(rows)")
    }

    /// Every built-in system that the engine can express, at a rough precision.
    @Test func everyBuiltInAnswerIsMetBySimulation() throws {
        let nearSaturation = ["Q06", "N04", "N03", "N05"]
        let cases = try KnownAnswers.builtIn().filter { !nearSaturation.contains($0.id) }
        let rows = try SelfCheck(simulate: true, threads: 2, precision: .percent(5)).run(cases)
        let simulated = rows.filter { $0.comparison?.method == .simulation }
        #expect(simulated.count >= 140)
        for row in rows {
            #expect(row.verdict == .pass, "\(row.caseID) \(String(describing: row.comparison))")
        }
        let systems = Set(simulated.map(\.system)).sorted()
        #expect(
            systems == [
                "balking", "closed-mva", "eip1559-stationary-base-fee", "engset", "erlang-a",
                "erlang-b", "erlang-c", "gim1",
                "jackson-open", "machine-repair", "mdc", "mg1", "mixed-mva", "mm1", "mmc",
                "mmc-comparison", "mmck", "mminf", "open-visits",
                "priority-nonpreemptive", "priority-preemptive", "processor-sharing",
                "processor-sharing-multiserver",
            ])
    }

    @Test func rowsDoNotDependOnThreads() throws {
        let cases = try KnownCaseReadingTests.read(
            KnownCaseReadingTests.text(expected: #"{"meanWait": 0.75, "sojournP95": 2.99}"#))
        let got = try [1, 2, 5].map { threads in
            try SelfCheck(simulate: true, threads: threads, precision: .percent(20)).run(cases)
                .compactMap { $0.comparison?.got }
        }
        #expect(got[0].count == 4)
        #expect(got[0] == got[1] && got[1] == got[2])
    }

    @Test func onlyOneSystem() throws {
        let cases = try KnownAnswers.builtIn()
        let rows = try SelfCheck(simulate: false, system: "mmck").run(cases)
        #expect(rows.count == 10)
        #expect(rows.allSatisfy { $0.system == "mmck" })
        #expect(try SelfCheck(simulate: false, system: "no such").run(cases).isEmpty)
    }

    struct Judgement: Sendable {
        let interval: ClosedRange<Double>
        let expected: Double
        let passes: Bool
    }

    @Test(arguments: [
        Judgement(interval: 0.99...1.01, expected: 1, passes: true),
        Judgement(interval: 0.99...1.01, expected: 1.0101, passes: false),
        Judgement(interval: 0.97...1.03, expected: 1, passes: false),
        Judgement(interval: -1.01 ... -0.99, expected: -1, passes: true),
        Judgement(interval: 0...0, expected: 0, passes: true),
        Judgement(interval: 0...0, expected: 0.1, passes: false),
    ])
    func intervals(row: Judgement) {
        let comparison = Comparison(
            Expectation(metric: .meanWait, index: 2, expected: row.expected, answer: 0),
            method: .simulation, got: 1, criterion: .interval(row.interval, precision: 0.02))
        #expect(comparison.passes == row.passes)
        #expect(comparison.metric == "meanWait[2]")
    }
}
