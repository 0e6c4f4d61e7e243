// SPDX-License-Identifier: GPL-3.0-or-later
import Cost
import Model
import Planning
import Quantities

/// What a review leaves for the next one.
extension MonthlyReview {
    /// The chance that the truth lies in a range of a forecast: from P10 to P90.
    public static let level = Ratio.percent(80)

    /// Names of lines in a ledger.
    public enum Line {
        public static let load = "load"
        public static let spend = "spend/total"

        public static func spend(_ layer: String) -> String { "spend/" + layer }
        public static func amount(_ key: SpendVariance.Key) -> String { "amount/" + path(key) }
        public static func units(_ key: SpendVariance.Key) -> String { "units/" + path(key) }
        public static func ether(_ component: String) -> String { "ether/" + component }
        /// Of a part, as `partNames` has it.
        public static func headroom(_ part: String) -> String { "headroom/" + part }
        public static func runway(_ part: String) -> String { "runway/" + part }

        /// What a line of that prefix is of; nil where it is none.
        public static func key(_ line: String, prefix: String) -> SpendVariance.Key? {
            guard line.hasPrefix(prefix) else { return nil }
            let parts = line.dropFirst(prefix.count).split(
                separator: "|", omittingEmptySubsequences: false
            ).map { String($0).replacing("%7C", with: "|").replacing("%25", with: "%") }
            guard parts.count == 4 else { return nil }
            return SpendVariance.Key(
                layer: parts[0], component: parts[1], item: parts[2], meter: parts[3])
        }

        private static func path(_ key: SpendVariance.Key) -> String {
            path([key.layer, key.component, key.item, key.meter])
        }

        fileprivate static func path(_ parts: [String]) -> String {
            parts.map { $0.replacing("%", with: "%25").replacing("|", with: "%7C") }
                .joined(separator: "|")
        }
    }

    /// A name of each part that runs out, in the order of the rows, no two alike. What a table
    /// calls a part is none: `db replicas` may be those of the component `db`, or a component.
    public var partNames: [String] {
        var seen: [String: Int] = [:]
        return plan.runway.rows.map { row in
            let name = Self.name(of: row, base.model)
            seen[name, default: 0] += 1
            let count = seen[name, default: 1]
            return count == 1 ? name : name + "|\(count)"
        }
    }

    /// What it is a part of, its kind, and its own name.
    private static func name(of row: Runway.Row, _ model: Model) -> String {
        let component = row.component.map { model.component($0).name } ?? ""
        let kind =
            switch row.limit.place {
            case .levels: "levels"
            case .ceiling(let ceiling): ceiling.isLimit ? "limit" : "resource"
            case .part(let part): kind(part)
            }
        return Line.path([component, kind, row.limit.name])
    }

    private static func kind(_ part: CapacityPart) -> String {
        switch part.use.unit {
        case .monthly(let meter): "quota of " + meter
        case .share, .bytes, .count: "stock"
        }
    }

    /// Headroom of each part, and the months in which it runs out, counted from the year 0.
    public var figures: [ReviewFigure] {
        var figures: [ReviewFigure] = []
        let runway = plan.runway
        for (row, name) in zip(runway.rows, partNames) {
            if let headroom = runway.headroom(row.limit), headroom.isFinite {
                figures.append(
                    ReviewFigure(
                        name: Line.headroom(name), value: headroom, unit: "fraction"))
            }
            if let middle = row.isReached ? 0 : row.passage.month(.percent(50)),
                let date = plan.first.advanced(by: middle - 1)
            {
                figures.append(
                    ReviewFigure(
                        name: Line.runway(name), value: Double(date.ordinal), unit: "month"))
            }
        }
        return figures
    }

    /// Load and spend by month and layer, and of the next month each line of the bill.
    public func forecasts() throws(QuantityError) -> [ReviewForecast] {
        var forecasts: [ReviewForecast] = []
        for (index, month) in outlook.months.enumerated() {
            let course = plan.runway.course
            if course.indices.contains(index) {
                let load = course[index]
                let low = try decimal(load.low)
                let high = try decimal(load.high)
                forecasts.append(
                    ReviewForecast(
                        line: Line.load, period: month.date, value: try decimal(load.middle),
                        range: low...max(low, high), unit: "1"))
            }
            let middle = month.middle.bill.perMonth.exact
            forecasts.append(
                ReviewForecast(
                    line: Line.spend, period: month.date, value: middle,
                    range: min(month.low.exact, middle)...max(month.high.exact, middle),
                    unit: "USD"))
            for layer in month.middle.bill.layers {
                forecasts.append(
                    ReviewForecast(
                        line: Line.spend(layer.layer.rawValue), period: month.date,
                        value: layer.perMonth.exact, range: nil, unit: "USD"))
            }
        }
        return forecasts + (outlook.months.first.map(Self.lines) ?? [])
    }

    /// The load of the month, and what was invoiced, in all and by layer.
    public func actuals() throws(QuantityError) -> [ReviewActual] {
        var actuals = [
            ReviewActual(
                line: Line.load, period: month, value: try decimal(plan.runway.last), unit: "1")
        ]
        guard let variance = spend?.variance else { return actuals }
        var layers: [String] = []
        for line in variance.lines where !layers.contains(line.key.layer) {
            layers.append(line.key.layer)
        }
        for layer in layers {
            guard let amount = try variance.actual(of: layer) else { continue }
            actuals.append(
                ReviewActual(
                    line: Line.spend(layer), period: month, value: amount.exact, unit: "USD"))
        }
        actuals.append(
            ReviewActual(
                line: Line.spend, period: month, value: variance.actual.exact, unit: "USD"))
        return actuals
    }

    private static func lines(_ month: SpendOutlook.Month) -> [ReviewForecast] {
        var forecasts: [ReviewForecast] = []
        var chains: Set<String> = []
        func add(_ line: String, _ value: ExactDecimal, _ unit: String) {
            forecasts.append(
                ReviewForecast(
                    line: line, period: month.date, value: value, range: nil, unit: unit))
        }
        for forecast in month.middle.forecasts {
            add(Line.amount(forecast.key), forecast.amount.exact, "USD")
            if let quantity = forecast.quantity { add(Line.units(forecast.key), quantity, "1") }
            if let ether = forecast.etherPrice, chains.insert(forecast.key.component).inserted {
                add(Line.ether(forecast.key.component), ether.exact, "USD")
            }
        }
        return forecasts
    }

    private func decimal(_ value: Double) throws(QuantityError) -> ExactDecimal {
        try ExactDecimal(rounding: value, rule: .halfEven)
    }
}

extension PreviousReview {
    /// The bill that it forecast of a month, line by line; empty where it has none.
    public func bill(of month: CalendarMonth) -> [SpendVariance.Forecast] {
        let own = forecasts.filter { $0.period == month }
        var values: [String: ExactDecimal] = [:]
        for forecast in own { values[forecast.line] = forecast.value }
        return own.compactMap { forecast in
            guard let key = MonthlyReview.Line.key(forecast.line, prefix: "amount/") else {
                return nil
            }
            return SpendVariance.Forecast(
                key: key, quantity: values[MonthlyReview.Line.units(key)],
                amount: Money(attodollars: forecast.value.scaled),
                etherPrice: key.layer == CostLayer.gas.rawValue
                    ? values[MonthlyReview.Line.ether(key.component)].map {
                        Money(attodollars: $0.scaled)
                    } : nil)
        }
    }

    public func forecast(_ line: String, of month: CalendarMonth) -> ReviewForecast? {
        forecasts.first { $0.line == line && $0.period == month }
    }
}

extension Money {
    /// As a number of dollars; both have 18 decimals.
    var exact: ExactDecimal { ExactDecimal(scaled: attodollars) }
}

extension CalendarMonth {
    /// Months since the year 0.
    var ordinal: Int { year * 12 + month - 1 }
}
