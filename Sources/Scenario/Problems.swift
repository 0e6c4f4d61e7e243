// SPDX-License-Identifier: GPL-3.0-or-later

/// The one list to which every reader of a scenario adds what it finds wrong; a class because all
/// readers share it.
final class Problems {
    /// More are counted and not listed.
    static let mostListed = 100

    /// Listens while a schema is made.
    let probe: Probe?
    private var errors: [ScenarioError] = []
    private var count = 0

    init(probe: Probe? = nil) { self.probe = probe }

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { errors.count == Self.mostListed }

    func add(_ error: ScenarioError) {
        count += 1
        probe?.hearProblem(at: error.keyPath)
        if errors.count < Self.mostListed { errors.append(error) }
    }

    func add(_ found: ScenarioErrors) {
        for error in found.errors { add(error) }
        count += found.omitted
    }

    /// In the order of files as they were first met, then lines; overrides come last.
    func all(files: [String]) -> ScenarioErrors {
        let ranked = errors.enumerated().map { (rank: rank($1, $0, files), error: $1) }
        let sorted = ranked.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }
        return ScenarioErrors(errors: sorted.map(\.error), omitted: count - errors.count)
    }

    private func rank(_ error: ScenarioError, _ index: Int, _ files: [String]) -> [Int] {
        let file = error.file.flatMap { files.firstIndex(of: $0) } ?? files.count
        return [file, error.line ?? 0, error.column ?? 0, index]
    }
}
