import JSONSchema

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
    /// What the first job has there, as its program encoded it; `nil` where it has nothing.
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
    package static func between(_ first: JobEvent, _ second: JobEvent, at part: Part) -> JobDifference? {
        guard first.body != second.body || first.contentType != second.contentType else { return nil }
        guard let one = Self.json(first.body), let two = Self.json(second.body) else {
            return JobDifference(part, first: first.text, second: second.text)
        }
        return Self.between(one, two, at: part, path: "")
    }

    /// A body as JSON; `nil` when it is none, which is then compared as text.
    private static func json(_ body: [UInt8]) -> JSONReference? {
        // It has been taken and kept already; only the nesting is bounded, as this descends into it.
        var limits = JSONLimits()
        limits.byteCountMax = body.count
        limits.valueCountMax = body.count
        limits.numberByteCountMax = body.count
        limits.nestingCountMax = Self.nestingCountMax
        return try? JSONDocument(body, limits: limits).root
    }

    /// Most arrays and objects within each other of what is compared value by value.
    private static let nestingCountMax = 512

    private static func between(
        _ first: JSONReference?, _ second: JSONReference?, at part: Part, path: String
    ) -> JobDifference? {
        if let one = first?.items, let two = second?.items {
            for index in 0..<max(one.count, two.count) {
                let (left, right) = (
                    index < one.count ? one[index] : nil, index < two.count ? two[index] : nil
                )
                if let found = Self.between(left, right, at: part, path: "\(path)/\(index)") { return found }
            }
            return nil
        }
        if let one = first.flatMap(Self.members), let two = second.flatMap(Self.members) {
            let names = Set(one.keys).union(two.keys).sorted { $0.lexicographicallyPrecedes($1) }
            for name in names {
                let step = JSONPointer.escaped(String(decoding: name, as: UTF8.self))
                if let found = Self.between(one[name], two[name], at: part, path: "\(path)/\(step)") {
                    return found
                }
            }
            return nil
        }
        if let first, let second, Self.isSame(first, second) { return nil }
        return JobDifference(part, path: path, first: first.map(Self.text), second: second.map(Self.text))
    }

    /// The members of an object by the bytes of their names: Swift takes texts that only look alike for equal.
    private static func members(_ value: JSONReference) -> [[UInt8]: JSONReference]? {
        value.members.map { members in
            Dictionary(members.map { (Array($0.name.utf8), $0.value) }) { $1 }
        }
    }

    /// Whether two values that are not both arrays or both objects are the same: 1 and 1.0 are, 0.0 and -0.0 are not.
    private static func isSame(_ first: JSONReference, _ second: JSONReference) -> Bool {
        guard first.isEqual(to: second) else { return false }
        return first.kind != .number || Self.isNegative(first) == Self.isNegative(second)
    }

    private static func isNegative(_ number: JSONReference) -> Bool {
        number.written.first == UInt8(ascii: "-")
    }

    private static func text(_ value: JSONReference) -> String {
        String(decoding: value.written, as: UTF8.self)
    }
}
