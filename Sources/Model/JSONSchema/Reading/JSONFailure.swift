/// Why a text is not read.
package struct JSONFailure: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Reason: String, Sendable, CaseIterable {
        case notJSON = "The text is not JSON."
        case notUTF8 = "The text is not UTF-8."
        case repeatedName = "An object has two members of the same name."
        case tooLong = "The text is longer than it may be."
        case tooDeep = "Arrays and objects are nested too deeply."
        case tooMany = "The text holds more values than it may."
        case numberTooLong = "A number is longer than it may be."
    }

    package var reason: Reason
    /// The byte at which it shows.
    package var offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
