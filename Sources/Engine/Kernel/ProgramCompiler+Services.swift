// SPDX-License-Identifier: GPL-3.0-or-later
import Model
import Statistics

/// Calls of services outside.
extension ProgramCompiler {
    /// The limit first, which answers at once; then the round trip, and whether it failed.
    mutating func emit(_ call: CallStep) {
        let component = model.component(call.service)
        guard case .service(let service) = component.kind else {
            preconditionFailure("a call of a component that is no service")
        }
        let counted = service.counted(call.batch)
        if let limit = service.limit {
            append(
                Instruction(
                    opcode: .limit, target: Int32(number(of: limit, of: call.service)),
                    count: Int32(counted), law: noTime))
        }
        append(meter(call.service, amount: Double(counted)))
        if let units = service.units(of: call),
            let index = UnitMeters(model).index(of: call.service)
        {
            append(
                Instruction(
                    opcode: .meter, target: Int32(index), amount: Double(units), law: noTime))
        }
        patches.slow(call.service, at: code.count, service.latency, &laws)
        emitDelay(service.latency, place: component.name)
        emitGate(call.service, .servers)
        if service.failures.fraction > 0 {
            append(
                Instruction(
                    opcode: .fail, stream: draw("\(component.name) failure"),
                    threshold: threshold(service.failures.fraction), law: noTime))
        }
        guard let freshness = service.freshness else { return }
        append(
            Instruction(
                opcode: .observe, target: Int32(ages.number(call.service, freshness)),
                stream: draw("\(component.name) data"), law: laws.compile(freshness.lag)))
    }

    /// All calls of a service share its limit.
    private mutating func number(of limit: RateLimit, of service: ComponentID) -> Int {
        let known = limits.firstIndex { $0.owner == .service(service) }
        if let known { return known }
        limits.append(LimitPlan(owner: .service(service), limit: limit))
        return limits.count - 1
    }
}
