import Foundation
package import RuntimeModel

/// Times for people: civil time in UTC, to the second.
package enum TimeText {
    /// `2026-01-31 12:00:00`, or a dash for no time.
    package static func of(_ time: Timestamp?) -> String {
        guard let time else { return "-" }
        let date = Date(timeIntervalSince1970: Double(time.microseconds / 1_000_000))
        return String(date.ISO8601Format().dropLast()).replacingOccurrences(of: "T", with: " ")
    }
}
