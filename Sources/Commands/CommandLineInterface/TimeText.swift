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

    /// The time of `2026-01-31`, which begins a day, or `2026-01-31T12:00:00Z`; `nil` for another text.
    package static func read(_ text: String) -> Timestamp? {
        let whole = text.contains("T") ? text : text + "T00:00:00Z"
        // A text that is no time is the caller's to name.
        guard let date = try? Date(whole, strategy: .iso8601), date.timeIntervalSince1970 >= 0 else {
            return nil
        }
        return Timestamp(microseconds: UInt64(date.timeIntervalSince1970 * 1_000_000))
    }
}
