// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension ModelInvariants {
    /// What drops keys by more than their last use is known key by key, and to no formula.
    func checkEviction(_ cache: Cache, at path: String) throws(ModelError) {
        switch cache.eviction {
        case .leastRecentlyUsed, .none: return
        case .volatileLeastRecentlyUsed: break
        case .leastFrequentlyUsed:
            guard cache.behavior.samples != nil else {
                throw ModelError(path: path + ".samples", fault: .exactFrequency)
            }
        }
        let policy = cache.eviction.rawValue
        guard cache.behavior.start == .cold else {
            throw ModelError(path: path + ".start", fault: .noFormula(eviction: policy))
        }
        guard cache.behavior.keyModel == .keys else {
            throw ModelError(path: path + ".model", fault: .noFormula(eviction: policy))
        }
    }
}
