// SPDX-License-Identifier: GPL-3.0-or-later

/// What pods that take no requests any more still serve, and hold of pools: they finish what they
/// have. Their servers were in service as long as they were busy, which keeps utilizations a share
/// of servers in service.
struct LeftWork {
    /// The pods' own resource and the pools of which each pod has one.
    private let resources: [Int]
    /// By pod, whether it takes requests.
    private var takes: [Bool]
    /// By resource and pod: what the station had been busy when the pod left.
    private var base: [[Double]]
    /// By resource, busy time since it was last forgotten, of pods that came back.
    private var areas: [Double]

    /// Before the first update no pod takes requests.
    init(_ plan: ControlProgram.Fleet) {
        resources = [plan.resource] + plan.pools
        takes = Array(repeating: false, count: plan.most)
        base = resources.map { _ in Array(repeating: 0, count: plan.most) }
        areas = resources.map { _ in 0 }
    }

    /// Hears which pods take requests from now on.
    mutating func update(_ isReady: (Int) -> Bool, _ kernel: inout Kernel, _ now: Int64) {
        for pod in takes.indices where takes[pod] != isReady(pod) {
            takes[pod].toggle()
            for place in resources.indices {
                let busy = Self.busy(resources[place], pod, &kernel, now)
                if takes[pod] { areas[place] += busy - base[place][pod] }
                base[place][pod] = busy
            }
        }
    }

    /// What the stations have measured will be forgotten.
    mutating func forget() {
        for place in resources.indices {
            areas[place] = 0
            for pod in takes.indices { base[place][pod] = 0 }
        }
    }

    /// Servers times nanoseconds; zero for a resource that is none of these.
    func area(of resource: Int, _ kernel: inout Kernel, _ now: Int64) -> Double {
        guard let place = resources.firstIndex(of: resource) else { return 0 }
        return takes.indices.reduce(areas[place]) { sum, pod in
            takes[pod]
                ? sum : sum + Self.busy(resource, pod, &kernel, now) - base[place][pod]
        }
    }

    private static func busy(
        _ resource: Int, _ pod: Int, _ kernel: inout Kernel, _ now: Int64
    ) -> Double {
        let station = Int(kernel.groups[resource].first) + pod
        kernel.settle(station: station, now)
        return kernel.stations[station].busyArea
    }
}
