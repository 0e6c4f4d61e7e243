// SPDX-License-Identifier: GPL-3.0-or-later
import Calibration
import Evidence

extension Shop {
    /// One test at each load; of those after `fitted` the fit knows nothing.
    func evidence(
        at loads: [Double], fitted: Int? = nil, seed: UInt64, withUtilization: Bool = true
    ) throws -> [CalibrationEvidence] {
        try loads.enumerated().flatMap { index, load in
            let tests = try ShopTests(self, at: load, count: 2, seed: seed + UInt64(index))
            let isHeldOut = index >= fitted ?? loads.count
            let test = CalibrationEvidence(
                name: "load-\(index).json", file: try tests.k6(0), isHeldOut: isHeldOut)
            guard withUtilization else { return [test] }
            let watched = CalibrationEvidence(
                name: "db-\(index).json", file: try tests.prometheus(0),
                level: users == nil ? "\(tests.rate[0])/s" : tests.level, isHeldOut: isHeldOut)
            return [test, watched]
        }
    }
}
