import Domain
import Storage

extension DeviceReport {
    /// Devices number `set` of the stock, each with its test passed.
    public static func passed(_ kinds: [DeviceKind], set: Int = 1) -> [DeviceReport] {
        kinds.map { .tested($0, SerialNumber.sample($0, set).text, passed: true) }
    }

    public static func tested(
        _ kind: DeviceKind, _ serial: String, passed: Bool, remark: String = ""
    ) -> DeviceReport {
        DeviceReport(kind: kind, serial: serial, test: FunctionTest(passed: passed, remark: remark))
    }
}
