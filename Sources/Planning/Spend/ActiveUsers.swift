// SPDX-License-Identifier: GPL-3.0-or-later
import Engine
import Model

extension Model {
    /// Who uses the platform in a month: as stated, else the users of closed sources, on average
    /// over the measured time, and the people that open sources name. Absent where an open source
    /// names none.
    public var activeUsers: Double? {
        if let stated = economics.activeUsers { return Double(stated) }
        var people = 0
        for source in sources {
            guard case .open = source.demand else { continue }
            guard let population = source.population else { return nil }
            people += population.users
        }
        return Double(people) + (OfferedLoad(self).users ?? 0)
    }
}
