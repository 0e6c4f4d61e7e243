// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities

extension ModelInvariants {
    func check(_ service: ExternalService, at path: String) throws(ModelError) {
        guard service.failures.fraction <= 1 else {
            throw ModelError(
                path: path + ".failures",
                fault: .outOfRange(
                    what: "the share of failures", value: "\(service.failures)",
                    allowed: "from 0% to 100%"))
        }
        if let limit = service.limit {
            guard limit.subject == .all else {
                throw ModelError(
                    path: path + ".limit",
                    fault: .outOfRange(
                        what: "the subject of a service's limit",
                        value: limit.subject.rawValue, allowed: "all who call it"))
            }
            var walk = StepWalk(model: model, path: path + ".limit")
            try walk.check([.limit(limit)])
        }
        guard let poll = service.freshness?.poll else { return }
        guard Freshness.intervals.contains(poll) else {
            throw ModelError(
                path: path + ".data.poll",
                fault: .outOfRange(
                    what: "the interval", value: "\(poll)",
                    allowed: "from \(Freshness.intervals.lowerBound)"
                        + " to \(Freshness.intervals.upperBound)"))
        }
    }
}

extension StepWalk {
    func check(_ call: CallStep, _ service: ExternalService) throws(ModelError) {
        guard (1...CallStep.largestBatch).contains(call.batch) else {
            throw fault(
                .outOfRange(
                    what: "the number of calls in a batch", value: "\(call.batch)",
                    allowed: "from 1 to \(CallStep.largestBatch)"))
        }
        if !service.methods.isEmpty, service.units(of: call) == nil {
            let known = service.methods.prefix(10).map(\.name).joined(separator: ", ")
            throw fault(
                .outOfRange(
                    what: "the method of a call of '\(model.component(call.service).name)'",
                    value: call.method ?? "not given",
                    allowed: "one that its price weighs: \(known)"))
        }
        guard let limit = service.limit, service.counted(call.batch) > limit.burst else { return }
        throw fault(
            .outOfRange(
                what: "a batch for '\(model.component(call.service).name)'",
                value: "\(call.batch) calls",
                allowed: "at most its burst of \(limit.burst), or no batch would pass"))
    }
}
