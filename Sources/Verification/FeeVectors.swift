// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// Reads known answers of protocol fee rules: CSV with one rule applied to one set of inputs a row.
enum FeeVectors {
    static let header = ["id", "mechanism", "inputs", "expected", "source", "kind"]

    static func knownCase(_ record: CSVRecord) throws(VerificationError) -> KnownCase {
        let id = record.fields[0]
        let name = record.fields[1]
        guard let mechanism = FeeMechanism.mechanism(named: name) else {
            return KnownCase(id: id, system: name, content: .unknown)
        }
        var inputs = try FeeInputs(caseID: id, mechanism: name, text: record.fields[2])
        let rule = try mechanism.read(&inputs)
        try inputs.finish()
        let expected = try expectations(record.fields[3], id)
        let comparisons: [ExactComparison]
        switch Result(catching: rule) {
        case .success(let answer): comparisons = try compare(expected, answer, id, name)
        case .failure(let error):
            comparisons = expected.map {
                ExactComparison(
                    metric: $0.name ?? wholeAnswer, expected: $0.value,
                    outcome: .refused(error.description))
            }
        }
        return KnownCase(id: id, system: name, content: .rule(comparisons))
    }

    /// The metric of a rule that gives one number.
    private static let wholeAnswer = "result"

    /// Without a name where one number is expected.
    private typealias Expected = (name: String?, value: ExactComparison.Expected)

    /// A whole number, `>N`, or `name=N` pairs joined by a vertical bar.
    private static func expectations(
        _ text: String, _ caseID: String
    ) throws(VerificationError) -> [Expected] {
        if let number = WholeNumber(text) { return [(nil, .equal(number))] }
        if text.hasPrefix(">"), let number = WholeNumber(text.dropFirst()) {
            return [(nil, .above(number))]
        }
        var expected: [Expected] = []
        for pair in text.split(separator: "|", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let number = WholeNumber(parts[1]) else {
                throw VerificationError(
                    caseID,
                    .wrongText(
                        key: "expected", value: text,
                        needed: "a whole number, >N or name=N pairs joined by |"))
            }
            expected.append((String(parts[0]), .equal(number)))
        }
        return expected
    }

    private static func compare(
        _ expected: [Expected], _ answer: FeeAnswer, _ caseID: String, _ mechanism: String
    ) throws(VerificationError) -> [ExactComparison] {
        var comparisons: [ExactComparison] = []
        for (name, value) in expected {
            let got: Natural?
            switch answer {
            case .one(let number): got = name == nil ? number : nil
            case .several(let numbers): got = numbers.first { $0.name == name }?.value
            }
            let metric = name ?? wholeAnswer
            guard let got else {
                throw VerificationError(caseID, .unknownMetric(metric, system: mechanism))
            }
            comparisons.append(
                ExactComparison(metric: metric, expected: value, outcome: .got(got)))
        }
        return comparisons
    }
}
