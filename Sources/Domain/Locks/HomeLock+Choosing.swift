extension [HomeLock] {
    /// The lock from which somebody is to be unlinked; these are the ones that they are linked to, wherever those are.
    /// - Throws: `invalid` at `serial` where there is none, none was chosen, or another was.
    public func unlinked(by report: LockReport) throws(AppError) -> HomeLock {
        guard !isEmpty else { throw .invalid("unlink.none", field: "serial") }
        if let lock = first(where: { $0.device.serial.text == report.serial }) { return lock }
        guard !report.serial.isEmpty else { throw .invalid("form.choose", field: "serial") }
        throw .invalid("unlink.notLinked", field: "serial", ["serial": report.serial])
    }
}
