// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities
import Testing

@testable import Verification

/// Known answers of protocol fee rules: what a table may hold, what is refused, what is compared.
@Suite struct FeeVectorTests {
    static let header = "id,mechanism,inputs,expected,source,kind\r\n"

    static func read(_ rows: String) throws(VerificationError) -> [KnownCase] {
        try KnownCase.read(Array((header + rows).utf8))
    }

    static func verdicts(_ rows: String) throws -> [CheckRow.Verdict] {
        try SelfCheck(simulate: true).run(read(rows)).map(\.verdict)
    }

    @Test func everyBuiltInRuleIsMetExactly() throws {
        let rows = try SelfCheck(simulate: false).run(KnownAnswers.builtIn())
            .filter { FeeMechanism.mechanism(named: $0.system) != nil }
        #expect(Set(rows.map(\.caseID)).count == 190)
        for row in rows {
            #expect(row.verdict == .pass, "\(row.caseID) \(String(describing: row.outcome))")
        }
        let named = Set(rows.map(\.system))
        let withoutRow = FeeMechanism.all.map(\.name).filter { !named.contains($0) }
        #expect(withoutRow == ["op_ecotone_fee", "arb_l1_price_equilibrium"])
    }

    /// Each changed in one place gives another number, so none passes by chance.
    @Test func everyWrongAnswerFails() throws {
        for row in try SelfCheck(simulate: false).run(KnownAnswers.builtIn()) {
            guard let exact = row.exactComparison, case .equal(let expected) = exact.expected
            else { continue }
            let wrong = ExactComparison(
                metric: exact.metric,
                expected: .equal(WholeNumber(expected.magnitude + .one)), outcome: exact.outcome)
            #expect(!wrong.passes, "\(row.caseID)")
        }
    }

    static let bedrock = "op_bedrock_fee,zero=0;nonzero=30;l1_base_fee=1000000000;overhead=50;"
    static let settled =
        "arb_l1_settlement,funds=93;units=234;unit_reward=10;cap_bips=0;"
        + "update_time=1;now=3;spent=3000;l1_base_fee=10000000000,"

    static func equilibrium(_ id: String, _ start: Int, _ goal: Int, rounds: Int) -> String {
        "\(id),arb_l1_price_equilibrium,start=\(start);equilibrium=\(goal);rounds=\(rounds),1,,r\n"
    }

    @Test(
        arguments: [
            ("A,gas_limit_valid,parent_limit=9999;limit=9999,1,,real\n", [.pass]),
            ("A,gas_limit_valid,limit=9999;parent_limit=9999,0,\"a, b\",real\n", [.fail]),
            ("A,gas_limit_valid,parent_limit=9999;limit=9999,-1,,real", [.fail]),
            ("A,gas_limit_valid,parent_limit=9999;limit=9999,>0,,real", [.pass]),
            ("A,gas_limit_valid,parent_limit=9999;limit=9999,>1,,real", [.fail]),
            ("A,gas_limit_valid,parent_limit=9999;limit=9999,>-1,,real", [.pass]),
            ("A,\(bedrock)scalar=7000000;regolith=1,3710000000000,,real", [.pass]),
            // By hand: 480 (16 · 10^9 · 2 + 10^7 · 3) // (16 · 10^6).
            (
                "A,op_ecotone_fee,zero=0;nonzero=30;l1_base_fee=1000000000;blob_base_fee=10000000;"
                    + "base_scalar=2;blob_scalar=3,960900,,derived", [.pass]
            ),
            (
                "A,\(settled)reward=93|units=156|poster=0|held=0,,real",
                [.pass, .pass, .pass, .pass]
            ),
            ("A,\(settled)held=0|reward=92,,real", [.pass, .fail]),
            // nitro TestL1PriceEquilibrium.
            (
                equilibrium("A", 1_000_000_000, 5_000_000_000, rounds: 10)
                    + equilibrium("B", 5_000_000_000, 1_000_000_000, rounds: 10)
                    + equilibrium("C", 2_000_000_000, 2_000_000_000, rounds: 10)
                    + equilibrium("D", 1_000_000_000, 5_000_000_000, rounds: 3),
                [.pass, .pass, .pass, .fail]
            ),
            // Past 128 bits, by Python's integers.
            (
                "A,fake_exponential,factor=1;numerator=89;denominator=1,"
                    + "448904602005332587071412458193989150132,,derived", [.pass]
            ),
            ("A,arb_approx_exp_bips,x=-500,9512,,derived", [.pass]),
            ("A,fastlz_len,hex=,0,,published", [.pass]),
            ("A,fastlz_len,repeat=255x1000,21,,derived", [.pass]),
            // What a rule refuses, fails.
            ("A,fake_exponential,factor=1;numerator=1;denominator=0,0,,derived", [.fail]),
            ("A,no_such_rule,a=b,1,,real", [.unknownSystem]),
        ] as [(String, [CheckRow.Verdict])])
    func verdicts(rows: String, verdicts: [CheckRow.Verdict]) throws {
        #expect(try Self.verdicts(rows) == verdicts)
    }

    @Test func refusalsHaveWords() throws {
        let cases = try Self.read(
            "A,fake_exponential,factor=1;numerator=1;denominator=0,0,,derived")
        let row = try #require(try SelfCheck(simulate: false).run(cases).first)
        #expect(
            row.exactComparison?.outcome
                == .refused("the denominator is zero; it must be at least 1"))
    }

    static let limits = "gas_limit_valid,parent_limit=9999;limit"

    @Test(
        arguments: [
            ("A,\(limits)=1,1,s\n", nil, "line 2: 5 fields, where the first line has 6"),
            ("A,\(limits)=1,1,\"s,r\n", nil, "line 2: a quote opens a field and none closes it"),
            ("A,\(limits)=1,1,s\"s,r\n", nil, "line 2: a quote inside a field that is not quoted"),
            ("A,\(limits)=1,1,\"s\"s,r\n", nil, "line 2: a comma or the end of the line"),
            ("A,\(limits)=1,1,s\r,r\n", nil, "line 2: a carriage return without a line feed"),
            (",\(limits)=1,1,s,r\n", nil, "line 2: the id is empty"),
            ("A,\(limits)=1,1,s,r\nA,\(limits)=1,1,s,r\n", "A", "another case has this id"),
            ("A,gas_limit_valid,limit=1,1,s,r", "A", "'parent_limit' of gas_limit_valid is"),
            ("A,\(limits)=1;limit=2,1,s,r", "A", "'inputs' has 'limit'; it must be there once"),
            ("A,\(limits)=1;more=2,1,s,r", "A", "no parameter 'more'; remove it"),
            ("A,\(limits)=1;,1,s,r", "A", "'inputs' has ''; it must be key=value"),
            ("A,\(limits)=-1,1,s,r", "A", "up to 18446744073709551615, without sign"),
            ("A,\(limits)=18446744073709551616,1,s,r", "A", "up to 18446744073709551615"),
            ("A,\(limits)=1e3,1,s,r", "A", "'limit' has '1e3'; it must be a whole number"),
            ("A,\(limits)=1,one,s,r", "A", "'expected' has 'one'; it must be a whole number, >N"),
            ("A,\(limits)=1,,s,r", "A", "'expected' has ''"),
            ("A,\(limits)=1,valid=1,s,r", "A", "gas_limit_valid has no metric 'valid'"),
            ("A,\(settled)1,s,r", "A", "arb_l1_settlement has no metric 'result'"),
            ("A,\(bedrock)scalar=1;regolith=2,1,s,r", "A", "'regolith' has '2'; it must be 0 or 1"),
            ("A,fastlz_len,hex=abc,1,s,r", "A", "pairs of hexadecimal digits"),
            ("A,fastlz_len,repeat=1x99999999,1,s,r", "A", "a count up to 16777216"),
            ("A,intrinsic_gas,fork=prag;zero=0;nonzero=0,1,s,r", "A", "one of frontier, homestead"),
            ("A,arb_approx_exp_bips,x=9223372036854775808,1,s,r", "A", "from -9223372036854775808"),
        ] as [(String, String?, String)])
    func refusals(rows: String, caseID: String?, words: String) {
        let error = #expect(throws: VerificationError.self) { try Self.read(rows) }
        #expect(error?.caseID == caseID)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["id,system\n", "\"id\",mechanism,inputs,expected,kind,source\n"])
    func anotherTable(text: String) {
        let error = #expect(throws: VerificationError.self) {
            try KnownCase.read(Array(text.utf8))
        }
        #expect(error?.description.contains("line 1: the header must be id,mechanism") == true)
    }

    @Test func readsRFC4180() throws {
        let text = "\u{FEFF}a,\"b \"\"c\"\"\r\nd\",\r\n\"\",e,f"
        let records = try CSVReader.records(Array(text.utf8))
        #expect(records.map(\.fields) == [["a", "b \"c\"\r\nd", ""], ["", "e", "f"]])
        #expect(records.map(\.line) == [1, 3])
        #expect(records.map(\.columns) == [[1, 3, 4], [1, 4, 6]])
        let fault = #expect(throws: CSVFault.self) { try CSVReader.records([0x61, 0xFF]) }
        #expect(fault?.line == 1 && fault?.reason == "bytes that are no UTF-8")
        #expect(try CSVReader.records([]).isEmpty)
    }

    /// Bytes changed at random are read or refused; nothing traps.
    @Test func mutations() throws {
        let bytes = Array((Self.header + "A,\(Self.settled)reward=93|held=0,s,r\r\n").utf8)
        var state: UInt64 = 7
        for _ in 0..<3_000 {
            var mutated = bytes
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let letters = Array("0123456789,;=|>-\"\r\nx".utf8)
                let place = Int(state >> 33) % mutated.count
                mutated[place] = letters[Int(state >> 40) % letters.count]
            }
            _ = try? KnownCase.read(mutated)
        }
    }
}
