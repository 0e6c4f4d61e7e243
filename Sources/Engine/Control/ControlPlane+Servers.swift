// SPDX-License-Identifier: GPL-3.0-or-later

/// How many servers are there where their number changes: what every utilization divides by.
extension ControlPlane {
    /// Integral over time of a resource's servers in service, in ns, since it was last forgotten;
    /// nil where their number stays.
    func serverArea(of resource: Int, _ kernel: inout Kernel) -> Double? {
        if let fleet = plan.fleet(of: resource) {
            let members = kernel.program.resources[resource].membersServers
            return fleets[fleet].serverArea(of: resource, members: members, &kernel)
        }
        return resharders.first { $0.plan.resource == resource }?.serverArea(&kernel)
    }
}
