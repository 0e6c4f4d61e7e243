// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Testing

@testable import Verification

/// What a file of known answers may hold, and what is refused, by which case.
@Suite struct KnownCaseReadingTests {
    /// A case of M/M/1 with one part exchanged.
    static func text(
        id: String = "\"A1\"", system: String = "\"mm1\"",
        parameters: String = #"{"arrivalRate": 3, "serviceRate": 4}"#,
        expected: String = #"{"utilization": 0.75}"#,
        tolerance: String = #"{"relative": 1e-9}"#, rest: String = #", "source": "s", "note": """#
    ) -> String {
        #"[{"id": \#(id), "system": \#(system), "parameters": \#(parameters), "#
            + #""expected": \#(expected), "tolerance": \#(tolerance)\#(rest)}]"#
    }

    static func read(_ text: String) throws(VerificationError) -> [KnownCase] {
        try KnownCase.read(Array(text.utf8))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let caseID: String?
        let fault: VerificationError.Fault

        init(
            _ label: String, _ text: String, caseID: String? = "A1",
            _ fault: VerificationError.Fault
        ) {
            testDescription = label
            self.text = text
            self.caseID = caseID
            self.fault = fault
        }
    }

    static let syntaxFaults: [Refusal] = [
        syntax("an empty file", "", 1, 1, "an array of cases must be here"),
        syntax("an object", "{}", 1, 1, "an array of cases must be here"),
        syntax("cut in a key", #"[{"id": "A1", "sys"#, 1, 19, "the text ends before the string"),
        syntax("cut in an object", "[{\"id\":\n \"A1\"", 2, 6, "the text ends here"),
        syntax("cut before a value", #"[{"id":"#, 1, 8, "the text ends before the value"),
        syntax("cut in the array", "[", 1, 2, "the text ends before the value"),
        syntax(
            "cut after a case", String(text().dropLast()), 1, text().utf8.count,
            "the text ends here", after: "A1"),
        syntax("two arrays", "[] []", 1, 4, "nothing may follow the array"),
        syntax(
            "a trailing comma", text().dropLast() + ",]", 1, text().utf8.count + 1,
            "a value must be here", after: "A1"),
        syntax("a comment", "[/*", 1, 2, "a value must be here"),
        syntax("NaN", #"[{"id": NaN"#, 1, 9, "a value must be here"),
        syntax("a leading zero", "[01]", 1, 3, "a number must not begin with 0"),
        syntax("a bare point", "[1.]", 1, 4, "a digit must be here"),
        syntax("a hexadecimal number", "[0x1]", 1, 3, "a comma or ] must be here", first: true),
        syntax("a key twice", #"[{"id": "A1", "id": "B"}]"#, 1, 19, "the key 'id' stands twice"),
        syntax(
            "half a surrogate pair", #"[{"id": "\ud800"}]"#, 1, 16, "half a surrogate pair"),
        syntax("an unknown escape", #"["\x"]"#, 1, 5, "an unknown escape"),
        syntax("a raw line break", "[\"\n\"]", 1, 3, "a control character in a string"),
        syntax(
            "65 levels", String(repeating: "[", count: 70), 1, 66, "more than 64 levels"),
    ]

    static func syntax(
        _ label: String, _ text: String, _ line: Int, _ column: Int, _ reason: String,
        after: String? = nil, first: Bool = false
    ) -> Refusal {
        Refusal(
            label, text, caseID: nil,
            first
                ? .wrongType(key: "a case", needed: "an object", got: "a number")
                : .syntax(line: line, column: column, reason: reason, after: after))
    }

    static let shapeFaults: [Refusal] = [
        Refusal(
            "a case that is no object", "[7]", caseID: nil,
            .wrongType(key: "a case", needed: "an object", got: "a number")),
        Refusal("no id", #"[{"system": "mm1"}]"#, caseID: nil, .missingKey("id")),
        Refusal(
            "a number for an id", text(id: "1"), caseID: nil,
            .wrongType(key: "id", needed: "a string", got: "a number")),
        Refusal("no system", #"[{"id": "A1"}]"#, .missingKey("system")),
        Refusal(
            "no tolerance",
            #"[{"id": "A1", "system": "mm1", "parameters": {}, "expected": {}}]"#,
            .missingKey("tolerance")),
        Refusal("a stranger", text(rest: #", "weight": 1"#), .unknownKey("weight")),
        Refusal(
            "a number for a source", text(rest: #", "source": 1"#),
            .wrongType(key: "source", needed: "a string", got: "a number")),
        Refusal(
            "an id twice", text().dropLast() + "," + text().dropFirst(), .duplicateID),
        Refusal(
            "too large a number", text(expected: #"{"utilization": 1e999}"#),
            .notFinite(key: "expected")),
        Refusal(
            "too large a number in an unknown system",
            text(system: #""no-such-system""#, parameters: #"{"a": [[1e999]]}"#),
            .notFinite(key: "parameters")),
        Refusal(
            "parameters in an array", text(parameters: "[]"),
            .wrongType(key: "parameters", needed: "an object", got: "an array")),
        Refusal(
            "no bound", text(tolerance: "{}"), .missingKey("tolerance.relative")),
        Refusal(
            "two bounds", text(tolerance: #"{"relative": 1, "absolute": 1}"#),
            .wrongType(
                key: "tolerance", needed: "either relative or absolute",
                got: "relative and absolute")),
        Refusal(
            "a bound below zero", text(tolerance: #"{"relative": -1e-9}"#),
            .outOfRange(key: "tolerance.relative", value: -1e-9, allowed: "0 or more")),
        Refusal(
            "a bound of another kind", text(tolerance: #"{"sometimes": 1}"#),
            .wrongType(
                key: "tolerance.sometimes", needed: "either relative or absolute",
                got: "neither")),
        Refusal(
            "a word for a bound", text(tolerance: #"{"relative": "1e-9"}"#),
            .wrongType(key: "tolerance.relative", needed: "a number", got: "a string")),
    ]

    static let contentFaults: [Refusal] = [
        Refusal(
            "a parameter missing", text(parameters: #"{"arrivalRate": 3}"#),
            .missingParameter("serviceRate", system: "mm1")),
        Refusal(
            "a parameter too many",
            text(parameters: #"{"arrivalRate": 3, "serviceRate": 4, "servers": 1}"#),
            .extraParameter("servers", system: "mm1")),
        Refusal(
            "a word for a rate", text(parameters: #"{"arrivalRate": "3", "serviceRate": 4}"#),
            .wrongType(key: "arrivalRate", needed: "a number", got: "a string")),
        Refusal(
            "a rate below zero", text(parameters: #"{"arrivalRate": -3, "serviceRate": 4}"#),
            .outOfRange(key: "arrivalRate", value: -3, allowed: "finite and not negative")),
        Refusal(
            "overload", text(parameters: #"{"arrivalRate": 8, "serviceRate": 4}"#),
            .closedForm(.unstable(utilization: 2, station: nil))),
        Refusal(
            "a metric of another system", text(expected: #"{"waitProbability": 0.75}"#),
            .unknownMetric("waitProbability", system: "mm1")),
        Refusal(
            "an array for a number", text(expected: #"{"utilization": [0.75]}"#),
            .wrongType(key: "expected.utilization", needed: "a number", got: "an array")),
        Refusal(
            "half a server",
            text(
                system: #""mmc""#,
                parameters: #"{"arrivalRate": 3, "serviceRate": 4, "servers": 1.5}"#),
            .outOfRange(key: "servers", value: 1.5, allowed: "a whole number")),
        Refusal(
            "a law that is none",
            text(system: #""mg1""#, parameters: mg1(scv: "1", law: "weibull")),
            .wrongType(
                key: "serviceLaw",
                needed: "one of deterministic, erlang, exponential, hyperexponential-balanced",
                got: "'weibull'")),
        Refusal(
            "a law of another scv",
            text(system: #""mg1""#, parameters: mg1(scv: "0.3", law: "erlang")),
            .outOfRange(
                key: "serviceScv", value: 0.3,
                allowed: "what the serviceLaw 'erlang' has: deterministic 0, exponential 1,"
                    + " erlang 1 / phases, hyperexponential-balanced at least 1")),
        Refusal(
            "a station with servers",
            text(
                system: #""open-visits""#,
                parameters: #"{"arrivalRate": 1, "stations": "#
                    + #"[{"visits": 1, "serviceMean": 0.5, "servers": 2}]}"#),
            .extraParameter("stations[0].servers", system: "open-visits")),
        Refusal(
            "fewer answers than stations",
            text(
                system: #""open-visits""#,
                parameters: #"{"arrivalRate": 1, "stations": [{"visits": 1, "serviceMean": 0.5}]}"#,
                expected: #"{"throughput": []}"#),
            .wrongLength(key: "expected.throughput", count: 0, needed: 1)),
        Refusal(
            "a word in a matrix",
            text(
                system: #""jackson-open""#,
                parameters: #"{"stations": [{"serviceMean": 1}], "externalArrivalRates": [0.1], "#
                    + #""routing": [["x"]]}"#),
            .wrongType(key: "routing[0][0]", needed: "a number", got: "a string")),
    ]

    static func mg1(scv: String, law: String) -> String {
        #"{"arrivalRate": 0.5, "serviceMean": 1, "serviceScv": \#(scv), "serviceLaw": "\#(law)"}"#
    }

    @Test(arguments: syntaxFaults + shapeFaults + contentFaults)
    func refuses(refusal: Refusal) {
        let error = #expect(throws: VerificationError.self) { try Self.read(refusal.text) }
        #expect(error == VerificationError(refusal.caseID, refusal.fault))
        if let id = refusal.caseID { #expect(error?.description.contains("'\(id)'") == true) }
    }

    @Test func bytesThatAreNoText() {
        let error = #expect(throws: VerificationError.self) {
            try KnownCase.read([0x5B, 0x22, 0xFF, 0x22, 0x5D])
        }
        #expect(
            error?.fault
                == .syntax(
                    line: 1, column: 5, reason: "a string that is no UTF-8", after: nil))
    }

    /// Escapes, a surrogate pair and space of all kinds; source and note may be absent.
    @Test func readsWhatIsLawful() throws {
        let text = Self.text(id: #""\u0041\ud83d\ude00\n\/""#, rest: "\r\n\t ")
        let cases = try Self.read(" \n" + text + "\n")
        #expect(cases.map(\.id) == ["A\u{1F600}\n/"])
        #expect(cases.map(\.system) == ["mm1"])
        #expect(try Self.read("[ ]").isEmpty)
    }

    /// Nothing is asked of a system that is not known, but that its case has the shape.
    @Test func unknownSystemsAreKept() throws {
        let text = Self.text(
            system: #""no-such-system""#, parameters: #"{"interarrivalLaw": "deterministic"}"#,
            expected: #"{"anything": [[1], null]}"#, tolerance: #"{"simulatedRelative": 1}"#)
        let cases = try Self.read(text)
        #expect(cases.map(\.isKnown) == [false])
    }
}
