// SPDX-License-Identifier: GPL-3.0-or-later

extension ModelInvariants {
    /// Each kind of work that goes on by itself has a histogram of its own.
    static let mostStartedWork = 200

    func checkStartedWork() throws(ModelError) {
        var count = 0
        for operation in model.operations {
            let names = operation.steps.flatMap(\.within).compactMap { step in
                if case .start(let start) = step { start.name } else { nil }
            }
            count += Set(names).count
            guard count <= Self.mostStartedWork else {
                throw ModelError(
                    path: "operations.\(operation.name).steps",
                    fault: .outOfRange(
                        what: "the number of names of work that is started", value: "\(count)",
                        allowed: "at most \(Self.mostStartedWork) in all"))
            }
        }
    }
}
