package import JSONSchema
package import RuntimeModel
import RuntimeWire

/// JSON that the user of a command wrote, read strictly (RFC 8259): no comma behind the last item, no name of a member
/// twice, no byte that is not UTF-8. What is wrong is told with line and column.
package enum JSONInput {
    /// Most arrays and objects within each other of a value that becomes a part of a command: the command itself is one
    /// of those that the wire allows.
    static let nestingCountMax = WireJSON.nestingCountMax - 1
    /// Most arrays and objects within each other of a text that is sent or shown as it is.
    private static let textNestingCountMax = 512
    /// Most values of such a text.
    private static let valueCountMax = 16_000_000

    /// Whether bytes are one JSON text.
    package static func isJSON(_ bytes: [UInt8]) -> Bool {
        (try? JSONDocument(bytes, limits: Self.limits(nestingCountMax: nil))) != nil
    }

    /// Reads one text.
    ///
    /// - Parameters:
    ///   - code: of the error, whose context is `context` with `line` and `column`, or the limit that was met.
    ///   - nestingCountMax: most arrays and objects within each other; as of a text that is sent as it is without it.
    package static func document(
        _ bytes: [UInt8], code: RuntimeError.Code, context: [String: String] = [:],
        nestingCountMax: Int? = nil
    ) throws(RuntimeError) -> JSONDocument {
        let limits = Self.limits(nestingCountMax: nestingCountMax)
        do {
            return try JSONDocument(bytes, limits: limits)
        } catch {
            var context = context
            switch error.reason {
            case .notJSON, .notUTF8, .repeatedName:
                let before = bytes.prefix(error.offset)
                context["line"] = "\(before.count { $0 == UInt8(ascii: "\n") } + 1)"
                context["column"] = "\(before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1)"
            case .tooLong: context["limit"] = "\(limits.byteCountMax)"
            case .tooDeep: context["limit"] = "\(limits.nestingCountMax)"
            case .tooMany: context["limit"] = "\(limits.valueCountMax)"
            case .numberTooLong: context["limit"] = "\(limits.numberByteCountMax)"
            }
            throw RuntimeError(code, error.reason.rawValue, context: context)
        }
    }

    /// Reads one object whose members become parts of a command.
    ///
    /// - Throws: `code`, also for a number that is beyond every double.
    package static func object(
        _ bytes: [UInt8], what: String, code: RuntimeError.Code, context: [String: String] = [:]
    ) throws(RuntimeError) -> [String: JSONValue] {
        let root = try Self.document(
            bytes, code: code, context: context, nestingCountMax: Self.nestingCountMax
        ).root
        guard let members = try Self.value(root, code: code, context: context).objectValue else {
            throw RuntimeError(code, "The \(what) is not a JSON object.", context: context)
        }
        return members
    }

    /// - Throws: `code` naming the place of a number that no double holds.
    private static func value(
        _ json: JSONReference, code: RuntimeError.Code, context: [String: String]
    ) throws(RuntimeError) -> JSONValue {
        switch json.kind {
        case .null: return .null
        case .boolean: return .bool(json.boolean ?? false)
        case .string: return .string(json.string ?? "")
        case .number:
            if let integer = json.integer { return .integer(Int64(integer)) }
            let written = String(decoding: json.written, as: UTF8.self)
            guard let number = Double(written), number.isFinite else {
                let place = ["path": json.pointer, "number": String(written.prefix(40))]
                throw RuntimeError(
                    code, "A number is too large.", context: context.merging(place) { $1 })
            }
            return .number(number)
        case .array:
            var items: [JSONValue] = []
            for item in json.items ?? [] {
                items.append(try Self.value(item, code: code, context: context))
            }
            return .array(items)
        case .object:
            var members: [String: JSONValue] = [:]
            for (name, member) in json.members ?? [] {
                members[name] = try Self.value(member, code: code, context: context)
            }
            return .object(members)
        }
    }

    private static func limits(nestingCountMax: Int?) -> JSONLimits {
        var limits = JSONLimits()
        limits.valueCountMax = Self.valueCountMax
        limits.nestingCountMax = nestingCountMax ?? Self.textNestingCountMax
        return limits
    }
}
