// SPDX-License-Identifier: GPL-3.0-or-later

/// Looks at every number that an answer holds, however deep, for some that are none.
struct NumberWalk {
    private(set) var problems: [String] = []

    init(_ value: Any) { visit(value, "answer") }

    private mutating func visit(_ value: Any, _ path: String) {
        if let number = value as? Double {
            if !number.isFinite { problems.append("\(path) is \(number)") }
            return
        }
        for child in Mirror(reflecting: value).children {
            visit(child.value, path + "." + (child.label ?? ""))
        }
    }
}
