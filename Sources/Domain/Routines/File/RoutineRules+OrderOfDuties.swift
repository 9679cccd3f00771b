/// Which duty waits for which: no circles, nothing installed that was not booked, no deadline from later.
extension RoutineRules {
    func checkOrderOfDuties() {
        checkCycles()
        for (index, duty) in edition.duties.enumerated() {
            let before = everythingBefore(duty.key)
            if case .install = duty.kind, !before.contains(where: mayBookInstallation) {
                faults.add(.installWithoutBooking, at: "duties[\(index)]")
            }
            guard case .duty(let start)? = duty.due?.start, !before.contains(duty.key) else { continue }
            if start == duty.key || everythingBefore(start).contains(duty.key) {
                faults.add(.deadlineBehind, at: "duties[\(index)].due.from", ["name": start])
            }
        }
    }

    private func mayBookInstallation(_ key: String) -> Bool {
        // A name that no duty has is faulted where it stands; it may be a misspelt booking.
        guard let duty = edition.duty(key) else { return true }
        return [.book(.install), .book(.both), .unread].contains(duty.kind)
    }

    /// Each circle once, told at its first duty.
    private func checkCycles() {
        var told: Set<String> = []
        for (index, duty) in edition.duties.enumerated() where !told.contains(duty.key) {
            guard let cycle = wayBack(to: duty.key) else { continue }
            told.formUnion(cycle)
            let names = (cycle + [duty.key]).joined(separator: " → ")
            faults.add(.cycle, at: "duties[\(index)].after", ["cycle": names])
        }
    }

    /// The duties on the shortest way from `key` back to itself, `key` first.
    private func wayBack(to key: String) -> [String]? {
        var ways = [[key]]
        var seen: Set<String> = []
        while !ways.isEmpty {
            let way = ways.removeFirst()
            for next in edition.duty(way[way.count - 1])?.after ?? [] {
                if next == key { return way }
                if seen.insert(next).inserted { ways.append(way + [next]) }
            }
        }
        return nil
    }

    /// Every duty that must be done before this one, near and far.
    private func everythingBefore(_ key: String) -> Set<String> {
        var (found, left) = (Set<String>(), edition.duty(key)?.after ?? [])
        while let next = left.popLast() {
            guard found.insert(next).inserted else { continue }
            left += edition.duty(next)?.after ?? []
        }
        return found
    }
}
