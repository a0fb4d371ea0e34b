import Foundation
import RuntimeModel

/// A place at which two jobs differ.
public struct JobDifference: Sendable, Hashable {
    /// What differs.
    public enum Part: Sendable, Hashable {
        /// An interim result; the first is 1.
        case interim(Int)
        /// The result.
        case result
        /// How they ended.
        case status
    }

    /// What differs.
    public let part: Part
    /// Where in the value, as a JSON pointer (RFC 6901); empty for the whole.
    public let path: String
    /// What the first job has there, as JSON; `nil` where it has nothing.
    public let first: String?
    /// What the other one has there.
    public let second: String?

    init(_ part: Part, path: String = "", first: String?, second: String?) {
        self.part = part
        self.path = path
        self.first = first
        self.second = second
    }

    /// The first difference of two events of one kind.
    static func between(_ first: JobEvent, _ second: JobEvent, at part: Part) -> JobDifference? {
        guard first.body != second.body || first.contentType != second.contentType else { return nil }
        guard let one = first.json, let two = second.json else {
            return JobDifference(part, first: first.text, second: second.text)
        }
        return Self.between(one, two, at: part, path: "")
    }

    private static func between(
        _ first: JSONValue?, _ second: JSONValue?, at part: Part, path: String
    ) -> JobDifference? {
        if case .array(let one)? = first, case .array(let two)? = second {
            for index in 0..<max(one.count, two.count) {
                let (left, right) = (
                    index < one.count ? one[index] : nil, index < two.count ? two[index] : nil
                )
                if let found = Self.between(left, right, at: part, path: "\(path)/\(index)") { return found }
            }
            return nil
        }
        if let one = first?.objectValue, let two = second?.objectValue {
            for name in Set(one.keys).union(two.keys).sorted() {
                let step = name.replacing("~", with: "~0").replacing("/", with: "~1")
                if let found = Self.between(one[name], two[name], at: part, path: "\(path)/\(step)") {
                    return found
                }
            }
            return nil
        }
        guard first != second, !Self.isSameNumber(first, second) else { return nil }
        return JobDifference(part, path: path, first: first.map(Self.text), second: second.map(Self.text))
    }

    /// Whether one is a whole number and the other one the same with a point.
    private static func isSameNumber(_ first: JSONValue?, _ second: JSONValue?) -> Bool {
        switch (first, second) {
        case (.integer(let whole)?, .number(let number)?), (.number(let number)?, .integer(let whole)?):
            Double(exactly: whole) == number
        default: false
        }
    }

    private static func text(_ value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // What came as JSON can be written as such.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }
}
