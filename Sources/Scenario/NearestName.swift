// SPDX-License-Identifier: GPL-3.0-or-later

/// Finds the known name that a wrong one most likely meant.
enum NearestName {
    private static let longestCompared = 64

    /// The nearest by edit distance, the first of equals; nil where none is near.
    static func of(_ wrong: String, in known: [String]) -> String? {
        let lowered = Array(wrong.lowercased().unicodeScalars.prefix(longestCompared + 1))
        guard !lowered.isEmpty, lowered.count <= longestCompared else { return nil }
        if lowered.count >= 3,
            let whole = known.first(where: { $0.lowercased().hasPrefix(wrong.lowercased()) })
        {
            return whole
        }
        var best: (name: String, distance: Int)?
        for name in known {
            let candidate = Array(name.lowercased().unicodeScalars.prefix(longestCompared))
            let distance = editDistance(lowered, candidate)
            let tolerance = max(1, max(lowered.count, candidate.count) * 2 / 5)
            guard distance <= tolerance, distance < candidate.count else { continue }
            if let found = best, found.distance <= distance { continue }
            best = (name, distance)
        }
        return best?.name
    }

    /// "did you mean 'x'?" where a name is near, else the names there are.
    static func remedy(for wrong: String, in known: [String], of what: String) -> String {
        if let near = of(wrong, in: known) { return "did you mean \(quoted(near))?" }
        if known.isEmpty { return "there is no \(what) to name" }
        let shown = known.prefix(12).map(quoted).joined(separator: ", ")
        return "known are \(shown)\(known.count > 12 ? ", …" : "")"
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var row = Array(0...b.count)
        for i in a.indices {
            var next = [i + 1]
            for j in b.indices {
                var least = min(row[j] + (a[i] == b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            before = row
            row = next
        }
        return row[b.count]
    }
}
