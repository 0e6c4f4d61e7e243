// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Engine
import Model
import Quantities
import Statistics

/// One month of a forecast: its load, its bill, and the bill of each replication.
public struct SpendMonth: Sendable {
    /// Absent for a month without a date, which has the price book's hours.
    public let date: CalendarMonth?
    /// Times the load of the scenario.
    public let load: Ratio
    public let origin: Origin
    /// At that load.
    public let model: Model
    public let measurements: Measurements
    public let bill: Bill
    /// In the order of the replications.
    public let samples: [Bill]
    /// Absent where one replication gives no range.
    public let spread: Spread?

    /// What the use in a month rests on.
    public enum Origin: String, Sendable, CaseIterable {
        /// This load was simulated.
        case simulated
        /// This load was answered by a closed form.
        case computed
        /// Two loads around it were; its use lies between theirs, by a straight line.
        case between
        /// Nothing that is billed depends on what an engine measures.
        case given
    }

    init(
        _ date: CalendarMonth?, load: ExactDecimal, origin: Origin, _ model: Model,
        _ measurements: Measurements
    ) throws(CostError) {
        self.date = date
        self.load = .fraction(load.approximation)
        self.origin = origin
        self.model = model
        self.measurements = measurements
        bill = try Bill(model, measurements, hoursOfMonth: date?.hours)
        samples = try Bill.ofReplications(model, measurements, hoursOfMonth: date?.hours)
        do {
            spread = try Spread(samples.map(\.perMonth))
        } catch {
            throw .arithmetic(component: "all components", error)
        }
    }
}

extension Growth {
    /// How many times as much there is after so many months: (1 + g)^n of a growth by month, and
    /// (1 + g)^(n/12) of one by year. Whole periods are multiplied exactly, to 10^-18 each; a part
    /// of a year is good to 10^-15.
    func factor(after months: Int) throws(QuantityError) -> ExactDecimal {
        let (whole, rest) = months.quotientAndRemainder(dividingBy: per.months)
        var power = ExactDecimal.one
        for _ in 0..<whole { power = try power.multiplied(by: factor, rounding: .halfEven) }
        if rest == 0 { return power }
        let part = try ExactDecimal(
            rounding: Elementary.power(factor.approximation, Double(rest) / Double(per.months)),
            rule: .halfEven)
        return try power.multiplied(by: part, rounding: .halfEven)
    }
}
