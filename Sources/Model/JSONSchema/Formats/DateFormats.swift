/// Dates, times and durations (RFC 3339).
enum DateFormats {
    private static let datePattern = Pattern(known: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    private static let timePattern = Pattern(
        known: #"^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$"#)

    /// RFC 3339, appendix A.
    static let duration: Pattern = {
        let time = #"T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S)"#
        let day = #"(\d+D|\d+M(\d+D)?|\d+Y(\d+M(\d+D)?)?)"#
        return Pattern(known: #"^P(\d+W|\#(time)|\#(day)(\#(time))?)$"#)
    }()

    /// A day that there is.
    static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
        guard Self.datePattern.matches(Array(text)) else { return false }
        let numbers = Self.numbers(in: text)
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }

    /// A time with its offset; a leap second only where one can be, before midnight of universal time.
    static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
        guard Self.timePattern.matches(Array(text)) else { return false }
        let numbers = Self.numbers(in: text)
        guard numbers[2] == 60 else { return true }
        var minutes = numbers[0] * 60 + numbers[1]
        if let sign = text.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            let offset = Self.numbers(in: text[(sign + 1)...])
            minutes += (text[sign] == UInt8(ascii: "+") ? -1 : 1) * (offset[0] * 60 + offset[1])
        }
        return (minutes + 24 * 60) % (24 * 60) == 23 * 60 + 59
    }

    /// The numbers in a text, up to those that are too long to be of a date.
    private static func numbers(in text: ArraySlice<UInt8>) -> [Int] {
        text.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            .map { $0.prefix(9).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
    }
}
