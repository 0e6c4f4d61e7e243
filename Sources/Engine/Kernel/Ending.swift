// SPDX-License-Identifier: GPL-3.0-or-later
import Model

/// How a request, a branch or an attempt ends; the worst is the greatest.
enum Ending: UInt8, Comparable {
    case answered, limited, rejected, timedOut, failed

    init(_ failure: AttemptFailure) {
        switch failure {
        case .failure: self = .failed
        case .timeout: self = .timedOut
        case .rejection: self = .rejected
        case .limit: self = .limited
        }
    }

    static func < (a: Ending, b: Ending) -> Bool { a.rawValue < b.rawValue }
}
