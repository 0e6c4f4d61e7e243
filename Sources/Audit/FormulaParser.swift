// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads formulas: sums of products of powers of numbers, figures, calls and parentheses.
struct FormulaParser {
    private var scanner: FormulaScanner
    private var word: FormulaScanner.Word
    private var offset: Int
    private var steps: [Formula.Step] = []
    private let figures: [String: Int]
    private let units: UnitSystem

    private static let deepest = 50
    private static let mostSteps = 500

    /// - Parameter figures: the place of each figure by its id.
    init(_ text: String, figures: [String: Int], units: UnitSystem) throws(FormulaFault) {
        scanner = try FormulaScanner(text)
        self.figures = figures
        self.units = units
        (word, offset) = try scanner.next()
    }

    /// The whole text as one formula.
    static func formula(
        _ text: String, figures: [String: Int], units: UnitSystem
    ) throws(FormulaFault) -> Formula {
        var parser = try FormulaParser(text, figures: figures, units: units)
        let formula = try parser.side()
        guard parser.word == .end else {
            throw parser.fault("an operator or the end must be here")
        }
        return formula
    }

    /// The whole text as two formulas and what ought to hold between them.
    static func relation(
        _ text: String, figures: [String: Int], units: UnitSystem
    ) throws(FormulaFault) -> Relation {
        var parser = try FormulaParser(text, figures: figures, units: units)
        let left = try parser.side()
        guard case .sign(let text) = parser.word, let sign = Relation.Sign(rawValue: text) else {
            throw parser.fault("one of = < > <= >= must be here: a check compares two formulas")
        }
        let offset = parser.offset
        try parser.advance()
        let right = try parser.side()
        guard parser.word == .end else {
            throw parser.fault("an operator or the end must be here")
        }
        return Relation(left: left, sign: sign, right: right, offset: offset)
    }

    private mutating func side() throws(FormulaFault) -> Formula {
        steps = []
        try sum(depth: 0)
        return Formula(steps: steps)
    }

    private mutating func sum(depth: Int) throws(FormulaFault) {
        guard depth <= Self.deepest else {
            throw fault("parentheses \(Self.deepest) deep; make it simpler")
        }
        try product(depth)
        while let action = operation(["+": .add, "-": .subtract]) {
            let place = offset
            try advance()
            try product(depth)
            try add(action, place)
        }
    }

    private mutating func product(_ depth: Int) throws(FormulaFault) {
        try signed(depth)
        while let action = operation(["*": .multiply, "/": .divide]) {
            let place = offset
            try advance()
            try signed(depth)
            try add(action, place)
        }
    }

    private mutating func signed(_ depth: Int) throws(FormulaFault) {
        var minus: Int?
        if word == .sign("-") {
            minus = offset
            try advance()
        }
        try power(depth)
        if let minus { try add(.negate, minus) }
    }

    /// 2^3, and 2^-3; a tower needs parentheses.
    private mutating func power(_ depth: Int) throws(FormulaFault) {
        try primary(depth)
        guard word == .sign("^") else { return }
        let place = offset
        try advance()
        let isNegative = word == .sign("-")
        if isNegative { try advance() }
        try primary(depth)
        if isNegative { try add(.negate, place) }
        try add(.power, place)
        if word == .sign("^") { throw fault("put parentheses around one of the powers") }
    }

    private mutating func primary(_ depth: Int) throws(FormulaFault) {
        let place = offset
        switch word {
        case .number(let text, let unit, let unitOffset):
            let amount = try self.number(text, unit, unitOffset)
            try advance()
            try add(.number(amount), place)
        case .name(let name):
            try advance()
            if word == .sign("(") {
                try call(name, place, depth)
            } else {
                guard let index = figures[name] else {
                    throw FormulaFault(
                        offset: place, text: name,
                        reason: "there is no figure of this id; add its row, or mend the id")
                }
                try add(.figure(index), place)
            }
        case .sign("("):
            try advance()
            try sum(depth: depth + 1)
            try close()
        case .sign, .end:
            throw fault("a number, a figure or a parenthesis must be here")
        }
    }

    private mutating func call(
        _ name: String, _ place: Int, _ depth: Int
    ) throws(FormulaFault) {
        guard let function = AuditFunction(rawValue: name) else {
            let known = AuditFunction.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormulaFault(
                offset: place, text: name, reason: "there is no such function; there are \(known)")
        }
        var count = 0
        repeat {
            try advance()
            try sum(depth: depth + 1)
            count += 1
        } while word == .sign(",")
        guard function.isOfMany || count == 1 else {
            throw FormulaFault(
                offset: place, text: name, reason: "\(count) arguments; it takes one")
        }
        try close()
        try add(.call(function, arguments: count), place)
    }

    private func number(
        _ text: String, _ unit: String, _ unitOffset: Int
    ) throws(FormulaFault) -> Amount {
        let measured: AuditUnit
        do { measured = try units.unit(unit) } catch {
            throw FormulaFault(offset: unitOffset, text: error.name, reason: error.words)
        }
        guard let value = Rational(decimal: text), let amount = Amount(value, measured) else {
            throw FormulaFault(offset: offset, text: text, reason: "too many digits")
        }
        return amount
    }

    private mutating func close() throws(FormulaFault) {
        guard word == .sign(")") else { throw fault("a closing parenthesis must be here") }
        try advance()
    }

    private func operation(_ actions: [String: Formula.Action]) -> Formula.Action? {
        if case .sign(let text) = word { actions[text] } else { nil }
    }

    private mutating func add(_ action: Formula.Action, _ place: Int) throws(FormulaFault) {
        steps.append(Formula.Step(action: action, offset: place))
        guard steps.count <= Self.mostSteps else {
            throw FormulaFault(
                offset: place, text: "",
                reason: "more than \(Self.mostSteps) numbers and operations; make it shorter")
        }
    }

    private mutating func advance() throws(FormulaFault) {
        (word, offset) = try scanner.next()
    }

    private func fault(_ reason: String) -> FormulaFault {
        let text =
            switch word {
            case .number(let text, _, _), .name(let text), .sign(let text): text
            case .end: ""
            }
        return FormulaFault(offset: offset, text: text, reason: reason)
    }
}

extension UnitFault {
    var words: String {
        switch reason {
        case .unknown(let all):
            "no unit here; there are \(all.joined(separator: ", ")), and rows of kind 'unit' name"
                + " more"
        case .tooLarge: "too large a unit"
        }
    }
}
