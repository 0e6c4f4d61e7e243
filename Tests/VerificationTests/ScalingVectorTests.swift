// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Verification

/// Known answers of the autoscaler: what a table may hold, what is refused, what is compared.
@Suite struct ScalingVectorTests {
    static let header = ScalingVectors.header.joined(separator: ",") + "\r\n"

    static func read(_ row: String) throws(VerificationError) -> [KnownCase] {
        try KnownCase.read(Array((header + row).utf8))
    }

    private func builtIn() throws -> [CheckRow] {
        try SelfCheck(simulate: false).run(KnownAnswers.builtIn())
            .filter { ScalingStep(rawValue: $0.system) != nil }
    }

    @Test func everyBuiltInStepIsMetExactly() throws {
        let rows = try builtIn()
        #expect(rows.count == 56)
        for row in rows {
            #expect(row.verdict == .pass, "\(row.caseID) \(String(describing: row.outcome))")
        }
        #expect(Set(rows.map(\.system)) == Set(ScalingStep.allCases.map(\.rawValue)))
    }

    @Test("One replica more than expected fails")
    func everyWrongAnswerFails() throws {
        for row in try builtIn() {
            let exact = try #require(row.exactComparison)
            guard case .equal(let expected) = exact.expected else { continue }
            let wrong = ExactComparison(
                metric: exact.metric,
                expected: .equal(WholeNumber(expected.magnitude + .one)), outcome: exact.outcome)
            #expect(!wrong.passes, "\(row.caseID)")
        }
    }

    @Test func unknownStepIsListed() throws {
        let cases = try Self.read("1,vertical,T,3,[1],50,,,,3,\r\n")
        #expect(cases.map(\.isKnown) == [false])
    }

    @Test(
        arguments: [
            ("1,utilization,T,x,[1],50,[1],,,3,", "current_replicas"),
            ("1,utilization,T,-1,[1],50,[1],,,3,", "current_replicas"),
            ("1,utilization,T,99999999999999999999,[1],50,[1],,,3,", "current_replicas"),
            ("1,utilization,T,3,[1],0,[1],,,3,", "target"),
            ("1,utilization,T,3,[1],50,[1],,3,", "10 fields"),
            ("1,utilization,T,3,\"[1\",50,[1],,,3,", "levels"),
            ("1,utilization,T,3,[1e300],50,[1],,,3,", "levels"),
            ("1,utilization,T,3,[0.5],50,[1],,,3,", "levels"),
            ("1,utilization,T,3,{},50,[1],,,3,", "levels"),
            ("1,utilization,T,3,[1],50,[1],[],,3,", "pod_states"),
            ("1,utilization,T,3,[1],50,[1],\"[\"\"sleepy\"\"]\",,3,", "unready"),
            ("1,pods_metric,T,2000000000,[1],50,,,,3,", "pods"),
            ("1,object_value,T,3,\"[1,2]\",50,,,,3,", "list of one"),
            ("1,stabilize,T,3,,50,,,[],3,", "behavior"),
            (
                "1,stabilize,T,3,,50,,,\"{\"\"up\"\":0,\"\"down\"\":0,\"\"recs\"\":[[1]]}\",3,",
                "pairs"
            ),
            ("1,stabilize,T,3,,50,,,\"{\"\"up\"\":-1,\"\"down\"\":0,\"\"recs\"\":[]}\",3,", "up"),
            (
                "1,scale_up_limit,T,3,,50,,,\"{\"\"min\"\":5,\"\"max\"\":2,\"\"pods\"\":[0,0],"
                    + "\"\"percent\"\":[0,0],\"\"events\"\":[]}\",3,", "min is at most"
            ),
            ("1,utilization,T,3,[1],50,[1],,,,", "expected_replicas"),
            (",utilization,T,3,[1],50,[1],,,3,", "the id is empty"),
            ("1,stabilize,T,3,,50,,,0,3,\r\n1,stabilize,T,3,,50,,,0,3,", "behavior"),
        ])
    func refused(row: String, says: String) {
        let error = #expect(throws: VerificationError.self) { try Self.read(row) }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
    }
}
