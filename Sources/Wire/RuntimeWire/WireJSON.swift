import Foundation
package import RuntimeModel

/// JSON as it stands on the wire: UTF-8, keys in snake_case, sorted, so that equal values are equal bytes.
package enum WireJSON {
    /// Most arrays and objects within each other that are read. The time that reading takes grows with the square of
    /// the depth: without a limit a few hundred brackets would hold a service up for seconds.
    package static let nestingCountMax = 32

    // Made once: each call keeps its own state.
    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    /// The bytes of `value`.
    ///
    /// - Throws: `command.invalid` for what JSON cannot say (a number that is not finite).
    package static func encode(_ value: some Encodable) throws(RuntimeError) -> [UInt8] {
        do {
            return Array(try Self.encoder.encode(value))
        } catch {
            throw RuntimeError(.invalidCommand, "The value cannot be written as JSON.", cause: error)
        }
    }

    /// Reads untrusted bytes.
    ///
    /// - Throws: `command.invalid`, its context naming the field that is missing or wrong, or the limit of nesting.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8]
    ) throws(RuntimeError) -> Value {
        guard Self.nestingCount(of: bytes) <= Self.nestingCountMax else {
            throw RuntimeError(
                .invalidCommand, "The JSON frame is nested too deeply.",
                context: ["limit": "\(Self.nestingCountMax)"])
        }
        do {
            return try Self.decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw RuntimeError(
                .invalidCommand, "A field of the JSON frame is missing or wrong.",
                context: ["field": Self.path(of: error)], cause: error)
        } catch {
            throw RuntimeError(.invalidCommand, "The JSON frame is not JSON.", cause: error)
        }
    }

    /// How deep arrays and objects stand within each other at the deepest place; of bytes that are no JSON, something.
    private static func nestingCount(of bytes: [UInt8]) -> Int {
        var count = 0
        var deepest = 0
        var isInText = false
        var isEscaped = false
        for byte in bytes {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                count += 1
                deepest = max(deepest, count)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): count -= 1
            default: break
            }
        }
        return deepest
    }

    private static func path(of error: DecodingError) -> String {
        let context: DecodingError.Context
        var last: (any CodingKey)?
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
            context = found
        case .keyNotFound(let key, let found):
            context = found
            last = key
        @unknown default: return ""
        }
        return (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
}
