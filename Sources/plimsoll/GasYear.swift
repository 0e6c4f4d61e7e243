// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// The gas prices of one year, from a CSV file such as `datasets/gas/mainnet-yearly.csv`.
enum GasYear {
    private static let largestFile = 1 << 20
    private static let columns = ["year", "gas_price_p10", "gas_price_p50", "gas_price_p90"]

    /// Quantiles of the days' mean gas price, in gwei there; a range of base fees here.
    static func read(_ path: String, year: String) throws -> Uncertain<WeiPerGas> {
        func refuse(_ line: Int, _ words: String) -> Failure {
            .badFile(path: "\(path):\(line)", words: words)
        }
        let records: [CSVRecord]
        do {
            records = try CSVReader.records(InputFile.read(path, limit: largestFile))
        } catch let fault as CSVFault {
            throw refuse(fault.line, fault.reason)
        }
        guard let head = records.first else { throw refuse(1, "the file is empty") }
        let places = try columns.map { name in
            guard let place = head.fields.firstIndex(of: name) else {
                throw refuse(
                    head.line,
                    "there is no column '\(name)'; a file of gas prices has "
                        + columns.joined(separator: ", "))
            }
            return place
        }
        guard let row = records.dropFirst().first(where: { $0.fields[places[0]] == year }) else {
            let known = records.dropFirst().map { $0.fields[places[0]] }
            throw refuse(
                head.line,
                "there is no year '\(year)'; the file has \(known.joined(separator: ", "))")
        }
        let prices = try places.dropFirst().map { place -> WeiPerGas in
            let text = row.fields[place]
            do { return try WeiPerGas(parsing: text + " gwei") } catch {
                throw refuse(
                    row.line, "column \(row.columns[place]), \(head.fields[place]): \(error)")
            }
        }
        guard prices[0] > .zero, prices[0] <= prices[1], prices[1] <= prices[2] else {
            throw refuse(
                row.line, "the quantiles of the year \(year) must be above zero and ascend")
        }
        return Uncertain(low: prices[0], mid: prices[1], high: prices[2])
    }
}
