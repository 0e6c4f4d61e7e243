// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Quantities

/// Reads what only some commands look at, none of which is in the model.
struct StudyReader {
    let names: Names

    struct Studies {
        let migration: Migration?
        let batching: Batching
        /// What transactions pay above the base fee where they say nothing else, by component.
        var tips: [WeiPerGas] = []
    }

    func read(_ map: MapReader) -> Studies? {
        let migration = map[MigrationReader.key].optional { MigrationReader(names: names).read($0) }
        let batching = map[BatchingReader.key].or(.none) { BatchingReader(names: names).read($0) }
        guard let migration, let batching else { return nil }
        return Studies(migration: migration, batching: batching)
    }
}
