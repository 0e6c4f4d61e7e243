// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

/// A table of known answers, one case a row; its header says of what kind.
enum KnownTable {
    /// Whether the bytes are such a table, by how they begin, and no JSON.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        let start = bytes.firstIndex { $0 != 0xEF && $0 != 0xBB && $0 != 0xBF } ?? 0
        return bytes[start...].starts(with: "id,".utf8)
            || bytes[start...].starts(with: "\"id\",".utf8)
    }

    static func read(_ bytes: [UInt8]) throws(VerificationError) -> [KnownCase] {
        let records: [CSVRecord]
        do { records = try CSVReader.records(bytes) } catch {
            throw VerificationError(nil, .table(line: error.line, reason: error.reason))
        }
        let header = records.first?.fields
        guard header == FeeVectors.header || header == ScalingVectors.header else {
            let known = [FeeVectors.header, ScalingVectors.header]
                .map { $0.joined(separator: ",") }
            throw VerificationError(
                nil,
                .table(line: 1, reason: "the header must be \(known.joined(separator: ", or "))"))
        }
        var cases: [KnownCase] = []
        var ids: Set<String> = []
        for record in records.dropFirst() {
            guard record.fields[0] != "" else {
                throw VerificationError(nil, .table(line: record.line, reason: "the id is empty"))
            }
            let known =
                header == FeeVectors.header
                ? try FeeVectors.knownCase(record) : try ScalingVectors.knownCase(record)
            guard ids.insert(known.id).inserted else {
                throw VerificationError(known.id, .duplicateID)
            }
            cases.append(known)
        }
        return cases
    }
}
