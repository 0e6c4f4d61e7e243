// SPDX-License-Identifier: GPL-3.0-or-later

/// The units a quantity may be written in, and the spellings that people use for them by mistake.
struct UnitTable<Meaning: Sendable>: Sendable {
    let units: [(symbol: String, meaning: Meaning)]
    /// Lower-case misspellings, never accepted, with the symbol to suggest.
    let nicknames: [(spelling: String, symbol: String)]

    init(
        _ units: [(symbol: String, meaning: Meaning)],
        nicknames: [(spelling: String, symbol: String)] = []
    ) {
        self.units = units
        self.nicknames = nicknames
    }

    func meaning(of symbol: Substring) -> Meaning? {
        units.first { $0.symbol == symbol }?.meaning
    }

    /// The known symbol that a wrong one most likely meant; nil where nothing is near.
    func nearest(to wrong: Substring) -> String? {
        let longestWorthComparing = 24
        guard wrong.utf8.count <= longestWorthComparing else { return nil }
        let lowered = wrong.lowercased()
        var best: (symbol: String, distance: Int)?
        func consider(_ spelling: String, _ symbol: String) {
            let distance = editDistance(Array(lowered.utf8), Array(spelling.lowercased().utf8))
            let tolerance = spelling.utf8.count <= 4 ? 1 : 2
            guard distance <= tolerance, distance < spelling.utf8.count else { return }
            if let found = best, found.distance <= distance { return }
            best = (symbol, distance)
        }
        for unit in units { consider(unit.symbol, unit.symbol) }
        for nickname in nicknames { consider(nickname.spelling, nickname.symbol) }
        return best?.symbol
    }
}

/// Insertions, deletions and substitutions that turn one text into the other (Levenshtein 1966).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let substituted = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
