/// Units of time, as a program writes them.
enum Duration {
    static func isUnit(_ bytes: ArraySlice<UInt8>) -> Bool {
        let unit = String(decoding: bytes, as: UTF8.self)
        return unit == "dt" || Self.seconds(perUnit: unit) != nil
    }

    /// nil for the device's own unit.
    static func seconds(perUnit unit: String) -> Double? {
        switch unit {
        case "ns": 1e-9
        case "us", "µs", "μs": 1e-6
        case "ms": 1e-3
        case "s": 1
        default: nil
        }
    }
}
