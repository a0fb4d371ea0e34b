import EncodedValues
import JSONSchema

/// One schema in a process that has its own limits on time and memory: those of the validation are wide.
final class SchemaValidator {
    private let schema: Schema

    /// A little more than the longest inputs that a service may be configured to take.
    private static let byteCountMax = 3 << 30
    /// Each takes 24 bytes of memory.
    private static let valueCountMax = 20_000_000
    private static let stepCountMax = 1_000_000_000
    /// Longest sentence of a deep check.
    private static let sentenceByteCountMax = 1024

    init(_ text: [UInt8], deepCheck: @escaping DeepCheckFunction) throws(InvalidSchema) {
        var options = Schema.Options()
        options.limits.stepCountMax = Self.stepCountMax
        options.extensions = [TypeKeyword(deepCheck: { Self.ask(deepCheck, $0, $1) })]
        self.schema = try Schema(json: text, options: options)
    }

    /// What is wrong with a value, as JSON.
    func answer(on value: [UInt8], byteCountMax: Int) -> [UInt8] {
        var text = "["
        for violation in self.violations(of: value) {
            let item =
                (text.count > 1 ? "," : "") + "{\"path\":\(Self.quoted(violation.path)),"
                + "\"rule\":\(Self.quoted(violation.rule)),\"problem\":\(Self.quoted(violation.sentence))}"
            guard text.utf8.count + item.utf8.count < byteCountMax else { break }
            text += item
        }
        return Array((text + "]").utf8)
    }

    private func violations(of value: [UInt8]) -> [SchemaViolation] {
        var limits = JSONLimits()
        limits.byteCountMax = Self.byteCountMax
        limits.valueCountMax = Self.valueCountMax
        do {
            switch self.schema.verdict(on: try JSONDocument(value, limits: limits)) {
            case .fits: return []
            case .undecided(let sentence): return [SchemaViolation(path: "", rule: "#", sentence: sentence)]
            case .violates(let found): return found
            }
        } catch {
            return [SchemaViolation(path: "", rule: "#", sentence: error.reason.rawValue)]
        }
    }

    private static func ask(
        _ deepCheck: DeepCheckFunction, _ value: ArraySlice<UInt8>, _ rules: [UInt8]
    ) -> String? {
        var sentence = [UInt8](repeating: 0, count: Self.sentenceByteCountMax)
        let count = value.withUnsafeBufferPointer { value in
            rules.withUnsafeBufferPointer { rules in
                sentence.withUnsafeMutableBufferPointer { room in
                    deepCheck(
                        value.baseAddress, value.count, rules.baseAddress, rules.count, room.baseAddress,
                        room.count)
                }
            }
        }
        guard count > 0 else { return nil }
        return String(decoding: sentence.prefix(count), as: UTF8.self)
    }

    /// A text as JSON has it (RFC 8259, section 7).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
